package totp.cli.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.PrivateFile;
import totp.vault.VaultException;

/**
 * Keys in files that are worth nothing until the vault that takes them is there. If that does not come about they are
 * removed again, at Ctrl-C as well: somebody would put a worthless recovery key into a safe.
 */
public final class ProvisionalFiles implements AutoCloseable {
    private final List<Path> files = new ArrayList<>();
    private final AtExit abandoned;
    private boolean decided;

    public ProvisionalFiles(Machine machine) {
        abandoned = new AtExit(machine, this::abandon);
    }

    /** What makes the files count. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws VaultException;
    }

    /** Refuses a file that is there, before anybody types a passphrase; making it will refuse it again. */
    public static void checkFree(@Nullable Path file) throws Failure {
        try {
            if (file != null) {
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                throw new Failure(ExitCode.EXISTS, Message.of("session.already-file", file));
            }
        } catch (IOException e) {
            // Free, or else making it will tell.
        }
    }

    public synchronized void create(Path file, Secret content) throws VaultException {
        PrivateFile.create(file, content);
        files.add(file);
    }

    /**
     * Does what makes the files count. The monitor is held meanwhile: a signal that comes now waits for the outcome, so that
     * the key of a vault that did get its name is never removed. Where the outcome is unknown, as behind any exception other
     * than {@code VaultException}, a key that may be worthless stays, rather than one that may be needed goes.
     */
    public synchronized <T> T complete(Work<T> work) throws Failure, VaultException {
        if (decided) {
            throw new Failure(ExitCode.INTERRUPTED, Message.of("session.interrupted"));
        }
        decided = true;
        try {
            return work.run();
        } catch (VaultException e) {
            decided = e.reason() == VaultException.Reason.UNKNOWN;
            throw e;
        }
    }

    private synchronized void abandon() {
        if (!decided) {
            decided = true;
            files.forEach(PrivateFile::remove);
        }
    }

    @Override
    public void close() {
        abandoned.run();
    }
}
