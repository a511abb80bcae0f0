package totp.vault;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/** Where a vault lies, links resolved, and what is there: absent is only what the system itself calls absent. */
final class VaultPath {
    /** No vault is larger; the bound is checked before anything is read. */
    static final int FILE_BYTES_MAX = 20 << 20;

    private final Path path;
    private final Disk disk;

    VaultPath(Path path, Disk disk) {
        this.path = path.toAbsolutePath();
        this.disk = disk;
    }

    Path asGiven() {
        return path;
    }

    /** The path without links, by which a vault is known on this machine. */
    Path real() throws VaultException {
        try {
            return disk.realPath(path);
        } catch (NoSuchFileException e) {
            checkNoLink(Reason.IO);
            throw new VaultException(Reason.ABSENT, Message.of("vault.no-vault", path), e);
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-find", path), e);
        }
    }

    /** A link to nowhere is not absence: its target may be on a drive that comes back. */
    private void checkNoLink(Reason reason) throws VaultException {
        try {
            Optional<Path> target = disk.linkTarget(path);
            if (target.isPresent()) {
                throw new VaultException(reason, Message.of("vault.link-nothing-drive-missing", path, target.get()));
            }
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-look", path), e);
        }
    }

    /** The place of a vault that is to be made; its folder is made if needed. */
    Path forNewVault() throws VaultException {
        makeFolder();
        return inFolder();
    }

    /**
     * The path without links, also of a vault that is gone: its backups lie beside it all the same.
     *
     * @throws VaultException {@code ABSENT} if its folder is gone as well
     */
    Path realOrFormer() throws VaultException {
        try {
            return real();
        } catch (VaultException e) {
            if (e.reason() != Reason.ABSENT) {
                throw e;
            }
            return inFolder();
        }
    }

    void makeFolder() throws VaultException {
        try {
            disk.makeFolder(folder());
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-make-folder", folder()), e);
        }
    }

    private Path inFolder() throws VaultException {
        try {
            return disk.realPath(folder()).resolve(path.getFileName());
        } catch (NoSuchFileException e) {
            throw new VaultException(Reason.ABSENT, Message.of("vault.no-vault", path), e);
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-find", folder()), e);
        }
    }

    private Path folder() throws VaultException {
        Path folder = path.getParent();
        if (folder == null) {
            throw new VaultException(Reason.IO, Message.of("vault.cannot-vault-path", path));
        }
        return folder;
    }

    /** @throws VaultException {@code EXISTS} if there is anything at the path, {@code IO} if that cannot be told */
    void checkFree() throws VaultException {
        try {
            disk.realPath(path);
        } catch (NoSuchFileException e) {
            checkNoLink(Reason.EXISTS);
            return;
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-look-2", path), e);
        }
        throw new VaultException(Reason.EXISTS, Message.of("vault.already-file", path));
    }

    /** Whether there is anything at the path, whole or not. */
    boolean isThere() throws VaultException {
        try {
            checkFree();
            return false;
        } catch (VaultException e) {
            if (e.reason() != Reason.EXISTS) {
                throw e;
            }
            return true;
        }
    }

    /** What is wrong with the folder of the vault and the one of its backups, each in a sentence. */
    List<Message> unsafeFolders() throws VaultException {
        Path real = real();
        Path folder = Objects.requireNonNull(real.getParent(), "a real path has a folder");
        List<Message> unsafe = new ArrayList<>();
        for (Path place : List.of(folder, new Backups(disk, real).folder())) {
            try {
                disk.checkFolder(place, real);
            } catch (VaultException e) {
                unsafe.add(e.message());
            } catch (NoSuchFileException e) {
                // Before the second save there are no backups.
            } catch (IOException e) {
                unsafe.add(Message.of("vault.cannot-look-at", place, IoReason.words(e)));
            }
        }
        return unsafe;
    }

    /** What lies at {@code file}, or null if nothing does. */
    byte @Nullable [] readIfThere(Path file) throws VaultException {
        try {
            return read(file);
        } catch (VaultException e) {
            if (e.reason() != Reason.ABSENT) {
                throw e;
            }
            return null;
        }
    }

    byte[] read(Path file) throws VaultException {
        try {
            return disk.read(file, FILE_BYTES_MAX);
        } catch (NoSuchFileException e) {
            throw new VaultException(Reason.ABSENT, Message.of("vault.no-vault", file), e);
        } catch (IOException e) {
            throw IoReason.failure(Message.of("vault.cannot-read-vault", file), e);
        }
    }
}
