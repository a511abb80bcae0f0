package totp.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The few things that a save does to a disk, as a seam: the tests put a disk under it that fails, or dies, at the n-th
 * call. Each method is one step that either happens or throws.
 */
interface Disk {
    /** The path without links; {@code NoSuchFileException} is the only word for absence. */
    Path realPath(Path path) throws IOException;

    /** What a symbolic link says it leads to; empty for anything else, and for nothing. */
    Optional<Path> linkTarget(Path path) throws IOException;

    /** The whole content of a regular file; anything else (a pipe, a device, a folder) or a larger one is refused. */
    byte[] read(Path file, int bytesMax) throws IOException;

    /** The first bytes of a regular file, fewer where it is shorter. */
    byte[] readStart(Path file, int bytes) throws IOException;

    /** Opens a new file that only its owner may read and write; an existing one or a link fails. */
    Output create(Path file) throws IOException;

    /** Gives {@code file} a second name, which must be free. */
    void link(Path file, Path name) throws IOException;

    /** Atomically gives {@code file} the name {@code name}, whatever had it before. */
    void rename(Path file, Path name) throws IOException;

    void delete(Path file) throws IOException;

    /** Makes a folder that only its owner may enter, unless it is there, and its parents alike. */
    void makeFolder(Path folder) throws IOException;

    /** Waits until the names in {@code folder} are on the disk. */
    void forceFolder(Path folder) throws IOException;

    /** A kernel lock on {@code file}, which is made if needed; null while another process holds it. */
    @Nullable
    Closeable tryLock(Path file) throws IOException;

    /**
     * Refuses a folder in which somebody else could exchange files.
     *
     * @param ours a file in it that was just made
     */
    void checkFolder(Path folder, Path ours) throws IOException, VaultException;

    /** What lies in {@code folder}, in no order. */
    List<Path> list(Path folder) throws IOException;

    /** About a file itself, not about what a link points to. */
    Facts facts(Path file) throws IOException;

    /**
     * What a folder tells of a file.
     *
     * @param length in bytes
     */
    record Facts(boolean isRegularFile, long length, Instant modified, Object owner) {}

    /** A file that is being written. */
    interface Output extends Closeable {
        /** Writes some of the bytes, perhaps not all. */
        void write(ByteBuffer bytes) throws IOException;

        /** Waits until content and length are on the disk. */
        void force() throws IOException;
    }
}
