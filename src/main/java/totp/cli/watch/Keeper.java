package totp.cli.watch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.Reply;
import totp.cli.unlock.UnlockedAgent;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultAccess.Purpose;
import totp.vault.ClosedVault;
import totp.vault.Vault;
import totp.vault.VaultException;

/** Whoever has the vault open while the list is on the screen. In neither case are there seeds in memory between two requests. */
interface Keeper extends AutoCloseable {
    /** How long nobody may press a key where no agent says so. */
    Duration USUAL_IDLE = Duration.ofMinutes(10);

    /** Runs a command as an agent does; empty if the vault is locked by now. */
    Optional<Reply> run(List<String> words) throws Failure;

    /** Whether it still has it open, as far as that shows without asking. */
    boolean isOpen();

    /** How long nobody may press a key. */
    Duration idle();

    /**
     * The vault itself, for what needs more than commands that an agent runs.
     *
     * @param access whose session asks, if anybody has to be asked
     */
    Vault open(VaultAccess access, Purpose purpose) throws Failure, VaultException;

    @Override
    void close();

    /** An agent that may be there. */
    static Optional<Keeper> agent(Session session) throws Failure {
        return UnlockedAgent.toAsk(session).map(agent -> new AgentKeeper(session, agent));
    }

    /** This process, once it was told what opens the vault. */
    static Keeper own(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        return new OwnKeeper(session, access.file().path(), ClosedVault.of(access.open()));
    }
}
