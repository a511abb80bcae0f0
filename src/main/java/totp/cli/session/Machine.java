package totp.cli.session;

import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import totp.crypto.Secret;

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

    /** Where its user is, for times that people read. */
    ZoneId zone();

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
     * Runs another program to its end, without a shell. It is ended before, together with the programs that it started, when
     * its time is over, when it prints more than it may, and when this thread is interrupted or its output cannot be read. What
     * it started and left behind when it ended is not found any more, and goes on: that belongs to tools that stay in the
     * background, such as those of the clipboard. If such a one holds the output open, a tool without a limit of time is waited
     * for as a shell would do it.
     *
     * @throws IOException if it is not there or cannot be started, or its output cannot be read, or what it left behind still
     *     holds that open when the time is over
     */
    Tool.Ended run(Tool tool) throws IOException, InterruptedException;

    /** Starts another program that lives on when this one is over, and hands it its input, so little that a pipe takes it at once. */
    void leaveRunning(Tool tool) throws IOException;

    /**
     * Starts another program that lives on when this one is over, hands it its input, and waits until it closes its output, by
     * which it says that it is ready. One that does not within its time is ended.
     *
     * @return what it printed until then
     */
    Secret leaveServing(Tool tool) throws IOException, InterruptedException;

    /**
     * Has something done when the process ends, by Ctrl-C for instance.
     *
     * @return what takes it back; without effect while the process is ending
     * @throws Ending if it is ending already: what somebody would have to undo must not begin any more
     */
    Runnable atExit(Runnable action);

    /** Whether anything is to be done when the process ends. */
    boolean hasExitActions();

    /**
     * Has something done when the process is stopped (Ctrl-Z) and when it goes on, where that can be heard of.
     *
     * @param stopped runs before the process stops
     * @param resumed runs when it goes on, also where it was stopped without a chance to hear of it
     * @return what takes it back
     */
    Runnable atStop(Runnable stopped, Runnable resumed);

    /**
     * Has something done when the terminal gets another size, where that can be heard of.
     *
     * @return what takes it back
     */
    default Runnable atResize(Runnable resized) {
        return () -> {};
    }

    /**
     * Runs another program in this one's place as far as Java can: with its streams and its terminal, while what a keyboard
     * interrupts is the other's, and what is sent to this one goes to the other.
     *
     * @param environment all that it finds
     * @throws IOException if it is not there or cannot be started
     * @throws Became once it ended
     */
    void become(List<String> words, Map<String, String> environment) throws IOException, InterruptedException;

    /** Another program took this one's place, and has ended. */
    final class Became extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;

        /** @param status as a shell would give it: 128 and more after a signal */
        public Became(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /** Nothing more can be left for the end of the process, since it has come. */
    final class Ending extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
