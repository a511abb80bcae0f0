package totp.cli;

import java.util.concurrent.atomic.AtomicBoolean;

/** Something that is undone once: when it is over, or when the process ends meanwhile, by Ctrl-C for instance. */
final class Undo implements Runnable {
    private final AtomicBoolean done = new AtomicBoolean();
    private final Runnable action;
    private final Thread hook = new Thread(this::once, "undo");

    Undo(Runnable action) {
        this.action = action;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void once() {
        if (done.compareAndSet(false, true)) {
            action.run();
        }
    }

    @Override
    public void run() {
        once();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending; the hook finds its work done.
        }
    }
}
