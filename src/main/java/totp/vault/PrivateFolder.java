package totp.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.crypto.Hash;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * A folder of this user's alone, for small files that live for hours: what is there when this is made must be a folder that
 * nobody else can enter, and no link. What is in it is replaced whole, and nobody promises that it outlasts a power cut.
 */
public final class PrivateFolder {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
    private static final Path SELF = Path.of("/proc/self");
    private static final int WAIT_MILLIS = 20;

    /** Of the name of a file that is being written: two that write different things do not write one file. */
    private static final int HASH_BYTES = 8;

    private static final Pattern UNFINISHED = Pattern.compile("\\.(.+)\\.[0-9a-f]{16}");

    /** A kernel lock does not keep the threads of one process apart. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path folder;
    private final Disk disk = new FileDisk();

    private PrivateFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes it if need be.
     *
     * @throws VaultException {@code UNSAFE_PLACE} if it is a link, somebody else's, or open to others; {@code IO}
     */
    public static PrivateFolder make(Path folder) throws VaultException {
        PrivateFolder made = new PrivateFolder(folder);
        try {
            made.disk.makeFolder(folder);
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-make-folder", folder), e);
        }
        if (!made.isSafe()) {
            throw new VaultException(Reason.UNSAFE_PLACE, Message.of("vault.folder-not-private", folder));
        }
        return made;
    }

    /** The folder, if it is there and nobody else's. */
    public static Optional<PrivateFolder> find(Path folder) {
        return Optional.of(new PrivateFolder(folder)).filter(PrivateFolder::isSafe);
    }

    private boolean isSafe() {
        try {
            Map<String, Object> attributes =
                    Files.readAttributes(folder, "unix:mode,uid,isDirectory", LinkOption.NOFOLLOW_LINKS);
            int mode = (Integer) Objects.requireNonNull(attributes.get("mode"));
            boolean ours = us().isEmpty() || us().equals(Optional.ofNullable(attributes.get("uid")));
            return Boolean.TRUE.equals(attributes.get("isDirectory")) && (mode & 077) == 0 && ours;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The number of this process's user; elsewhere than on Linux nobody but root comes into a folder of somebody else's with these rights. */
    private static Optional<Object> us() {
        try {
            return Optional.of(Files.getAttribute(SELF, "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether what is written there never reaches a disk, swapped pages apart. */
    public boolean isInMemory() {
        try {
            return IN_MEMORY.contains(Files.getFileStore(folder).type());
        } catch (IOException e) {
            return false;
        }
    }

    /** The content of a file; empty if there is none, or one that is larger or no file. */
    public Optional<Secret> read(String name, int bytesMax) {
        try {
            return Optional.of(Secret.adopt(disk.read(folder.resolve(name), bytesMax)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Replaces a file; a reader sees the former content or the new one. */
    public void write(String name, Secret content) throws VaultException {
        Path file = folder.resolve(name);
        byte[] hash = content.use(Hash.SHA256::digest);
        Path temp = folder.resolve("." + name + "." + HexFormat.of().formatHex(hash, 0, HASH_BYTES));
        try {
            delete(temp);
            try (Disk.Output out = disk.create(temp)) {
                content.lend(bytes -> {
                    ByteBuffer rest = ByteBuffer.wrap(bytes);
                    while (rest.hasRemaining()) {
                        out.write(rest);
                    }
                });
            }
            disk.rename(temp, file);
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-write", file), e);
        }
    }

    public void delete(String name) throws VaultException {
        try {
            delete(folder.resolve(name));
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-write", folder.resolve(name)), e);
        }
    }

    private void delete(Path file) throws IOException {
        try {
            disk.delete(file);
        } catch (NoSuchFileException e) {
            // As it should be.
        }
    }

    /** What is in it, files that are being written apart. */
    public List<String> names() {
        try {
            return disk.list(folder).stream()
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Deletes the files that have such names, with what a process that died was writing; all else is somebody's.
     *
     * @param mine whether a name is one of those that were given to {@link #write}
     */
    public void clear(Predicate<String> mine) throws VaultException {
        try {
            for (Path file : disk.list(folder)) {
                String name = String.valueOf(file.getFileName());
                Matcher unfinished = UNFINISHED.matcher(name);
                if (mine.test(unfinished.matches() ? unfinished.group(1) : name)) {
                    delete(file);
                }
            }
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-write", folder), e);
        }
    }

    /**
     * Keeps others from what this name stands for; the kernel drops the lock with its process at the latest.
     *
     * @throws VaultException {@code BUSY} if the others do not come to an end within that time
     */
    public Closeable lock(String name, Duration longest, World.Pause pause) throws VaultException {
        Path file = folder.resolve(name);
        ReentrantLock thread = THREADS.computeIfAbsent(file, path -> new ReentrantLock());
        long tries = Math.max(1, longest.toMillis() / WAIT_MILLIS);
        try {
            if (!thread.tryLock(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
            for (long i = 0; i < tries; i++) {
                @Nullable Closeable kernel = disk.tryLock(file);
                if (kernel != null) {
                    return () -> {
                        try (kernel) {
                            thread.unlock();
                        }
                    };
                }
                pause.millis(WAIT_MILLIS);
            }
            thread.unlock();
            throw busy();
        } catch (IOException e) {
            thread.unlock();
            throw IoReason.failure(Message.of("vault.cannot-lock", file), e);
        } catch (InterruptedException e) {
            if (thread.isHeldByCurrentThread()) {
                thread.unlock();
            }
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    private static VaultException busy() {
        return new VaultException(Reason.BUSY, Message.of("vault.others-do-not-end"));
    }
}
