package totp.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import totp.crypto.Hash;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * A small text file in the state folder that belongs to one thing on this machine, a vault's path for instance: a title line
 * and one line a thing. It holds no secrets; it is private all the same.
 */
final class StateFile {
    private static final int FILE_BYTES_MAX = 4 << 20;

    private final Path file;
    private final String title;
    private final Disk disk;
    private final World.Pause pause;

    /**
     * One file of a vault.
     *
     * @param vaultPath without links: a copy of the vault elsewhere has a state of its own
     * @param kind the file's ending, and the word in its title
     */
    StateFile(Path folder, Path vaultPath, String kind, Disk disk, World.Pause pause) {
        this(folder, vaultPath.toString(), kind, disk, pause);
    }

    /** One file of whatever has this name, which the folder does not show. */
    StateFile(Path folder, String name, String kind, Disk disk, World.Pause pause) {
        byte[] hash = Hash.SHA256.digest(name.getBytes(StandardCharsets.UTF_8));
        this.file = folder.resolve(HexFormat.of().formatHex(hash, 0, 8) + "." + kind);
        this.title = "totp-" + kind + " 1";
        this.disk = disk;
        this.pause = pause;
    }

    /** Keeps others from writing; makes the folder if needed. */
    VaultLock lock() throws VaultException {
        try {
            disk.makeFolder(folder());
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-make-folder", folder()), e);
        }
        return VaultLock.acquire(file.resolveSibling("." + file.getFileName() + ".lock"), disk, pause);
    }

    Path file() {
        return file;
    }

    /** The lines below the title; none if there is no file. Otherwise as {@link #readIfThere}. */
    List<String> read() throws VaultException {
        return readIfThere().orElse(List.of());
    }

    /**
     * The lines below the title; empty if there is no file.
     *
     * @throws VaultException {@code STATE_DAMAGED} if this program did not write it so: damaged is not absent
     */
    Optional<List<String>> readIfThere() throws VaultException {
        try {
            String text = new String(disk.read(file, FILE_BYTES_MAX), StandardCharsets.US_ASCII);
            List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
            if (!lines.get(0).equals(title) || !lines.get(lines.size() - 1).isEmpty()) {
                throw damaged();
            }
            return Optional.of(lines.subList(1, lines.size() - 1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NotRegularFileException e) {
            throw new VaultException(Reason.STATE_DAMAGED, Message.of("vault.damaged-not-regular-file", file), e);
        } catch (AccessDeniedException e) {
            if (!isSeen()) {
                throw IoReason.failure(Message.of("vault.cannot-read", file), e);
            }
            throw new VaultException(Reason.STATE_DAMAGED, Message.of("vault.damaged-nobody-may-read", file), e);
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-read", file), e);
        }
    }

    /** Whether something has the name, as far as the folder lets us see. */
    private boolean isSeen() {
        try {
            disk.facts(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isNoFile() {
        try {
            return !disk.facts(file).isRegularFile();
        } catch (IOException e) {
            return false;
        }
    }

    VaultException damaged() {
        return new VaultException(Reason.STATE_DAMAGED, Message.of("vault.damaged-delete-start-anew", file));
    }

    /**
     * Replaces all lines; the lock must be held.
     *
     * @param durably whether the new lines, and not only the old ones, must outlast a power cut
     */
    void write(List<String> lines, boolean durably) throws VaultException {
        StringBuilder text = new StringBuilder(title).append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
        byte[] content = text.toString().getBytes(StandardCharsets.US_ASCII);
        Path temp = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            clear(temp);
            try (Disk.Output out = disk.create(temp)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                out.force(); // even where the newest line may be lost, the lines before it must not
            }
            putInPlace(temp, content);
            if (durably) {
                disk.forceFolder(folder());
            }
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-write", file), e);
        }
    }

    /** The lock is held, so that what stands there is left over from a process that died. */
    private void clear(Path temp) throws IOException {
        try {
            disk.delete(temp);
        } catch (NoSuchFileException e) {
            // As it should be.
        }
    }

    /** A rename replaces files, pipes and links, but no folder: an empty one is deleted, any other is moved aside. */
    private void putInPlace(Path temp, byte[] content) throws IOException, VaultException {
        try {
            new Naming(disk).rename(temp, file, content);
        } catch (IOException e) {
            if (!isNoFile()) {
                throw e;
            }
            clearTheWay();
            new Naming(disk).rename(temp, file, content);
        }
    }

    private void clearTheWay() throws IOException {
        try {
            disk.delete(file);
        } catch (DirectoryNotEmptyException e) {
            disk.rename(file, file.resolveSibling(file.getFileName() + ".away"));
        }
    }

    private Path folder() {
        return Objects.requireNonNull(file.getParent(), "a resolved path has a folder");
    }
}
