package totp.cli.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import totp.agent.Frame;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.Session;
import totp.cli.unlock.UnlockedAgent;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.ClosedVault;
import totp.vault.VaultException;

/** The agent's process: {@code totp unlock} starts it and hands it on standard input what it needs. No command for people. */
public final class AgentCommand implements Command {
    private static final int GIVEN_MAX = 65536;
    private static final int LENGTH_BYTES = 4;

    @Override
    public void run(Session session) throws Failure, VaultException {
        Frame given = given(session);
        session.options().vault = Path.of(given.text(0));
        UnlockedAgent agent = UnlockedAgent.at(session, given.text(0), new File(given.text(1)));
        try (Secret key = Secret.adopt(given.field(4));
                ClosedVault vault = ClosedVault.of(new VaultAccess(session).read(), key)) {
            vault.open().close(); // else its first client would be told that something is wrong
            Serving serving = new Serving(session, agent, vault, span(given.text(2)), span(given.text(3)));
            serving.serve(() -> say(session, AgentStart.READY));
        } catch (Failure e) {
            // Told by who started it, and so in his language.
            say(session, e.code() == ExitCode.BUSY ? AgentStart.TAKEN : session.text(e.message()));
            throw e;
        }
    }

    private static Frame given(Session session) throws Failure {
        byte[] bytes = new Input(session).bytes("-", "totp agent", GIVEN_MAX);
        try {
            return Frame.decode(bytes, Math.min(LENGTH_BYTES, bytes.length), bytes.length);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.USAGE, Message.of("agent.not-for-people"), Message.of("agent.totp-unlock-starts"));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static Duration span(String millis) {
        return Duration.ofMillis(Long.parseLong(millis));
    }

    /** The last that is said: who waits for the end of the output goes on. */
    private static void say(Session session, String word) throws Failure {
        session.output().line(word);
        session.output().flush();
        try {
            session.host().out().close();
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("session.cannot-write-standard-output"), e);
        }
    }
}
