package totp.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import totp.crypto.Hash;

/**
 * States of a vault that lie beside it under another name and that it does not come from: what Dropbox, Syncthing,
 * Nextcloud, OneDrive, iCloud, Drive or git leaves where two machines changed it at once. Each has its own way of naming
 * such a file, in the user's language; the header tells whatever the name is.
 */
public final class ConflictCopies {
    private static final Duration BETWEEN_TELLINGS = Duration.ofDays(1);

    /** Who keeps a vault among thousands of downloads must not wait for each of them at each code. */
    private static final int FILES_MAX = 10_000;

    private final Disk disk = new FileDisk();
    private final VaultFile file;
    private final World world;
    private final Path vault;

    public ConflictCopies(VaultFile file) throws VaultException {
        this.file = file;
        this.world = file.world();
        this.vault = file.realPath();
    }

    /**
     * A file that could be merged.
     *
     * @param save its save id
     */
    public record Copy(Path file, Id save) {
        /** Names are anybody's: the state file gets a hash. */
        private String key() {
            byte[] name = String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8);
            return save.toHex() + " " + HexFormat.of().formatHex(Hash.SHA256.digest(name), 0, 8);
        }
    }

    /**
     * Those of which {@code opened}, the vault at the path, does not know the save; by name. Without a lambda: every code
     * that is printed comes by here, and mostly finds nothing.
     */
    public List<Copy> of(Vault opened) {
        List<Copy> copies = new ArrayList<>();
        for (Path candidate : files(folder())) {
            Optional<Copy> copy = copy(candidate, opened.id());
            if (copy.isPresent() && !opened.follows(copy.get().save())) {
                copies.add(copy.get());
            }
        }
        if (copies.size() > 1) {
            copies.sort(Comparator.comparing(Copy::file));
        }
        return copies;
    }

    /** The file, beside the vault or among its backups, that is the save of this vault which this machine saw last. */
    public Optional<Path> lastSeen(Id id) throws VaultException {
        Optional<Id> save = file.lastSeen(id).map(SeenSave::id);
        if (save.isEmpty()) {
            return Optional.empty();
        }
        for (Path folder : List.of(folder(), new Backups(disk, vault).folder())) {
            for (Path candidate : files(folder)) {
                if (copy(candidate, id)
                        .filter(copy -> copy.save().equals(save.get()))
                        .isPresent()) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    private Path folder() {
        return Objects.requireNonNull(vault.getParent(), "a real path has a folder");
    }

    private List<Path> files(Path folder) {
        try {
            List<Path> files = disk.list(folder);
            return files.subList(0, Math.min(files.size(), FILES_MAX));
        } catch (IOException e) {
            return List.of(); // the vault was just read: whatever is the matter here is nobody's business now
        }
    }

    private Optional<Copy> copy(Path candidate, Id id) {
        String name = String.valueOf(candidate.getFileName());
        if (candidate.equals(vault) || name.startsWith("." + vault.getFileName() + ".")) {
            return Optional.empty(); // a save of ours, perhaps in this moment
        }
        try {
            Disk.Facts facts = disk.facts(candidate);
            if (!facts.isRegularFile() || facts.length() < Header.PAYLOAD_BYTES_MIN) {
                return Optional.empty();
            }
            return FileStart.of(disk.readStart(candidate, FileStart.BYTES))
                    .filter(start -> start.vaultId().equals(id))
                    .flatMap(FileStart::saveId)
                    .map(save -> new Copy(candidate, save));
        } catch (IOException e) {
            return Optional.empty(); // gone, or nobody may read it
        }
    }

    /** Those that were not told within a day, which are noted as told now. */
    public List<Copy> untold(Vault opened) {
        List<Copy> copies = of(opened);
        return copies.isEmpty() ? copies : note(copies);
    }

    @SuppressWarnings("try") // the lock is held, not used
    private List<Copy> note(List<Copy> copies) {
        StateFile state = new StateFile(world.state(), vault, "copies", disk, world.pause());
        Instant now = world.clock().instant();
        try (VaultLock lock = state.lock()) {
            Map<String, Instant> told = told(state, now);
            List<Copy> untold = copies.stream()
                    .filter(copy -> !told.containsKey(copy.key()))
                    .toList();
            if (!untold.isEmpty()) {
                untold.forEach(copy -> told.put(copy.key(), now));
                List<String> lines = new ArrayList<>();
                told.forEach((key, time) -> lines.add(key + " " + time.getEpochSecond()));
                state.write(lines, false);
            }
            return untold;
        } catch (VaultException e) {
            return copies; // told once more rather than never
        }
    }

    /** What was told within the last day, by the clock as it is now; of a damaged file nothing. */
    private static Map<String, Instant> told(StateFile state, Instant now) throws VaultException {
        Map<String, Instant> told = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = state.read();
        } catch (VaultException e) {
            if (e.reason() != VaultException.Reason.STATE_DAMAGED) {
                throw e;
            }
            return told;
        }
        for (String line : lines) {
            int blank = line.lastIndexOf(' ');
            try {
                Instant time = Instant.ofEpochSecond(Long.parseLong(line.substring(blank + 1)));
                Duration age = Duration.between(time, now);
                if (blank > 0 && !age.isNegative() && age.compareTo(BETWEEN_TELLINGS) < 0) {
                    told.put(line.substring(0, blank), time);
                }
            } catch (RuntimeException e) {
                // Not a line of ours: it is forgotten with the next writing.
            }
        }
        return told;
    }
}
