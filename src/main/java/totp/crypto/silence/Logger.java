package totp.crypto.silence;

/**
 * A logger that logs nothing. The real one is made at the first digest, for the sake of constraints that nobody sets here, and
 * costs 7 to 9 ms of start-up: it looks for configurations and services, in the jar as well.
 */
public final class Logger {
    private static final Logger NONE = new Logger();

    private Logger() {}

    @SuppressWarnings("UnusedVariable") // Bouncy Castle calls it so
    public static Logger getLogger(String name) {
        return NONE;
    }

    @SuppressWarnings("UnusedVariable") // Bouncy Castle calls it so
    public boolean isLoggable(Level level) {
        return false;
    }

    public void fine(String message) {}

    public void warning(String message) {}

    public void log(Level level, String message, Throwable thrown) {}
}
