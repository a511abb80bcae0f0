package totp.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * One save, step by step: a new file beside the old one, fsynced and read back, a backup of the old one, then the rename
 * and the folder's fsync. Until the rename the old vault is untouched; every step answers an incident in which somebody
 * lost a database (disk full while writing in place, rename without fsync, unlink before rename).
 */
final class DurableSave implements AutoCloseable {
    private final Disk disk;
    private final Path real;
    private final Path folder;
    private final SecureRandom random;
    private final Naming naming;
    private @Nullable Path temp;
    private byte[] content = {};

    /** @param real the vault's path without links, or the one that it will have */
    DurableSave(Disk disk, Path real, SecureRandom random) {
        this.disk = disk;
        this.real = real;
        this.folder = Objects.requireNonNull(real.getParent(), "a real path has a folder");
        this.random = random;
        this.naming = new Naming(disk);
    }

    /** Writes the bytes to a new file and returns what the disk gives back of them. */
    SealedVault prepare(byte[] file) throws VaultException {
        Path target = unusedName(folder);
        try {
            writeNew(target, file);
            temp = target;
            content = file;
            disk.checkFolder(folder, target);
            return SealedVault.decode(disk.read(target, VaultPath.FILE_BYTES_MAX));
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-write-vault-nothing"), e);
        }
    }

    /**
     * Gives the prepared file the vault's name, unless there is a file of that name.
     *
     * @return warnings
     */
    List<Message> publishNew() throws VaultException {
        try {
            return confirm(naming.link(prepared(), real, content));
        } catch (VaultException e) {
            temp = null; // perhaps the only file that holds the new state
            throw e;
        } catch (FileAlreadyExistsException e) {
            throw new VaultException(Reason.EXISTS, Message.of("vault.already-file", real), e);
        } catch (IOException | UnsupportedOperationException e) {
            // Some file systems have no hard links; the lock and the check before it must do there.
            return confirm(renameIntoPlace());
        }
    }

    /**
     * Keeps a copy of {@code old} and puts the prepared file in its place.
     *
     * @return warnings
     */
    List<Message> replace(FormerFile old) throws VaultException {
        try {
            backUp(old);
            // Programs that synchronise folders know nothing of our lock.
            if (!old.hasSameBytesAs(disk.read(real, VaultPath.FILE_BYTES_MAX))) {
                throw new VaultException(Reason.BUSY, Message.of("vault.another-program-changed-vault"));
            }
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-keep-backup-nothing"), e);
        }
        return confirm(renameIntoPlace());
    }

    /**
     * Puts the prepared file in the place of one that is somebody else's to keep.
     *
     * @return warnings
     */
    List<Message> overwrite() throws VaultException {
        return confirm(renameIntoPlace());
    }

    /** Writes a copy of {@code old} where its backup would lie, beside the prepared file, and removes it. */
    void rehearseReplacing(FormerFile old) throws VaultException {
        try {
            Path backups = new Backups(disk, real).folder();
            disk.makeFolder(backups);
            Path copy = copyOf(old, backups);
            try {
                disk.checkFolder(backups, copy);
            } finally {
                discard(copy);
            }
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-keep-backup-nothing"), e);
        }
    }

    /** Removes the prepared file if it did not become the vault. */
    @Override
    public void close() {
        if (temp != null) {
            discard(temp);
            temp = null;
        }
    }

    /** Keeps a copy of {@code old} among the backups, in a folder that nobody else may write to. */
    void backUp(FormerFile old) throws IOException, VaultException {
        Backups backups = new Backups(disk, real);
        disk.makeFolder(backups.folder());
        Path copy = copyOf(old, backups.folder());
        try {
            disk.checkFolder(backups.folder(), copy);
            // The last step, so that a backup is whole or not there, and one from a broken-off save is replaced.
            naming.rename(copy, backups.place(old), old.bytes());
        } catch (IOException | VaultException e) {
            discard(copy);
            throw e;
        }
        disk.forceFolder(backups.folder());
    }

    /** A durable copy of {@code old} in {@code folder}, compared with what the disk gives back. */
    private Path copyOf(FormerFile old, Path where) throws IOException {
        Path copy = unusedName(where);
        writeNew(copy, old.bytes());
        try {
            if (!old.hasSameBytesAs(disk.read(copy, VaultPath.FILE_BYTES_MAX))) {
                throw new IOException("the copy differs");
            }
            return copy;
        } catch (IOException e) {
            discard(copy);
            throw e;
        }
    }

    private void writeNew(Path file, byte[] bytes) throws IOException {
        boolean whole = false;
        try (Disk.Output out = disk.create(file)) {
            try {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                // Once an fsync has failed the kernel may call the next one a success: the file is given up then.
                out.force();
                whole = true;
            } finally {
                if (!whole) {
                    discard(file);
                }
            }
        }
    }

    private Optional<Message> renameIntoPlace() throws VaultException {
        try {
            Optional<Message> warning = naming.rename(prepared(), real, content);
            temp = null;
            return warning;
        } catch (VaultException e) {
            temp = null; // perhaps the only file that holds the new state
            throw e;
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-put-new-vault"), e);
        }
    }

    private List<Message> confirm(Optional<Message> named) {
        List<Message> warnings = new ArrayList<>(named.stream().toList());
        try {
            disk.forceFolder(folder);
        } catch (IOException e) {
            warnings.add(Message.of("vault.saved-but-disk-did", IoReason.words(e)));
        }
        return warnings;
    }

    private Path prepared() {
        return Objects.requireNonNull(temp, "nothing was prepared");
    }

    private Path unusedName(Path where) {
        byte[] name = new byte[8];
        random.nextBytes(name);
        return where.resolve("." + real.getFileName() + "." + HexFormat.of().formatHex(name) + ".tmp");
    }

    private void discard(Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            // It blocks nobody: names are random, and the next save clears old ones.
        }
    }
}
