package totp.cli.session;

import java.io.IOException;

/**
 * The computer below the program: its kind, other programs on it, and what it does to this process. Tests put another one in
 * its place.
 */
public interface Machine {
    /** The one that this program runs on. */
    static Machine system() {
        return ThisMachine.get();
    }

    Platform platform();

    /** What the Java runtime says of itself and its user, such as {@code java.home}; empty if it does not. */
    String property(String name);

    /** Sets what Java or a library reads from a system property alone. */
    void setProperty(String name, String value);

    /**
     * Lets Java's desktop part look at screen and clipboard, where otherwise no toolkit is ever started: that costs time, and
     * fails without a display.
     */
    void useDesktop();

    /**
     * Runs another program to its end, without a shell.
     *
     * @throws IOException if it is not there or cannot be started
     */
    Tool.Ended run(Tool tool) throws IOException, InterruptedException;

    /** Starts another program that lives on when this one is over, and hands it its input. */
    void leaveRunning(Tool tool) throws IOException;

    /**
     * Has something done when the process ends, by Ctrl-C for instance.
     *
     * @return what takes it back; without effect while the process is ending
     */
    Runnable atExit(Runnable action);

    /**
     * Has something done when the process is stopped (Ctrl-Z) and when it goes on, where that can be heard of.
     *
     * @param stopped runs before the process stops
     * @param resumed runs when it goes on, also where it was stopped without a chance to hear of it
     * @return what takes it back
     */
    Runnable atStop(Runnable stopped, Runnable resumed);
}
