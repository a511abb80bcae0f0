package totp.vault;

import java.util.Optional;

/** The kinds of slots that this version can open; others are kept as they are. */
public enum SlotType {
    PASSPHRASE(1, 1, "passphrase"),
    RECOVERY_KEY(2, 0, "recovery key"),
    KEY_FILE(3, 0, "key file"),
    PASSPHRASE_AND_KEY_FILE(4, 1, "passphrase and key file");

    final int code;
    /** 1 = Argon2id, because a person chose the secret; 0 = none, because the secret is uniform. */
    final int kdf;

    private final String words;

    SlotType(int code, int kdf, String words) {
        this.code = code;
        this.kdf = kdf;
        this.words = words;
    }

    static Optional<SlotType> ofCode(int code) {
        for (SlotType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return words;
    }
}
