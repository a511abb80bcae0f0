package totp.vault;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import totp.message.Message;

/** The folder with the earlier states of a vault, and what saves that were broken off left behind. */
final class Backups {
    private static final Duration LEFTOVER_AGE = Duration.ofHours(1);
    private static final long BELIEVED_MAX = 1L << 40;

    private final Disk disk;
    private final Path vault;

    /** @param vault the vault's path without links */
    Backups(Disk disk, Path vault) {
        this.disk = disk;
        this.vault = vault;
    }

    Path folder() {
        return vault.resolveSibling("backups");
    }

    /** The backups of every vault that lay here, newest first; none if there is no folder. */
    List<Backup> list() throws IOException {
        List<Backup> backups = new ArrayList<>();
        try {
            for (Path file : disk.list(folder())) {
                Disk.Facts facts = disk.facts(file);
                if (facts.isRegularFile()
                        && Backup.of(file, vault, null, facts.modified()).isPresent()) {
                    Backup.of(file, vault, vaultOf(file).orElse(null), facts.modified())
                            .ifPresent(backups::add);
                }
            }
        } catch (NoSuchFileException e) {
            if (disk.linkTarget(folder()).isPresent()) {
                throw new FileSystemException(
                        folder().toString(), null, "it is a link, and there is nothing there; is a drive missing?");
            }
            return backups;
        }
        backups.sort(Backup.OLDEST_FIRST.reversed());
        return backups;
    }

    /**
     * The greatest generation among the backups of this vault, 0 if there are none: where the file and the memory of it are
     * gone, it alone tells how far the vault had come. A name could say anything, and so could a file under other keys: it is
     * believed as long as it leaves room to count on.
     */
    long lastOf(Vault keys) throws VaultException {
        long last = 0;
        try {
            for (Backup backup : list()) {
                if (backup.isOf(keys.id()) && backup.generation() > last && vouches(backup, keys)) {
                    last = backup.generation();
                }
            }
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-read-backups"), e);
        }
        return last;
    }

    private boolean vouches(Backup backup, Vault keys) {
        try {
            SealedVault state = SealedVault.decode(disk.read(backup.file(), VaultPath.FILE_BYTES_MAX));
            return state.generation() == backup.generation()
                    && (state.generation() < BELIEVED_MAX || state.isUnderKeyOf(keys));
        } catch (IOException | VaultException e) {
            return false; // a damaged backup vouches for nothing
        }
    }

    private Optional<Id> vaultOf(Path backup) throws IOException {
        return FileStart.of(disk.readStart(backup, FileStart.BYTES)).map(FileStart::vaultId);
    }

    /** Where the copy of a state goes: never over the backup of another vault. */
    Path place(FormerFile old) throws IOException {
        Path name = folder().resolve(old.backupName());
        try {
            boolean ours = vaultOf(name).equals(FileStart.of(old.bytes()).map(FileStart::vaultId));
            return ours ? name : folder().resolve(old.longBackupName());
        } catch (NoSuchFileException e) {
            return name;
        }
    }

    /** Deletes the copy of a state that a newer backup holds all of; what fails here waits for the rotation. */
    void forget(FormerFile old) {
        try {
            disk.delete(place(old));
        } catch (IOException | RuntimeException e) {
            // The save stands, and one backup more harms nobody.
        }
    }

    /**
     * Deletes backups of this vault that the rotation does not keep, and temporary files of processes that died. Backups of
     * any other vault are the last that is left of it perhaps. Only called under the lock, after a save succeeded; what
     * fails here waits for the next save.
     */
    void tidy(Id saved, Instant now) {
        try {
            List<Backup> ours =
                    list().stream().filter(backup -> backup.isOf(saved)).toList();
            for (Backup backup : BackupRotation.expired(ours, now)) {
                disk.delete(backup.file());
            }
            sweep(Objects.requireNonNull(vault.getParent(), "a real path has a folder"), now);
            sweep(folder(), now);
        } catch (IOException | RuntimeException e) {
            // The save stands; nothing depends on this, and whatever came out of here would look like a failed save.
        }
    }

    private void sweep(Path folder, Instant now) throws IOException {
        Object owner = disk.facts(vault).owner();
        for (Path file : disk.list(folder)) {
            if (!isTemporary(String.valueOf(file.getFileName()))) {
                continue;
            }
            Disk.Facts facts = disk.facts(file);
            if (facts.isRegularFile()
                    && facts.owner().equals(owner)
                    && facts.modified().isBefore(now.minus(LEFTOVER_AGE))) {
                disk.delete(file);
            }
        }
    }

    private boolean isTemporary(String name) {
        String prefix = "." + vault.getFileName() + ".";
        return name.startsWith(prefix)
                && name.endsWith(".tmp")
                && name.substring(prefix.length()).matches("[0-9a-f]{16}\\.tmp");
    }
}
