package totp.cli.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Span;
import totp.cli.session.Syntax;
import totp.cli.unlock.UnlockedAgent;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.vault.ClosedVault;
import totp.vault.VaultException;

/** Opens the vault once and leaves an agent that has its key. */
public final class UnlockCommand implements Command {
    private static final Duration LONGEST = Duration.ofHours(8);
    private static final Duration IDLE = Duration.ofMinutes(10);

    private @Nullable String longest;
    private @Nullable String idle;
    private boolean foreground;

    @Override
    public void declare(Syntax syntax) {
        syntax.option(String.class, "TIME", given -> longest = given, "--for");
        syntax.option(String.class, "TIME", given -> idle = given, "--idle");
        syntax.flag(() -> foreground = true, "--foreground");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        Duration forLongest = longest == null ? LONGEST : Span.parse("--for", longest);
        Duration forIdle = idle == null ? IDLE : Span.parse("--idle", idle);
        UnlockedAgent agent = agentOf(session);
        Optional<List<Long>> lease = agent.lease();
        boolean asIs = longest == null
                && idle == null
                && !foreground
                && !session.options().openOtherwise();
        if (lease.isPresent() && asIs) {
            session.output()
                    .note(Message.of(
                            "agent.unlocked-already", seen(session, lease.get().get(1))));
            return;
        }
        try (ClosedVault vault = ClosedVault.of(new VaultAccess(session).open(VaultAccess.Purpose.AGENT))) {
            if (lease.isPresent()) {
                agent.lock(); // the new one has other times, and its owner has shown that he may set them
            }
            if (foreground) {
                new Serving(session, agent, vault, forLongest, forIdle).serve(() -> {});
                return;
            }
            new AgentStart(session, agent, vault, forLongest, forIdle).start();
        }
        Instant until = session.host().now().plus(forLongest);
        session.output()
                .note(Message.of("agent.unlocked-until", session.output().time(until), Span.text(forIdle)));
    }

    static UnlockedAgent agentOf(Session session) throws Failure {
        return UnlockedAgent.of(session)
                .orElseThrow(() -> new Failure(ExitCode.IO, Message.of("agent.no-folder-for-socket")));
    }

    /** For a person: where he is. */
    static String seen(Session session, long epochMillis) {
        return session.output().time(Instant.ofEpochMilli(epochMillis));
    }

    /** RFC 3339, in UTC and seconds, as everywhere. */
    static String time(long epochMillis) {
        return Instant.ofEpochSecond(Math.floorDiv(epochMillis, 1000L)).toString();
    }
}
