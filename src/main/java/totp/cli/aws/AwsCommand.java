package totp.cli.aws;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import totp.aws.DeviceException;
import totp.cli.aws.EnvironmentText.Format;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.Nearest;
import totp.cli.session.SecretArguments;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.vault.VaultException;

public final class AwsCommand implements Command {
    @Nullable
    Action action;

    @Nullable
    String name;

    boolean json;
    AwsOptions aws = new AwsOptions();
    SessionOptions wanted = new SessionOptions();
    boolean ask;
    boolean clear;
    boolean unset;
    SetupOptions setup = new SetupOptions();
    RootKeysOptions rootKeys = new RootKeysOptions();
    RequireMfaOptions requireMfa = new RequireMfaOptions();
    AuditOptions audit = new AuditOptions();

    @Nullable
    String format;

    boolean refresh;
    boolean print;

    @Nullable
    String destination;

    List<String> command = List.of();

    @Nullable
    String positional;

    /** Lower case, since it is spelled so on the command line. */
    enum Action {
        devices,
        verify,
        resync,
        remove,
        credentials,
        env,
        exec,
        login,
        setup,
        sessions,
        root_keys,
        require_mfa,
        audit;

        /** As it is typed. */
        @Override
        public String toString() {
            return name().replace('_', '-');
        }

        boolean isAboutAccount() {
            return this == verify || this == resync || this == remove;
        }

        boolean isAboutSession() {
            return this == credentials || this == env || this == exec || this == login;
        }
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.action(Action.class, given -> action = given);
        syntax.only(Action.verify, Action.resync, Action.remove)
                .optionalParameter(Value.ACCOUNT, "NAME", given -> name = given);
        syntax.only(Action.devices, Action.setup, Action.sessions, Action.root_keys, Action.require_mfa, Action.audit)
                .flag(() -> json = true, "--json");
        // Neither what is kept here nor what stands in config files is about an address at AWS.
        aws.declare(
                syntax.only(
                        Action.devices,
                        Action.verify,
                        Action.resync,
                        Action.remove,
                        Action.credentials,
                        Action.env,
                        Action.exec,
                        Action.login,
                        Action.root_keys,
                        Action.require_mfa,
                        Action.audit),
                syntax.only(Action.devices, Action.require_mfa));
        syntax.only(Action.credentials, Action.env, Action.exec, Action.login, Action.sessions)
                .optionalParameter(Value.PROFILE, "PROFILE", given -> positional = given);
        setup.declare(syntax.only(Action.setup));
        rootKeys.declare(syntax.only(Action.root_keys));
        requireMfa.declare(syntax.only(Action.require_mfa));
        syntax.only(Action.setup, Action.require_mfa).flag(this::onlyShow, "--dry-run");
        audit.declare(syntax.only(Action.audit));
        wanted.declare(syntax.only(Action.credentials, Action.env, Action.exec, Action.login));
        syntax.only(Action.credentials).flag(() -> ask = true, "--ask");
        syntax.only(Action.env, Action.audit)
                .option(Value.words(AwsCommand::formats), "FORMAT", given -> format = given, "--format");
        Syntax env = syntax.only(Action.env);
        env.flag(() -> unset = true, "--unset");
        Syntax exec = syntax.only(Action.exec);
        exec.flag(() -> refresh = true, "--refresh");
        exec.another(given -> command = given);
        Syntax login = syntax.only(Action.login);
        login.option(String.class, "URL|SERVICE", given -> destination = given, "--destination");
        login.flag(() -> print = true, "--print");
        Syntax sessions = syntax.only(Action.sessions);
        sessions.flag(() -> clear = true, "--clear");
    }

    private void onlyShow() {
        setup.dryRun = true;
        requireMfa.dryRun = true;
    }

    /** Of whatever has any; each takes its own. */
    private static List<String> formats() {
        return Stream.of(Format.values(), AuditOptions.Format.values())
                .flatMap(Stream::of)
                .map(Enum::name)
                .distinct()
                .toList();
    }

    private <E extends Enum<E>> E format(Action chosen, Class<E> type, E otherwise) throws Failure {
        if (format == null) {
            return otherwise;
        }
        for (E known : type.getEnumConstants()) {
            if (known.name().equals(format)) {
                return known;
            }
        }
        List<String> names = Stream.of(type.getEnumConstants()).map(Enum::name).toList();
        Message oneOf = Message.of("aws.format-is-one-of", chosen, String.join(", ", names));
        throw SecretArguments.mightBeSecret(format)
                ? Failure.usage(oneOf)
                : Nearest.of(format, names)
                        .map(near -> Failure.usage(oneOf, Message.of("aws.did-you-mean", near)))
                        .orElseGet(() -> Failure.usage(oneOf));
    }

    /** As a {@code credential_process} stands in config files. */
    @Override
    public boolean takesPlainly(List<String> words) {
        boolean plain = words.size() == 2
                && words.get(0).equals(Action.credentials.name())
                && !words.get(1).startsWith("-");
        if (plain) {
            action = Action.credentials;
            positional = words.get(1);
        }
        return plain;
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        Action chosen = Objects.requireNonNull(action, "picocli demands it");
        check(chosen);
        if (chosen.isAboutSession() || chosen == Action.sessions) {
            runSessions(session, chosen);
            return;
        }
        if (chosen == Action.setup) {
            try (AwsAccess access = new AwsAccess(session, aws)) {
                new Setup(session, access.settings(), setup.checked(aws), json).run();
            }
            return;
        }
        if (chosen == Action.root_keys) {
            try (AwsAccess access = new AwsAccess(session, aws)) {
                new RootKeyCare(session, access, rootKeys.checked()).run(json);
            }
            return;
        }
        if (chosen == Action.require_mfa) {
            try (AwsAccess access = new AwsAccess(session, aws)) {
                RequireMfa.run(session, access, requireMfa.checked(aws.users), aws.users, json);
            }
            return;
        }
        if (chosen == Action.audit) {
            try (AwsAccess access = AuditRun.access(session, aws)) {
                AuditOptions.Format chosenFormat = format(chosen, AuditOptions.Format.class, AuditOptions.Format.text);
                new AuditRun(session, access, audit.checked(format != null, json, chosenFormat)).run();
            }
            return;
        }
        try (AwsAccess connection = new AwsAccess(session, aws);
                AccountBook book = book(session, chosen)) {
            DeviceCare care = new DeviceCare(session, connection, book);
            SessionsOfChains sessions = new SessionsOfChains(session, connection);
            if (chosen == Action.verify) {
                sessions.beginWithBase();
            } else {
                sessions.beginForRole(book);
            }
            switch (chosen) {
                case devices -> new DeviceList(session, connection, aws.user, json).print(sessions, book);
                case verify -> care.verify(String.valueOf(name));
                case resync -> care.resync(String.valueOf(name));
                case remove -> care.remove(String.valueOf(name));
                default -> throw new IllegalStateException("a session's");
            }
        } catch (DeviceException e) {
            throw AwsFailures.of(e);
        }
    }

    private void check(Action chosen) throws Failure {
        if (chosen.isAboutAccount() && name == null) {
            throw Failure.usage(Message.of("aws.name-missing"), Message.of("aws.totp-help-aws-explains"));
        }
        if (chosen == Action.sessions && positional != null && !clear) {
            throw Failure.usage(Message.of("aws.clear-goes-sessions"));
        }
        if (chosen == Action.require_mfa) {
            aws.checkAll();
        } else {
            aws.check();
        }
        if (name != null && name.isEmpty()) {
            throw Failure.usage(Message.of("aws.name-empty"));
        }
    }

    @Nullable
    private String profile() throws Failure {
        if (positional != null && aws.profile != null) {
            throw Failure.usage(Message.of("aws.profile-twice"));
        }
        EnrolmentOptions.checkNotEmpty("PROFILE", positional);
        return positional == null ? aws.profile : positional;
    }

    private void runSessions(Session session, Action chosen) throws Failure {
        try (AwsAccess access = new AwsAccess(session, aws)) {
            SessionCommands commands = new SessionCommands(session, access);
            if (chosen == Action.credentials) {
                aws.profile = profile();
                commands.credentials(wanted, ask);
            } else if (chosen == Action.env) {
                aws.profile = profile();
                commands.environment(wanted, format(chosen, Format.class, Format.shell), unset);
            } else if (chosen == Action.exec) {
                aws.profile = profile();
                commands.execute(wanted, command, refresh);
            } else if (chosen == Action.login) {
                aws.profile = profile();
                commands.login(wanted, destination == null ? "" : destination, print);
            } else if (clear) {
                commands.clear(positional);
            } else {
                commands.list(json);
            }
        }
    }

    private static AccountBook book(Session session, Action chosen) throws Failure {
        VaultAccess access = new VaultAccess(session);
        return chosen == Action.remove
                ? AccountBook.toChangeHere(session, access)
                : AccountBook.toRead(session, access);
    }
}
