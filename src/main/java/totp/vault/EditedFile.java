package totp.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * A file of somebody else's, such as another program's settings, that is changed as carefully as a vault: a copy is kept, the
 * new text is on the disk before it gets the name, and mode, owner and group stay. A link is followed, and stays one.
 */
public final class EditedFile {
    private static final int BYTES_MAX = 4 << 20;

    /** Of one second. */
    private static final int COPIES_MAX = 100;

    private final Disk disk;
    private final Path file;
    private final byte[] content;
    private final boolean isThere;

    private EditedFile(Disk disk, Path file, byte[] content, boolean isThere) {
        this.disk = disk;
        this.file = file;
        this.content = content;
        this.isThere = isThere;
    }

    /**
     * Reads it; one that is not there is empty.
     *
     * @throws VaultException {@code IO}
     */
    public static EditedFile read(Path named) throws VaultException {
        return read(named, new FileDisk());
    }

    static EditedFile read(Path named, Disk disk) throws VaultException {
        Path whole = named.toAbsolutePath();
        try {
            Path real = disk.realPath(whole);
            return new EditedFile(disk, real, disk.read(real, BYTES_MAX), true);
        } catch (NoSuchFileException e) {
            return absent(whole, disk, e);
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-read", named), e);
        }
    }

    private static EditedFile absent(Path whole, Disk disk, IOException e) throws VaultException {
        try {
            if (disk.linkTarget(whole).isPresent()) {
                throw IoReason.failure(Message.of("vault.cannot-read", whole), e); // a link to nothing
            }
            return new EditedFile(disk, whole, new byte[0], false);
        } catch (IOException other) {
            throw IoReason.failure(Message.of("vault.cannot-read", whole), other);
        }
    }

    /** Without links. */
    public Path path() {
        return file;
    }

    public byte[] content() {
        return content.clone();
    }

    /** Whether it holds now what it held when it was read. */
    public boolean isUnchanged() {
        try {
            return MessageDigest.isEqual(content, disk.read(file, BYTES_MAX));
        } catch (NoSuchFileException e) {
            return !isThere;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Gives it another content, and keeps the former one beside it.
     *
     * @param suffix what the copy is called behind the file's name, if that is free
     * @return the copy; empty if there was no file
     * @throws VaultException {@code BUSY} if it was changed since it was read; {@code IO}; nothing was changed then
     */
    public Optional<Path> replace(byte[] changed, String suffix, SecureRandom random) throws VaultException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new VaultException(Reason.IO, Message.of("vault.cannot-write", file));
        }
        byte[] mark = new byte[8];
        random.nextBytes(mark);
        Path temp =
                folder.resolve("." + file.getFileName() + "." + HexFormat.of().formatHex(mark) + ".tmp");
        boolean made = false;
        @Nullable Path copy = null;
        try {
            if (isThere && !Files.isWritable(file)) {
                throw new VaultException(Reason.IO, Message.of("vault.file-not-writable", file));
            }
            disk.makeFolder(folder);
            made = true;
            write(temp, changed);
            keepAttributes(temp);
            copy = isThere ? copy(suffix) : null;
            if (!isUnchanged()) {
                discard(copy);
                throw new VaultException(Reason.BUSY, Message.of("vault.file-changed", file));
            }
            new Naming(disk).rename(temp, file, changed);
            made = false;
            force(folder);
            return Optional.ofNullable(copy);
        } catch (IOException e) {
            if (made) {
                discard(copy); // of a file that is as it was
            }
            throw IoReason.failure(Message.of("vault.cannot-write", file), e);
        } finally {
            if (made) {
                discard(temp);
            }
        }
    }

    /** Without it a power cut may bring the former file back, which is whole as well. */
    private void force(Path folder) {
        try {
            disk.forceFolder(folder);
        } catch (IOException e) {
            // It is replaced, and to say that it is not would be worse.
        }
    }

    private void keepAttributes(Path temp) throws IOException {
        @Nullable PosixFileAttributeView mine = view(temp);
        @Nullable PosixFileAttributeView old = isThere ? view(file) : null;
        if (mine == null || old == null) {
            return;
        }
        PosixFileAttributes was = old.readAttributes();
        PosixFileAttributes is = mine.readAttributes();
        if (!is.owner().equals(was.owner())) {
            mine.setOwner(was.owner());
        }
        if (!is.group().equals(was.group())) {
            mine.setGroup(was.group());
        }
        mine.setPermissions(was.permissions());
    }

    private static @Nullable PosixFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private Path copy(String suffix) throws IOException {
        for (int i = 1; ; i++) {
            Path copy = file.resolveSibling(file.getFileName() + suffix + (i == 1 ? "" : "-" + i));
            try {
                write(copy, content);
                return copy;
            } catch (FileAlreadyExistsException e) {
                if (i == COPIES_MAX) {
                    throw e;
                }
            }
        }
    }

    /** A new file for its owner alone, on the disk, and read back. */
    private void write(Path name, byte[] bytes) throws IOException {
        try (Disk.Output out = disk.create(name)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force();
        }
        if (!MessageDigest.isEqual(bytes, disk.read(name, BYTES_MAX))) {
            throw new IOException("the copy differs");
        }
    }

    private void discard(@Nullable Path temp) {
        try {
            if (temp != null) {
                disk.delete(temp);
            }
        } catch (IOException e) {
            // It blocks nobody: names are random.
        }
    }
}
