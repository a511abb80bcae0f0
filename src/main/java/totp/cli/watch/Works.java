package totp.cli.watch;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import totp.cli.session.Failure;
import totp.vault.VaultException;

/** Does one thing after the other beside the thread that draws, which never waits for a vault, a clipboard or a person. */
final class Works implements AutoCloseable {
    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;

    /** Something that takes its time. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws Failure, VaultException;
    }

    Works() {
        thread = new Thread(this::run, "watch works");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                waiting.take().run();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /**
     * Does it when its turn has come.
     *
     * @param done gets what came of it, on that thread
     * @param failed gets why nothing came of it, on that thread
     */
    <T> void add(Work<T> work, Consumer<T> done, Consumer<Exception> failed) {
        waiting.add(() -> {
            try {
                done.accept(work.run());
            } catch (Failure | VaultException | RuntimeException e) {
                failed.accept(e);
            }
        });
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
