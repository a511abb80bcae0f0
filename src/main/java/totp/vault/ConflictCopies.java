package totp.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import totp.crypto.Hash;

/**
 * States of a vault that lie beside it under another name and that it does not come from: what Dropbox, Syncthing,
 * Nextcloud, OneDrive, iCloud, Drive or git leaves where two machines changed it at once. Each has its own way of naming
 * such a file, in the user's language; the header tells whatever the name is.
 */
public final class ConflictCopies {
    /** Who keeps a vault among thousands of downloads must not wait for each of them at each code. */
    private static final int FILES_MAX = 10_000;

    private final Disk disk = new FileDisk();
    private final VaultFile file;
    private final Path vault;

    public ConflictCopies(VaultFile file) throws VaultException {
        this.file = file;
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

    private List<Copy> note(List<Copy> copies) {
        try {
            List<String> due = new Tellings(file, "copies")
                    .due(copies.stream().map(Copy::key).toList());
            return copies.stream().filter(copy -> due.contains(copy.key())).toList();
        } catch (VaultException e) {
            return copies; // told once more rather than never
        }
    }
}
