package totp.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * Lets one writer at a time change a file. The kernel holds the lock, so that it dies with its process and never goes
 * stale; it is on a file of its own, because closing any channel of a locked file drops a POSIX lock silently, and that
 * file is never deleted, because a process may be about to lock it.
 */
final class VaultLock implements AutoCloseable {
    private static final int WAIT_MILLIS = 50;
    private static final int TRIES_MAX = 200;

    /** A kernel lock does not keep the threads of one process apart. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock thread;
    private final Closeable kernel;

    private VaultLock(ReentrantLock thread, Closeable kernel) {
        this.thread = thread;
        this.kernel = kernel;
    }

    /**
     * Waits up to about ten seconds.
     *
     * @throws VaultException {@code BUSY} if another writer does not come to an end; {@code IO} if there are no locks here
     */
    static VaultLock acquire(Path file, Disk disk, World.Pause pause) throws VaultException {
        ReentrantLock thread = THREADS.computeIfAbsent(file, path -> new ReentrantLock());
        boolean kept = false;
        try {
            awaitTurn(thread, pause);
            try {
                for (int i = 0; i < TRIES_MAX; i++) {
                    @Nullable Closeable kernel = disk.tryLock(file);
                    if (kernel != null) {
                        kept = true;
                        return new VaultLock(thread, kernel);
                    }
                    pause.millis(WAIT_MILLIS);
                }
                throw busy();
            } catch (IOException e) {
                throw IoReason.failure(Message.of("vault.cannot-lock", file), e);
            } finally {
                if (!kept) {
                    thread.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    /** In parts, with a pause between: who pauses lets others work that wait for nothing. */
    private static void awaitTurn(ReentrantLock thread, World.Pause pause) throws InterruptedException, VaultException {
        for (int i = 0; i < TRIES_MAX; i++) {
            if (thread.tryLock(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            pause.millis(1);
        }
        throw busy();
    }

    @Override
    public void close() {
        try {
            kernel.close();
        } catch (IOException e) {
            // Nothing was written through this channel; the kernel drops the lock with the process at the latest.
        } finally {
            thread.unlock();
        }
    }

    private static VaultException busy() {
        return new VaultException(Reason.BUSY, Message.of("vault.another-totp-writing-vault"));
    }
}
