package totp.vault;

import java.security.SecureRandom;
import java.util.Optional;
import totp.crypto.Argon2id;
import totp.crypto.Secret;

/**
 * A way into a vault that is to be made; its kind follows from what opens it.
 *
 * @param note what is to be known of it
 */
public record NewSlot(Credentials credentials, Optional<SlotNote> note) {
    public NewSlot(Credentials credentials) {
        this(credentials, Optional.empty());
    }

    public NewSlot(Credentials credentials, SlotNote note) {
        this(credentials, Optional.of(note));
    }

    public SlotType type() {
        if (credentials.recoveryKey() != null) {
            return SlotType.RECOVERY_KEY;
        }
        if (credentials.keyFile() == null) {
            return SlotType.PASSPHRASE;
        }
        return credentials.passphrase() == null ? SlotType.KEY_FILE : SlotType.PASSPHRASE_AND_KEY_FILE;
    }

    Slot wrap(int id, Argon2id.Cost cost, Secret key, Id vaultId, SecureRandom random) throws VaultException {
        return Slot.wrap(id, type(), cost, credentials, key, vaultId, random);
    }
}
