package totp.cli.session;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/**
 * What stands on the terminal. While the program is stopped (Ctrl-Z) the terminal is the shell's: nothing of ours stays on
 * the alternate screen for whoever walks by. When it goes on, that screen and the question come again, for nobody could see
 * any more what is to be answered.
 */
public final class TerminalOutput {
    /** The alternate screen does not stay in the terminal's scroll-back. */
    private static final String ENTER_SCREEN = "\u001b[?1049h\u001b[H\u001b[J";

    /** Emptied before: of one whose size changed meanwhile tmux keeps lines. */
    private static final String LEAVE_SCREEN = "\u001b[0m\u001b[H\u001b[J\u001b[?1049l";

    private final OutputStream out;
    private final Machine machine;

    /** What is being asked. */
    private String question = "";

    /** What takes that away, if it is a picture. */
    private String eraser = "";

    private @Nullable Drawing drawing;

    /** Where a terminal that is on its usual screen is told to go back to it, it moves the cursor. */
    private boolean entered;

    /** Whether the program is about to be stopped. */
    private boolean away;

    TerminalOutput(OutputStream out, Machine machine) {
        this.out = out;
        this.machine = machine;
    }

    /** What is on the alternate screen, above the question. */
    @FunctionalInterface
    public interface Drawing {
        void draw() throws IOException;
    }

    synchronized void print(String text) throws IOException {
        if (!isWithheld()) {
            write(text);
        }
    }

    synchronized void print(Secret text) throws IOException {
        if (!isWithheld()) {
            text.lend(bytes -> {
                out.write(bytes);
            });
            out.flush();
        }
    }

    /** What belongs on the alternate screen does not go onto the shell's; it is drawn when the program goes on. */
    private boolean isWithheld() {
        return away && drawing != null;
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Prints a question, which stands until it is {@link #answered}. */
    synchronized void ask(String text) throws IOException {
        question = text;
        print(text);
    }

    /** Prints a question that is a picture, which goes before the program stops. */
    synchronized void repaint(String picture, String erase) throws IOException {
        eraser = erase;
        ask(picture);
    }

    Machine machine() {
        return machine;
    }

    synchronized void answered() {
        question = "";
        eraser = "";
    }

    /** The process ends while a question stands: what the shell says next is not to stand behind it. */
    synchronized void interrupted() {
        if (!question.isEmpty() && drawing == null && !away) {
            question = "";
            try {
                write("\n");
            } catch (IOException e) {
                // The terminal is gone.
            }
        }
    }

    /** Draws on the alternate screen; returns what goes back to the usual one, when the process ends as well. */
    Runnable alternateScreen(Drawing shown) throws IOException {
        synchronized (this) {
            away = false;
            drawing = shown;
        }
        AtExit leaving = new AtExit(machine, this::leaveForGood); // from before anything is shown
        draw();
        return leaving::run;
    }

    /** Nothing, if it was left for good meanwhile. */
    private synchronized void draw() throws IOException {
        if (drawing != null && !away) {
            entered = true;
            write(ENTER_SCREEN);
            drawing.draw();
        }
    }

    private synchronized void leaveForGood() {
        drawing = null;
        question = ""; // where the program goes on only to end, nobody is asked any more
        leaveScreen();
    }

    private void erase() {
        try {
            if (!eraser.isEmpty()) {
                write(eraser);
            }
        } catch (IOException e) {
            // The terminal is gone.
        }
    }

    private void leaveScreen() {
        if (entered) {
            entered = false;
            try {
                write(LEAVE_SCREEN);
            } catch (IOException e) {
                // The terminal is gone.
            }
        }
    }

    /** The program is about to be stopped. */
    synchronized void stopped() {
        erase();
        leaveScreen();
        away = true;
    }

    /** It goes on, and is in the foreground. */
    synchronized void resumed() {
        away = false;
        try {
            draw();
            print(question);
        } catch (IOException e) {
            // The terminal is gone; reading will tell.
        }
    }
}
