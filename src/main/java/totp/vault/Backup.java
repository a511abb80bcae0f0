package totp.vault;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An earlier state of a vault, as its file's name and first bytes tell.
 *
 * @param vault whose state it is, which the place alone does not tell: another vault may have lain here; null if the file
 *     does not begin as vaults do
 * @param generation of that state
 * @param save the first eight hexadecimal digits of its save id, or all 32
 * @param kept when it was put aside
 */
public record Backup(Path file, @Nullable Id vault, long generation, String save, Instant kept) {
    /** By time, since a branch that was left may have the greater generations; by these where a copy has lost the times. */
    public static final Comparator<Backup> OLDEST_FIRST = Comparator.comparing(
                    (Backup backup) -> backup.kept().truncatedTo(ChronoUnit.SECONDS))
            .thenComparing(Backup::generation);

    private static final int SAVE_DIGITS = 8;

    /** The name of the backup of a state. */
    static String name(Path vault, SealedVault state) {
        String save = state.saveId().toHex().substring(0, SAVE_DIGITS);
        return vault.getFileName() + "." + state.generation() + "." + save;
    }

    /** Its name where another vault's backup has the short one already. */
    static String longName(Path vault, SealedVault state) {
        return vault.getFileName() + "." + state.generation() + "."
                + state.saveId().toHex();
    }

    /** The one backup that saves of a vault which only advance a counter share. */
    static String counterName(Path vault, Id id) {
        return vault.getFileName() + ".counter." + id.toHex();
    }

    /** Whether both are states of one vault. */
    public boolean isLikeVaultOf(Backup other) {
        return vault != null && other.isOf(vault);
    }

    public boolean isOf(Id id) {
        return vault != null && vault.equals(id);
    }

    /** Reads a name that {@link #name} made; whatever else lies in the folder is none of ours. */
    static Optional<Backup> of(Path file, Path vault, @Nullable Id id, Instant kept) {
        String name = String.valueOf(file.getFileName());
        String prefix = vault.getFileName() + ".";
        int dot = name.lastIndexOf('.');
        if (!name.startsWith(prefix) || dot < prefix.length()) {
            return Optional.empty();
        }
        String generation = name.substring(prefix.length(), dot);
        String save = name.substring(dot + 1);
        if (!generation.matches("[1-9][0-9]{0,18}") || !save.matches("[0-9a-f]{8}|[0-9a-f]{32}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Backup(file, id, Long.parseLong(generation), save, kept));
        } catch (NumberFormatException e) {
            return Optional.empty(); // more than 2^63-1
        }
    }
}
