package totp.cli.code;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.cli.intake.SecretOptions;
import totp.cli.session.ClipboardCopy;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.unlock.Unlock;
import totp.cli.unlock.UnlockedAgent;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevices;
import totp.otp.Hotp;
import totp.otp.KeyUri;
import totp.otp.TimeBased;
import totp.vault.UsedSteps;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class CodeCommand implements Command {
    /** Before the last year that RFC 3339 can write, so that the end of every code has four digits for its year. */
    private static final Instant TIME_END = Instant.ofEpochSecond(253_370_764_800L);

    String name = "";
    boolean next;

    @Nullable
    Integer waitSeconds;

    boolean fresh;
    boolean remaining;
    boolean follow;

    @Nullable
    String at;

    boolean exact;
    boolean json;

    @Nullable
    Integer clipSeconds;

    boolean copyAndPrint;
    SecretOptions secretOptions = new SecretOptions();

    @Override
    public void declare(Syntax syntax) {
        syntax.parameter(Value.ACCOUNT, "NAME", given -> name = given);
        syntax.flag(() -> next = true, "-n", "--next");
        syntax.attached("SEC", 5, given -> waitSeconds = given, "-w", "--wait");
        syntax.flag(() -> fresh = true, "--fresh");
        syntax.flag(() -> remaining = true, "-r", "--remaining");
        syntax.flag(() -> follow = true, "-f", "--follow");
        syntax.option(String.class, "TIME", given -> at = given, "--at");
        syntax.flag(() -> exact = true, "-x", "--exact");
        syntax.flag(() -> {}, "-s", "--single");
        syntax.flag(() -> json = true, "--json");
        syntax.attached("SEC", ClipboardCopy.CLEARED_AFTER_SECONDS, given -> clipSeconds = given, "-c", "--clip");
        syntax.flag(() -> copyAndPrint = true, "-C");
        secretOptions.declare(syntax.only("-"));
    }

    @Override
    public boolean isServed() {
        return !name.equals("-") && !follow && clipSeconds == null && !copyAndPrint;
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        try {
            print(session);
        } catch (Failure e) {
            throw secondsTakenForName() && e.code() == ExitCode.NOT_FOUND
                    ? new Failure(
                            e.code(),
                            e.message(),
                            Message.of("code.seconds-attached", (clipSeconds != null ? "-c" : "-w") + name))
                    : e;
        }
    }

    /** Whether somebody wrote {@code -c 10} for {@code -c10}. */
    private boolean secondsTakenForName() {
        return (clipSeconds != null || waitSeconds != null) && name.matches("[0-9]{1,4}");
    }

    private void print(Session session) throws Failure, VaultException {
        CodeRequest request = request();
        CodeSink sink = sink(session);
        if (name.equals("-")) {
            oneOff(session, request, sink);
            return;
        }
        VaultAccess access = new VaultAccess(session);
        if (isGivenByAgent(session, access)) {
            return;
        }
        Vault vault = access.open();
        Account account;
        UsedSteps steps;
        try (vault) {
            Account found = access.find(vault, name, exact);
            warn(session, vault, found);
            if (found.otp() instanceof Hotp) {
                sink.take(counted(session, access, vault, found.id()));
                return;
            }
            account = found.copy();
            steps = access.usedSteps(vault);
        }
        // Nothing but this one account is in memory while the next code is waited for.
        try (account) {
            timed(session, account, request, Optional.of(steps), sink);
        }
    }

    /** What the agent did not run as it was given, though it may have the vault open. */
    private boolean isGivenByAgent(Session session, VaultAccess access) throws Failure {
        Optional<UnlockedAgent> agent = UnlockedAgent.toAsk(session);
        Optional<List<Account>> known =
                agent.isEmpty() ? Optional.empty() : agent.get().accounts();
        if (known.isEmpty()) {
            return false;
        }
        String found = access.find(known.get(), name, exact).name();
        AgentCode code = new AgentCode(session, agent.get(), options(), found);
        if (follow) {
            code.follow(remaining);
            return true;
        }
        if (clipSeconds != null || copyAndPrint) {
            code.copy(clipboardSeconds(), !copyAndPrint ? 0 : remaining ? 2 : 1, at == null);
        } else {
            session.output().drawn(code.text().stripTrailing());
            session.output().flush();
        }
        return true;
    }

    /** Those that say which code is meant and how it is printed. */
    private List<String> options() {
        List<String> options = new ArrayList<>();
        if (next) {
            options.add("--next");
        }
        if (waitSeconds != null) {
            options.add("--wait=" + waitSeconds);
        }
        if (fresh) {
            options.add("--fresh");
        }
        if (remaining) {
            options.add("--remaining");
        }
        if (json) {
            options.add("--json");
        }
        if (at != null) {
            options.add("--at=" + at);
        }
        return options;
    }

    private int clipboardSeconds() {
        return clipSeconds == null ? ClipboardCopy.CLEARED_AFTER_SECONDS : clipSeconds;
    }

    private void timed(Session session, Account account, CodeRequest request, Optional<UsedSteps> steps, CodeSink sink)
            throws Failure, VaultException {
        CodeStep step = new CodeStep(session, account, (TimeBased) account.otp(), steps);
        if (follow) {
            step.follow(sink);
        } else {
            sink.take(step.code(request));
        }
    }

    private CodeSink sink(Session session) {
        if (json) {
            return CodeSink.document(session.output());
        }
        CodeSink lines = CodeSink.lines(session.output(), remaining);
        if (clipSeconds == null && !copyAndPrint) {
            return lines;
        }
        CodeSink clipboard = CodeSink.clipboard(session, clipboardSeconds(), at == null);
        return copyAndPrint ? lines.andThen(clipboard) : clipboard;
    }

    /** What the options ask for, once they were found to agree. */
    private CodeRequest request() throws Failure {
        boolean oneOff = name.equals("-");
        if (!oneOff && secretOptions.areGiven()) {
            throw Failure.usage(Message.of("code.vault-knows-account-parameters"));
        }
        if (fresh && (next || at != null || oneOff)) {
            throw Failure.usage(Message.of("code.fresh-does-not-go"));
        }
        if (at != null && (follow || waitSeconds != null)) {
            throw Failure.usage(Message.of("code.does-not-go-wait"));
        }
        if (follow && (next || fresh || json || waitSeconds != null)) {
            throw Failure.usage(Message.of("code.follow-does-not-go"));
        }
        if (clipSeconds != null && clipSeconds < 1) {
            throw Failure.usage(Message.of("code.clip-takes-number-seconds"));
        }
        if ((clipSeconds != null || copyAndPrint) && (follow || json)) {
            throw Failure.usage(Message.of("code.clip-does-not-go"));
        }
        if (waitSeconds != null && waitSeconds < 1) {
            throw Failure.usage(Message.of("code.wait-takes-number-seconds"));
        }
        Optional<Instant> time = at == null ? Optional.empty() : Optional.of(time(at));
        return new CodeRequest(time, next, waitSeconds == null ? 0 : waitSeconds, fresh);
    }

    private static Instant time(String text) throws Failure {
        Instant time;
        try {
            time = text.matches("-?[0-9]{1,18}")
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Failure.usage(Message.of("code.takes-unix-seconds-time")).because(e);
        }
        if (time.isBefore(Instant.EPOCH) || !time.isBefore(TIME_END)) {
            throw Failure.usage(Message.of("code.codes-1970-9998"));
        }
        return time;
    }

    private void oneOff(Session session, CodeRequest request, CodeSink sink) throws Failure, VaultException {
        new Unlock(session).checkOptions();
        try (Secret text = new Input(session).stdin("totp code -");
                KeyUri uri = secretOptions.read(session, text)) {
            Account account = Account.builder(new UUID(0, 0), "-", uri.otp(), uri.secret())
                    .issuer(uri.issuer())
                    .accountName(uri.account())
                    .pin(uri.pin())
                    .build();
            if (account.otp() instanceof Hotp hotp) {
                refuseTimeOptions();
                sink.take(MadeCode.ofCounter(account, hotp));
            } else {
                timed(session, account, request, Optional.empty(), sink);
            }
        }
    }

    private void warn(Session session, Vault vault, Account account) throws Failure {
        if (account.lacksPin()) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("code.needs-pin-vault-does", account.name()));
        }
        if (account.state() == Account.State.PENDING) {
            session.output().warning(Message.of("code.pending-registration-not-confirmed", account.name()));
        }
        if (AwsDevices.isStale(vault.accounts(), account)) {
            session.output().warning(Message.of("code.aws-device-gone-aws", account.name()));
        }
    }

    /** The next counter is stored before anybody sees the code of this one. */
    private MadeCode counted(Session session, VaultAccess access, Vault vault, UUID id) throws Failure, VaultException {
        refuseTimeOptions();
        try (Vault saved = access.advanceCounter(vault, id)) {
            session.output()
                    .detail(Message.of("code.saved-generation", saved.sealed().generation()));
            Account advanced = saved.existing(id);
            Hotp used = ((Hotp) advanced.otp()).previous();
            return MadeCode.ofCounter(advanced.toBuilder().otp(used).build(), used);
        }
    }

    private void refuseTimeOptions() throws Failure {
        if (at != null || next || follow || remaining || waitSeconds != null) {
            throw Failure.usage(Message.of("code.counter-based-account-no"));
        }
    }
}
