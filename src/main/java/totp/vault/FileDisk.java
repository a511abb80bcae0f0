package totp.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/** The real disk. */
final class FileDisk implements Disk {
    private static final int STICKY = 01000;
    private static final int OTHERS_WRITE = 0002;
    private static final int ROOT = 0;

    @Override
    public Path realPath(Path path) throws IOException {
        return path.toRealPath();
    }

    @Override
    public Optional<Path> linkTarget(Path path) throws IOException {
        return Files.isSymbolicLink(path) ? Optional.of(Files.readSymbolicLink(path)) : Optional.empty();
    }

    @Override
    public byte[] read(Path file, int bytesMax) throws IOException {
        long length = lengthOfRegular(file);
        if (length > bytesMax) {
            throw new TooLargeException(file, bytesMax);
        }
        return readStart(file, (int) length);
    }

    @Override
    public byte[] readStart(Path file, int bytes) throws IOException {
        int length = (int) Math.min(lengthOfRegular(file), bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer content = ByteBuffer.allocate(length);
            while (content.hasRemaining() && channel.read(content) >= 0) {}
            return Arrays.copyOf(content.array(), content.position());
        }
    }

    /** Looked at before the file is opened: opening a pipe would wait for somebody to write into it. */
    private static long lengthOfRegular(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new NotRegularFileException(file);
        }
        return attributes.size();
    }

    @Override
    public Output create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                permissions(file, "rw-------"));
        return new Output() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                channel.write(bytes);
            }

            @Override
            public void force() throws IOException {
                channel.force(true);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        Files.createLink(name, file);
    }

    /** Never falls back to copying, or to deleting first: each of those has lost somebody a database. */
    @Override
    public void rename(Path file, Path name) throws IOException {
        Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.delete(file);
    }

    @Override
    public void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            makeFolder(parent);
        }
        try {
            Files.createDirectory(folder, permissions(folder, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            // Another process was faster, or a file has the name; then the next step says so.
        }
    }

    /** Windows cannot open a folder; there the rename itself is all that can be asked for. */
    @Override
    public void forceFolder(Path folder) throws IOException {
        if (!isPosix(folder)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Opened for reading too: opening a pipe to write alone would wait for a reader, and a link is never followed. */
    @Override
    public @Nullable Closeable tryLock(Path file) throws IOException {
        try {
            lengthOfRegular(file);
        } catch (NoSuchFileException e) {
            // It is made.
        }
        FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                permissions(file, "rw-------"));
        boolean locked = false;
        try {
            lengthOfRegular(file); // nobody put a pipe there in between
            FileLock lock = channel.tryLock();
            locked = lock != null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? channel : null;
    }

    @Override
    public void checkFolder(Path folder, Path ours) throws IOException, VaultException {
        if (!isPosix(folder)) {
            return;
        }
        Map<String, Object> attributes = Files.readAttributes(folder, "unix:mode,uid");
        int mode = (Integer) Objects.requireNonNull(attributes.get("mode"));
        int owner = (Integer) Objects.requireNonNull(attributes.get("uid"));
        int us = (Integer) Files.getAttribute(ours, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        checkFolder(folder, mode, owner, us);
    }

    /** @param us the number of the user that this process runs as */
    static void checkFolder(Path folder, int mode, int owner, int us) throws VaultException {
        if (owner != us && owner != ROOT) {
            throw new VaultException(Reason.UNSAFE_PLACE, Message.of("vault.folder-belongs-another-user", folder));
        }
        if ((mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0) {
            throw new VaultException(
                    Reason.UNSAFE_PLACE,
                    Message.of("vault.every-user-may-write", folder),
                    new WritableByOthersException(folder));
        }
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            return all(files);
        }
    }

    /** Not by Files.list, whose failures behind the opening of the folder are no IOException. */
    static List<Path> all(Iterable<Path> folder) throws IOException {
        try {
            List<Path> files = new ArrayList<>();
            folder.forEach(files::add);
            return files;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    @Override
    public Facts facts(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new Facts(
                attributes.isRegularFile(),
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                Files.getOwner(file, LinkOption.NOFOLLOW_LINKS));
    }

    private static FileAttribute<?>[] permissions(Path file, String permissions) {
        return isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
