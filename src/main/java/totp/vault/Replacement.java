package totp.vault;

import org.jspecify.annotations.Nullable;

/** A state that takes the place of a whole vault, made under the lock. */
@FunctionalInterface
interface Replacement {
    /**
     * Saves it.
     *
     * @param seen what this machine saw last of the vault; null if nothing
     */
    Vault save(Vault current, NextState next, @Nullable SeenSave seen) throws VaultException;
}
