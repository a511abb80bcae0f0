package totp.cli.session;

/** Says what a Ctrl-C leaves behind and how to go on, while there is something to be said. */
public final class Interruption implements AutoCloseable {
    private final Thread hook;
    private volatile boolean over;

    /**
     * From now on.
     *
     * @param farewell tells; runs on a thread of its own, at a moment of the user's choosing
     */
    public Interruption(Session session, Runnable farewell) {
        this.hook = new Thread(
                () -> {
                    if (!over) {
                        farewell.run();
                    }
                },
                "say what was interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** From here on there is nothing to be said. */
    public void over() {
        over = true;
    }

    @Override
    public void close() {
        over = true;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending; the hook finds nothing to say, or has said it.
        }
    }
}
