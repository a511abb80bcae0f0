package totp.cli.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.Reply;
import totp.cli.unlock.UnlockedAgent;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultAccess.Purpose;
import totp.vault.Vault;
import totp.vault.VaultException;

/** An agent, which gives codes and no seeds; for those the vault is opened anew. */
final class AgentKeeper implements Keeper {
    private static final int IDLE_UNTIL = 2;

    private final Session session;
    private final UnlockedAgent agent;

    AgentKeeper(Session session, UnlockedAgent agent) {
        this.session = session;
        this.agent = agent;
    }

    @Override
    public Optional<Reply> run(List<String> words) throws Failure {
        return agent.reply(words);
    }

    @Override
    public boolean isOpen() {
        try {
            Files.readAttributes(agent.socket().toPath(), BasicFileAttributes.class);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Asked for just after it was used: what it has left then is all. */
    @Override
    public Duration idle() {
        long now = session.host().now().toEpochMilli();
        Optional<Long> until = agent.lease().map(lease -> lease.get(IDLE_UNTIL));
        return until.isPresent() ? Duration.ofMillis(Math.max(1, until.get() - now)) : USUAL_IDLE;
    }

    @Override
    public Vault open(VaultAccess access, Purpose purpose) throws Failure, VaultException {
        return access.open(purpose);
    }

    @Override
    public void close() {}
}
