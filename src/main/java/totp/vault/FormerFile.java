package totp.vault;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import totp.crypto.Hash;

/** A file that a save takes the place of, and that is kept as a backup. */
final class FormerFile {
    private static final int MARK_BYTES = 8;

    private final byte[] bytes;
    private final String backupName;
    private final String longBackupName;

    private FormerFile(byte[] bytes, String backupName, String longBackupName) {
        this.bytes = bytes;
        this.backupName = backupName;
        this.longBackupName = longBackupName;
    }

    static FormerFile state(Path vault, SealedVault state) {
        return new FormerFile(state.bytes(), Backup.name(vault, state), Backup.longName(vault, state));
    }

    /** Before a save that only advances a counter. */
    static FormerFile counter(Path vault, SealedVault state) {
        String name = Backup.counterName(vault, state.vaultId());
        return new FormerFile(state.bytes(), name, name);
    }

    /** A file that nobody can open; the mark is its content's, so that a second try makes no second copy. */
    static FormerFile damaged(Path vault, byte[] bytes) {
        String mark = HexFormat.of().formatHex(Hash.SHA256.digest(bytes), 0, MARK_BYTES);
        String name = vault.getFileName() + ".damaged." + mark;
        return new FormerFile(bytes, name, name);
    }

    byte[] bytes() {
        return bytes;
    }

    /** What the copy is called in the folder of the backups. */
    String backupName() {
        return backupName;
    }

    /** What it is called where something else has that name. */
    String longBackupName() {
        return longBackupName;
    }

    boolean hasSameBytesAs(byte[] other) {
        return MessageDigest.isEqual(bytes, other);
    }
}
