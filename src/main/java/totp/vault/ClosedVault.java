package totp.vault;

import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.VaultException.Reason;

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

    /**
     * Another state of the same vault.
     *
     * @throws VaultException {@code OTHER_KEYS} if its keys were changed since, or it is another vault
     */
    public Vault open(SealedVault state) throws VaultException {
        if (!state.vaultId().equals(id())) {
            throw new VaultException(Reason.OTHER_KEYS, Message.of("vault.opens-secrets-time"));
        }
        try {
            return state.open(key.copy());
        } catch (VaultException e) {
            if (e.reason() == Reason.HEADER_DAMAGED && !state.hasSameSlotsAs(sealed)) {
                throw new VaultException(Reason.OTHER_KEYS, Message.of("vault.opens-secrets-time"), e);
            }
            throw e;
        }
    }

    /** The vault key, for another process of this user that is to keep it; for the caller to close. */
    public Secret key() {
        return key.copy();
    }

    /** What {@link #key} gave, with the file that it belongs to. */
    public static ClosedVault of(SealedVault sealed, Secret key) {
        return new ClosedVault(sealed, key.copy());
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
