package totp.cli.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Exclusive;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.ProvisionalFiles;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Terminal;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.RecoveryKey;
import totp.vault.VaultException;

/** Hands a new recovery key over: into a new file, or on the terminal, where a part of it is asked back. */
final class NewRecoveryKey {
    private static final int GROUPS = 6;
    private static final int TRIES = 3;

    @Nullable
    Path file;

    boolean none;

    void declare(Syntax syntax) {
        declare(syntax, syntax);
    }

    /** @param optional where it may be left out */
    void declare(Syntax syntax, Syntax optional) {
        syntax.option(Path.class, "FILE", given -> file = given, "--write-recovery-key");
        optional.flag(() -> none = true, "--no-recovery-key");
    }

    void check(Session session) throws Failure {
        new Exclusive()
                .option("--write-recovery-key", file != null)
                .option("--no-recovery-key", none)
                .check();
        if (!none && file == null) {
            terminal(session);
        }
        ProvisionalFiles.checkFree(file);
    }

    /** Returns when the key is where its owner can find it again; before that nothing may depend on it. */
    void handOver(Session session, Secret recoveryKey, ProvisionalFiles unfinished) throws Failure, VaultException {
        if (file == null) {
            show(session, recoveryKey);
            return;
        }
        try (Secret text = RecoveryKey.print(recoveryKey);
                Secret end = Secret.adopt(new byte[] {'\n'});
                Secret line = text.followedBy(end)) {
            unfinished.create(file, line);
        }
    }

    private static Terminal terminal(Session session) throws Failure {
        return session.terminal(
                Message.of("vault.recovery-key-written-down"), Message.of("vault.write-recovery-key-file-no"));
    }

    /** A key that nobody wrote down saves nobody. */
    private static void show(Session session, Secret recoveryKey) throws Failure {
        Terminal terminal = terminal(session);
        try (Secret text = RecoveryKey.print(recoveryKey)) {
            Runnable leave = terminal.alternateScreen(() -> draw(session, terminal, text));
            try {
                int group = session.host().random().get().nextInt(GROUPS);
                checkGroup(session, terminal, text, group);
            } finally {
                leave.run();
            }
        } catch (IOException e) {
            throw Session.terminalLost(e);
        }
    }

    private static void draw(Session session, Terminal terminal, Secret text) throws IOException {
        terminal.print(session.text(Message.of("vault.recovery-key-shown")) + "\n\n    ");
        terminal.print(text);
        terminal.print("\n\n");
    }

    private static void checkGroup(Session session, Terminal terminal, Secret text, int group) throws Failure {
        for (int i = 0; i < TRIES; i++) {
            String answer = session.ask(terminal, Message.of("vault.type-group-counted-behind", group + 1, GROUPS));
            if (isGroup(text, group, answer.strip())) {
                return;
            }
            if (i + 1 < TRIES) {
                session.tell(Message.of("vault.not-that-group", group + 1));
            }
        }
        throw new Failure(ExitCode.INTERRUPTED, Message.of("vault.recovery-key-not-confirmed"));
    }

    private static boolean isGroup(Secret text, int group, String answer) {
        int start = "TRK1-".length() + group * 7;
        return text.use(bytes -> new String(bytes, start, 6, StandardCharsets.US_ASCII))
                .equalsIgnoreCase(answer);
    }
}
