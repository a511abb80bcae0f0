package totp.cli.session;

/**
 * Something that is done once: when its time has come, or when the process ends meanwhile, by Ctrl-C for instance. A screen
 * is left so, and a farewell said.
 */
public final class AtExit implements AutoCloseable {
    private final Runnable action;
    private final Runnable takeBack;
    private boolean settled;

    /**
     * From now on.
     *
     * @param action may run on a thread of its own, at a moment of the user's choosing
     * @throws Machine.Ending if the process is ending already
     */
    public AtExit(Machine machine, Runnable action) {
        this.action = action;
        this.takeBack = machine.atExit(this::once);
    }

    /** Whoever comes second waits: the process must not end while the first is at it. */
    private synchronized void once() {
        if (!settled) {
            settled = true;
            action.run();
        }
    }

    /** Does it now. */
    public void run() {
        once();
        takeBack.run();
    }

    /** From here on there is nothing to be done. */
    public void cancel() {
        synchronized (this) {
            settled = true;
        }
        takeBack.run();
    }

    @Override
    public void close() {
        cancel();
    }
}
