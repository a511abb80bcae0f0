package totp.cli.session;

import java.time.Instant;
import totp.vault.SealedVault;
import totp.vault.Vault;
import totp.vault.VaultException;

/** The agent, as a command sees it that runs there: it has the key, and nobody to ask. */
public interface Served {
    /**
     * Opens the vault with the key that the agent has.
     *
     * @throws Elsewhere if the vault has another key by now
     */
    Vault open(SealedVault sealed) throws VaultException;

    /** The caller waits, not the agent: what is printed from here on is not to be shown before this moment. */
    void until(Instant time);

    /** From now on something is done that nobody may do once more: the command comes to its end here. */
    void saving();

    /** Nobody sits there who asked for this: it is no reason to stay unlocked. */
    default void unattended() {}

    /** The command needs what only its caller has: a terminal, files, programs. Nothing was done. */
    final class Elsewhere extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
