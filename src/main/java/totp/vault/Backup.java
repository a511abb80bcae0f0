package totp.vault;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * An earlier state of a vault, as its file's name tells.
 *
 * @param generation of that state
 * @param save the first eight hexadecimal digits of its save id
 * @param kept when it was put aside
 */
public record Backup(Path file, long generation, String save, Instant kept) {
    private static final int SAVE_DIGITS = 8;

    /** The name of the backup of a state. */
    static String name(Path vault, SealedVault state) {
        String save = state.saveId().toHex().substring(0, SAVE_DIGITS);
        return vault.getFileName() + "." + state.generation() + "." + save;
    }

    /** The one backup that saves which only advance a counter share. */
    static String counterName(Path vault) {
        return vault.getFileName() + ".counter";
    }

    /** Reads a name that {@link #name} made; whatever else lies in the folder is none of ours. */
    static Optional<Backup> of(Path file, Path vault, Instant kept) {
        String name = String.valueOf(file.getFileName());
        String prefix = vault.getFileName() + ".";
        int dot = name.lastIndexOf('.');
        if (!name.startsWith(prefix) || dot < prefix.length() || name.length() - dot - 1 != SAVE_DIGITS) {
            return Optional.empty();
        }
        String generation = name.substring(prefix.length(), dot);
        String save = name.substring(dot + 1);
        if (!generation.matches("[1-9][0-9]{0,18}") || !save.matches("[0-9a-f]{8}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Backup(file, Long.parseLong(generation), save, kept));
        } catch (NumberFormatException e) {
            return Optional.empty(); // more than 2^63-1
        }
    }
}
