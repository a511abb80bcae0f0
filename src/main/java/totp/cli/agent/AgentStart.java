package totp.cli.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import totp.agent.Frame;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Machine;
import totp.cli.session.Session;
import totp.cli.session.Tool;
import totp.cli.unlock.UnlockedAgent;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.ClosedVault;

/** Starts the agent's process, which outlives this one, and hands it the vault's key. */
final class AgentStart {
    /** What the agent says once it listens. */
    static final String READY = "ready";

    /** What it says where another one listens already, begun at the same time. */
    static final String TAKEN = "taken";

    private static final int PRINTED_MAX = 4096;
    private static final int SECONDS_MAX = 60;

    /** Deaf to the end of the terminal and to its Ctrl-C. The words stand behind it: nothing is quoted. */
    private static final String IN_BACKGROUND = "trap '' HUP INT; cd / && exec \"$@\"";

    private final Session session;
    private final UnlockedAgent agent;
    private final ClosedVault vault;
    private final Duration longest;
    private final Duration idle;

    AgentStart(Session session, UnlockedAgent agent, ClosedVault vault, Duration longest, Duration idle) {
        this.session = session;
        this.agent = agent;
        this.vault = vault;
        this.longest = longest;
        this.idle = idle;
    }

    /** Returns once the agent listens. */
    void start() throws Failure {
        byte[] handedOver = handedOver();
        Tool tool = Tool.of(words()).given(handedOver).printing(PRINTED_MAX).within(SECONDS_MAX);
        try (Secret output = session.host().machine().leaveServing(tool)) {
            String said = output.use(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .strip();
            if (!said.equals(READY) && !said.equals(TAKEN)) {
                throw new Failure(ExitCode.IO, Message.of("agent.did-not-start", said.isEmpty() ? "-" : said));
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("agent.did-not-start", "java"), e);
        } catch (InterruptedException e) {
            throw Session.interrupted();
        } finally {
            Arrays.fill(handedOver, (byte) 0);
        }
    }

    private byte[] handedOver() throws Failure {
        try (Secret key = vault.key()) {
            byte[] bytes = key.use(byte[]::clone);
            byte[] encoded = new Frame(
                            0,
                            List.of(
                                    agent.vault().getBytes(StandardCharsets.UTF_8),
                                    agent.folder().getPath().getBytes(StandardCharsets.UTF_8),
                                    Long.toString(longest.toMillis()).getBytes(StandardCharsets.US_ASCII),
                                    Long.toString(idle.toMillis()).getBytes(StandardCharsets.US_ASCII),
                                    bytes))
                    .encode();
            Arrays.fill(bytes, (byte) 0);
            return encoded;
        } catch (IOException e) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("agent.cannot-look-at-vault", agent.vault()), e);
        }
    }

    /**
     * The same Java and classes, and what the launcher says for all: no report of a crash, no debugger. A small heap, for this
     * process stays, and what is left of secrets in it is written over, and no compiler that takes long to gain little: all that it does is short.
     */
    private List<String> words() {
        Machine machine = session.host().machine();
        return List.of(
                "/bin/sh",
                "-c",
                IN_BACKGROUND,
                "sh",
                machine.property("java.home") + "/bin/java",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:CompileThresholdScaling=0.1",
                "-XX:-UsePerfData",
                "-XX:+ZeroTLAB",
                "-Xms16m",
                "-Xmn8m",
                "-Xmx512m",
                "-XX:+DisableAttachMechanism",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-XX:+SuppressFatalErrorMessage",
                "-Xlog:disable",
                "-cp",
                machine.property("java.class.path"),
                "totp.Main",
                "agent");
    }
}
