package totp.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/** Files with secrets in them that are not vaults: recovery keys, key files, exports. */
public final class PrivateFile {
    private PrivateFile() {}

    /**
     * Writes a new file that only its owner may read; it is on the disk when this returns.
     *
     * @throws VaultException {@code EXISTS} if there is anything of that name, a link included; {@code IO}
     */
    public static void create(Path file, Secret content) throws VaultException {
        create(file, content, new FileDisk());
    }

    static void create(Path file, Secret content, Disk disk) throws VaultException {
        Path whole = file.toAbsolutePath();
        boolean made = false;
        boolean done = false;
        try {
            // Closed before it counts as done: a network file system may report only then that a write failed.
            try (Disk.Output out = disk.create(whole)) {
                made = true;
                content.lend(bytes -> {
                    ByteBuffer rest = ByteBuffer.wrap(bytes);
                    while (rest.hasRemaining()) {
                        out.write(rest);
                    }
                });
                out.force();
            }
            Path folder = whole.getParent();
            if (folder != null) {
                disk.forceFolder(folder);
            }
            done = true;
        } catch (FileAlreadyExistsException e) {
            throw new VaultException(Reason.EXISTS, Message.of("vault.already-file", file), e);
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-write", file), e);
        } finally {
            if (made && !done) {
                remove(whole);
            }
        }
    }

    /**
     * Writes a file that only its owner may read, whatever had the name before; a reader sees the former content or the new
     * one. It is on the disk when this returns.
     *
     * @throws VaultException {@code UNSAFE_PLACE} in a folder where others could exchange it; {@code IO}; {@code UNKNOWN}
     */
    public static void replace(Path file, Secret content) throws VaultException {
        replace(file, content, new FileDisk());
    }

    static void replace(Path file, Secret content, Disk disk) throws VaultException {
        Path whole = file.toAbsolutePath();
        Path folder = Objects.requireNonNull(whole.getParent(), "a file is in a folder");
        Path part = folder.resolve("." + whole.getFileName() + ".part");
        try {
            forget(part, disk); // of a process that died
            create(part, content, disk);
            boolean named = false;
            try {
                disk.checkFolder(folder, part);
                content.<VaultException>lend(bytes -> rename(part, whole, bytes, disk));
                named = true;
            } finally {
                if (!named) {
                    remove(part);
                }
            }
            disk.forceFolder(folder);
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-write", file), e);
        }
    }

    private static void rename(Path part, Path name, byte[] content, Disk disk) throws VaultException {
        try {
            new Naming(disk).rename(part, name, content);
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-write", name), e);
        }
    }

    private static void forget(Path file, Disk disk) throws IOException {
        try {
            disk.delete(file);
        } catch (NoSuchFileException e) {
            // As it should be.
        }
    }

    /**
     * The content of a file, links not followed.
     *
     * @return empty if nothing has that name
     * @throws VaultException {@code IO}, also for what is no file, or a longer one
     */
    public static Optional<Secret> read(Path file, int bytesMax) throws VaultException {
        try {
            return Optional.of(Secret.adopt(new FileDisk().read(file.toAbsolutePath(), bytesMax)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-read", file), e);
        }
    }

    /**
     * Gives a file the first free name of {@code NAME.1}, {@code NAME.2} and so on: another one is to have its name, and
     * nobody knows what this one is worth.
     *
     * @return the name that it has now
     */
    public static Path moveAside(Path file) throws VaultException {
        Disk disk = new FileDisk();
        Path whole = file.toAbsolutePath();
        try {
            for (int i = 1; ; i++) {
                Path free = whole.resolveSibling(whole.getFileName() + "." + i);
                if (isFree(free, disk)) {
                    disk.rename(whole, free);
                    return free;
                }
            }
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-write", file), e);
        }
    }

    private static boolean isFree(Path name, Disk disk) throws IOException {
        try {
            disk.facts(name);
            return false;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /**
     * Makes a folder that only its owner may enter, unless it is there.
     *
     * @throws VaultException {@code IO}
     */
    public static void makeFolder(Path folder) throws VaultException {
        try {
            new FileDisk().makeFolder(folder.toAbsolutePath());
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-make-folder", folder), e);
        }
    }

    /** Takes back a file that {@link #create} made, when what it was for did not come about. */
    public static void remove(Path file) {
        try {
            new FileDisk().delete(file.toAbsolutePath());
        } catch (IOException e) {
            // It is the user's to see; the failure that led here is told instead.
        }
    }
}
