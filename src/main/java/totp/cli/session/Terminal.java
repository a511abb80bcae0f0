package totp.cli.session;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/**
 * The dialogue with a person, on {@code /dev/tty} and so independent of where standard input and output go. The JDK's own
 * console is of no use: on Java 17 there is none as soon as standard output is piped.
 */
public final class Terminal {
    /**
     * The kernel keeps a line while it is typed and drops what goes beyond its buffer without a word (4095 bytes on Linux,
     * 1023 on macOS): a line of that length may be the first part of a longer one.
     */
    private static final int LINE_BYTES_MAX = System.getProperty("os.name", "").startsWith("Mac") ? 1022 : 4094;

    /** The alternate screen does not stay in the terminal's scroll-back. */
    private static final String ENTER_SCREEN = "\u001b[?1049h\u001b[H";

    private static final String LEAVE_SCREEN = "\u001b[?1049l";

    private final InputStream in;
    private final OutputStream out;
    private final Switch modes;
    private @Nullable Runnable shown;
    /** What is being asked: it is repeated when the program goes on after it was stopped. */
    private volatile String pending = "";

    public Terminal(InputStream in, OutputStream out, Switch modes) {
        this.in = in;
        this.out = out;
        this.modes = modes;
    }

    /** How keys come in, other than as lines that are shown. */
    public enum Mode {
        /** As lines that are not shown. */
        HIDDEN("-echo"),
        /** Each at once, and not shown; Ctrl-C still interrupts. */
        KEYS("-echo -icanon min 1");

        final String settings;

        Mode(String settings) {
            this.settings = settings;
        }
    }

    /** Switches a terminal's mode. */
    @FunctionalInterface
    public interface Switch {
        /**
         * Switches and returns what brings the former mode back. While the program is stopped the former mode is in force.
         *
         * @param resumed what is to be done when the program went on and the mode was set again
         */
        Runnable to(Mode mode, Runnable resumed) throws IOException;
    }

    /** The terminal that this process belongs to, if it has one. */
    static Optional<Terminal> open() {
        File device = new File("/dev/tty");
        try {
            return Optional.of(new Terminal(
                    new FileInputStream(device),
                    new FileOutputStream(device),
                    (mode, resumed) -> TerminalMode.enter(device, mode, resumed)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** How many columns it has, if it says so. */
    public Optional<Integer> columns() {
        try {
            String[] size =
                    TerminalMode.stty(new File("/dev/tty"), "size").strip().split(" ", -1);
            int columns = size.length == 2 ? Integer.parseInt(size[1]) : 0;
            return columns > 0 ? Optional.of(columns) : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    public void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    public void print(Secret text) throws IOException {
        text.lend(bytes -> {
            out.write(bytes);
        });
        out.flush();
    }

    /**
     * Shows nothing of what is typed from now on, for a question is certain to come: whoever knows it types the answer while
     * the program is still starting. Ends with that question.
     */
    public void hideAhead() throws IOException {
        if (shown == null) {
            shown = modes.to(Mode.HIDDEN, this::repeat);
        }
    }

    /** Asks for a line; empty at the end of input. */
    Optional<String> ask(String question) throws IOException {
        showAgain();
        print(question);
        Optional<Secret> line = readLine();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        try (Secret text = line.get()) {
            return Optional.of(text.use(bytes -> new String(bytes, StandardCharsets.UTF_8)));
        }
    }

    /** Asks for a line that is not shown while it is typed; empty at the end of input. */
    Optional<Secret> askHidden(String question) throws IOException {
        // Before the question: who answers at once, a script for instance, must not be echoed either.
        hideAhead();
        Optional<Secret> line;
        try {
            pending = question;
            print(question);
            line = readLine();
        } finally {
            pending = "";
            showAgain();
        }
        print("\n");
        return line;
    }

    private void showAgain() {
        if (shown != null) {
            shown.run();
            shown = null;
        }
    }

    private void repeat() {
        try {
            print(pending);
        } catch (IOException e) {
            // The terminal is gone; reading will tell.
        }
    }

    /** Lets {@link #key} have every key at once instead of lines; returns what brings lines back. */
    public Runnable singleKeys() throws IOException {
        return modes.to(Mode.KEYS, () -> {});
    }

    /** The next key; empty at the end of input or when the terminal is gone. */
    public Optional<Integer> key() {
        try {
            int key = in.read();
            return key < 0 ? Optional.empty() : Optional.of(key);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Shows what follows on the alternate screen; returns what goes back to the former one, at Ctrl-C as well. */
    public Runnable alternateScreen() throws IOException {
        print(ENTER_SCREEN);
        return new Undo(() -> {
            try {
                print(LEAVE_SCREEN);
            } catch (IOException e) {
                // The terminal is gone.
            }
        });
    }

    /** A line that the terminal may have cut. */
    static final class LineTooLong extends IOException {
        private static final long serialVersionUID = 1L;

        LineTooLong() {
            super("longer than a terminal takes");
        }
    }

    private void skipLine() throws IOException {
        int b = in.read();
        while (b >= 0 && b != '\n' && b != '\r') {
            b = in.read();
        }
    }

    private Optional<Secret> readLine() throws IOException {
        byte[] line = new byte[256];
        int length = 0;
        try {
            int b = in.read();
            if (b < 0) {
                return Optional.empty();
            }
            while (b >= 0 && b != '\n' && b != '\r') {
                if (length == LINE_BYTES_MAX) {
                    skipLine(); // its end is no answer to the next question
                    throw new LineTooLong();
                }
                if (length == line.length) {
                    byte[] longer = Arrays.copyOf(line, 2 * length);
                    Arrays.fill(line, (byte) 0);
                    line = longer;
                }
                line[length++] = (byte) b;
                b = in.read();
            }
            return Optional.of(Secret.copyOf(line, 0, length));
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }
}
