package totp.vault;

import java.security.SecureRandom;
import totp.crypto.Argon2id;
import totp.crypto.Secret;

/** A way into a vault that is to be made. */
public record NewSlot(SlotType type, Credentials credentials) {
    Slot wrap(int id, Argon2id.Cost cost, Secret key, Id vaultId, SecureRandom random) throws VaultException {
        return Slot.wrap(id, type, cost, credentials, key, vaultId, random);
    }
}
