package totp.cli.session;

/** Something that is undone once: when it is over, or when the process ends meanwhile, by Ctrl-C for instance. */
public final class Undo implements Runnable {
    private final Runnable action;
    private boolean done;
    private final Thread hook = new Thread(this::once, "undo");

    public Undo(Runnable action) {
        this.action = action;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whoever comes second waits: the process must not end while the first is at it. */
    private synchronized void once() {
        if (!done) {
            done = true;
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
