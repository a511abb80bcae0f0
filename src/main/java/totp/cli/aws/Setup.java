package totp.cli.aws;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import totp.aws.AwsException;
import totp.aws.AwsSettings;
import totp.aws.ProfileSetup;
import totp.aws.ProfileSetup.Action;
import totp.aws.ProfileSetup.Outcome;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.cli.session.Tool;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevices;
import totp.vault.EditedFile;
import totp.vault.VaultException;

/**
 * {@code aws setup}: lets profiles of the AWS config files use this program, so that every tool of AWS has sessions with MFA and
 * asks for no code, and takes that back. The files belong to somebody else, so what would change is shown and asked first, and
 * copies are kept.
 */
final class Setup {
    private static final int TRIES = 3;
    private static final String NAME = "totp";

    /** The launcher says by this property where it is. */
    private static final String LAUNCHER = "totp.launcher";

    /** What a shell, and the readers of the config files, take as it is; blanks stand in quotes. */
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9_./ -]*/" + NAME);

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "'.totp-'uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Session session;
    private final AwsSettings settings;
    private final SetupOptions options;
    private final boolean json;

    /** What was agreed to: asked again only if something else would be done. */
    private List<String> agreed = List.of();

    Setup(Session session, AwsSettings settings, SetupOptions options, boolean json) {
        this.session = session;
        this.settings = settings;
        this.options = options;
        this.json = json;
    }

    void run() throws Failure {
        decide();
        String program = options.undo ? NAME : program();
        List<Account> accounts = options.all && !options.undo ? accounts() : List.of();
        SetupReport report = new SetupReport(session, accounts, options.dryRun);
        for (int i = 0; i < TRIES; i++) {
            if (isDone(program, accounts, report)) {
                report.print(json);
                return;
            }
        }
        throw new Failure(ExitCode.BUSY, Message.of("aws.setup-files-change"));
    }

    private void decide() throws Failure {
        if (options.isDecided()) {
            return;
        }
        Message missing = Message.of("aws.setup-as-or-in-place");
        if (!session.canAsk()) {
            throw Failure.usage(missing, SetupOptions.EXPLAINED);
        }
        Terminal terminal = session.terminal(missing, missing);
        if (options.all || options.profiles.size() > 1) {
            session.confirm(Message.of("aws.setup-in-place-asked"));
            options.answer("");
            return;
        }
        options.answer(session.ask(terminal, Message.of("aws.setup-name-asked", options.profiles.get(0)))
                .strip());
    }

    /** How tools start this program: by its name where it is found by it, else where it is. */
    private String program() throws Failure {
        if (Tool.isThere(session, NAME)) {
            return NAME;
        }
        String launcher = session.host().machine().property(LAUNCHER);
        if (!PATH.matcher(launcher).matches()) {
            throw Failure.usage(Message.of("aws.setup-not-on-path"), Message.of("aws.setup-put-on-path"));
        }
        return launcher.contains(" ") ? "\"" + launcher + "\"" : launcher;
    }

    private List<Account> accounts() throws Failure {
        try (AccountBook book = AccountBook.toRead(session, new VaultAccess(session))) {
            return List.copyOf(book.accounts());
        }
    }

    /** Whether one try came to an end; it does not where another program writes to the files meanwhile. */
    private boolean isDone(String program, List<Account> accounts, SetupReport report) throws Failure {
        EditedFile config = read(settings.configFile());
        EditedFile credentials = read(settings.credentialsFile());
        try {
            ProfileSetup setup =
                    new ProfileSetup(settings, program, config.content(), credentials.content(), options.undo);
            report.begin();
            for (Outcome outcome : outcomes(setup, accounts, report)) {
                report.add(outcome);
            }
            refuse(report);
            report.changes(config.path(), setup.configChanges(), credentials.path(), setup.credentialsChanges());
            if (!setup.isChanged()) {
                return true;
            }
            if (!setup.isSound()) {
                throw new Failure(ExitCode.BAD_INPUT, Message.of("aws.setup-not-sound"));
            }
            if (!options.dryRun) {
                confirm(report.diff());
                if (!isWritten(setup, config, credentials, report)) {
                    return false;
                }
            }
            report.warn(setup.askedStill());
            return true;
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
    }

    private static EditedFile read(Path file) throws Failure {
        try {
            return EditedFile.read(file);
        } catch (VaultException e) {
            throw Failure.of(e);
        }
    }

    private List<Outcome> outcomes(ProfileSetup setup, List<Account> accounts, SetupReport report)
            throws Failure, AwsException {
        List<Outcome> outcomes = new ArrayList<>();
        if (!options.all) {
            for (String profile : options.profiles) {
                try {
                    outcomes.addAll(of(setup, profile));
                } catch (AwsException | Failure e) {
                    report.add(refused(profile, e.message()));
                    tellRefused(report);
                    throw e;
                }
            }
            return outcomes;
        }
        List<String> profiles = options.undo
                ? setup.handedOver()
                : setup.withDevice(serial -> AwsDevices.holder(accounts, serial).isPresent());
        if (profiles.isEmpty()) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    options.undo ? Message.of("aws.setup-nothing-to-undo") : Message.of("aws.setup-no-device"));
        }
        for (String profile : profiles) {
            try {
                outcomes.addAll(of(setup, profile));
            } catch (AwsException e) {
                outcomes.add(refused(profile, e.message()));
            }
        }
        if (options.undo) { // an added one went with the one that it was added for
            outcomes.removeIf(outcome -> outcome.action() == Action.unchanged);
        }
        return outcomes;
    }

    private static Outcome refused(String profile, Message reason) {
        return new Outcome(profile, Action.refused, Optional.empty(), Optional.empty(), Optional.of(reason), List.of());
    }

    private List<Outcome> of(ProfileSetup setup, String profile) throws Failure, AwsException {
        if (options.undo) {
            return setup.undo(profile);
        }
        String name = options.as;
        if (name == null) {
            return List.of(setup.inPlace(profile));
        }
        return List.of(setup.as(profile, name)
                .orElseThrow(() -> new Failure(ExitCode.EXISTS, Message.of("aws.setup-there", name))));
    }

    /** Of profiles that were named all are done or none; of all there are those that can be. */
    private void refuse(SetupReport report) throws Failure {
        Optional<Outcome> refused = report.refused();
        if (refused.isPresent() && !options.all) {
            tellRefused(report);
            throw Failure.usage(
                    refused.get().reason().orElse(Message.NONE),
                    refused.get().hints().toArray(new Message[0]));
        }
    }

    private void tellRefused(SetupReport report) throws Failure {
        if (json) {
            report.nothingDone();
            report.print(true);
            session.output().flush();
        }
    }

    private void confirm(List<String> changes) throws Failure {
        if (session.options().yes || changes.equals(agreed)) {
            return;
        }
        if (session.canAsk()) {
            for (String line : changes) {
                session.tell(Message.said(line));
            }
        }
        session.confirm(Message.of("aws.setup-change-files"));
        agreed = changes;
    }

    /**
     * First the lines, then the keys, and back the other way round: what is between leaves the keys where tools find them, and
     * another run goes on from there.
     */
    private boolean isWritten(ProfileSetup setup, EditedFile config, EditedFile credentials, SetupReport report)
            throws Failure {
        try {
            if (options.undo) {
                write(credentials, setup.credentials(), report);
                write(config, setup.config(), report);
            } else {
                write(config, setup.config(), report);
                write(credentials, setup.credentials(), report);
            }
            return true;
        } catch (VaultException e) {
            if (e.reason() == VaultException.Reason.BUSY) {
                return false;
            }
            throw Failure.of(e, report.isHalf() ? Message.of("aws.setup-half") : Message.of("aws.setup-dry-run-shows"));
        }
    }

    private void write(EditedFile file, byte[] changed, SetupReport report) throws VaultException {
        if (!MessageDigest.isEqual(file.content(), changed)) {
            String suffix = STAMP.format(session.host().now());
            report.written(
                    file.path(),
                    file.replace(changed, suffix, session.host().random().get()));
        }
    }
}
