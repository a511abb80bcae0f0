package totp.vault;

import totp.crypto.Secret;

/**
 * A vault that was opened and put away again: of its secrets only the vault key is in memory. For commands that wait, for AWS
 * or for a person, and then have something to save.
 */
public final class ClosedVault implements AutoCloseable {
    private final SealedVault sealed;
    private final Secret key;

    private ClosedVault(SealedVault sealed, Secret key) {
        this.sealed = sealed;
        this.key = key;
    }

    /** Erases the accounts of an opened vault and keeps its key. */
    public static ClosedVault of(Vault opened) {
        try (opened) {
            return new ClosedVault(opened.sealed(), opened.key().copy());
        }
    }

    /** The same state again; whoever changes it makes the change to the newest one, as always. */
    public Vault open() throws VaultException {
        return sealed.open(key.copy());
    }

    /** By which the state of this machine knows it. */
    public Id id() {
        return sealed.vaultId();
    }

    @Override
    public void close() {
        key.close();
    }
}
