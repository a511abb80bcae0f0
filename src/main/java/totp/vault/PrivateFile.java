package totp.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
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

    /** Takes back a file that {@link #create} made, when what it was for did not come about. */
    public static void remove(Path file) {
        try {
            new FileDisk().delete(file.toAbsolutePath());
        } catch (IOException e) {
            // It is the user's to see; the failure that led here is told instead.
        }
    }
}
