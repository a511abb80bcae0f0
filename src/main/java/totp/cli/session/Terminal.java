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
    private static final int LINE_BYTES_MAX = 4094;

    private static final int LINE_BYTES_MAX_MACOS = 1022;

    /** Narrower ones are nobody's. */
    private static final int COLUMNS_OF_ANY = 40;

    private final InputStream in;
    private final TerminalOutput out;
    private final Device device;
    private final int lineBytesMax;
    private @Nullable Runnable shown;

    public Terminal(InputStream in, OutputStream out, Device device, Machine machine) {
        this.in = in;
        this.out = new TerminalOutput(out, machine);
        this.device = device;
        this.lineBytesMax = machine.platform() == Platform.MACOS ? LINE_BYTES_MAX_MACOS : LINE_BYTES_MAX;
    }

    /** How keys come in. */
    public enum Mode {
        /** As lines that are shown, as a shell leaves it. */
        SHOWN("echo icanon"),
        /** As lines that are not shown. Ctrl-\ would make Java print what all its threads do. */
        HIDDEN("-echo quit undef"),
        /** Each at once, and not shown; Ctrl-C still interrupts. */
        KEYS("-echo -icanon min 1 quit undef"),
        /** Like {@link #KEYS}, with Ctrl-Q, Ctrl-S and Ctrl-V for whoever reads them. */
        SCREEN("-echo -icanon -ixon -iexten min 1 quit undef");

        final String settings;

        Mode(String settings) {
            this.settings = settings;
        }
    }

    /** What a terminal does besides showing and reading. */
    @FunctionalInterface
    public interface Device {
        /**
         * Switches and returns what brings the former mode back. While the program is stopped the former mode is in force.
         *
         * @param shown goes before the program stops, and comes again once it goes on and the mode is set
         */
        Runnable to(Mode mode, TerminalOutput shown) throws IOException;

        /** How large it is, if it says so. */
        default Optional<Size> size() {
            return Optional.empty();
        }
    }

    /** In characters. */
    public record Size(int rows, int columns) {}

    /** The terminal that this process belongs to, if it has one. */
    static Optional<Terminal> open(Machine machine) {
        File file = new File("/dev/tty");
        try {
            return Optional.of(new Terminal(
                    new FileInputStream(file), new FileOutputStream(file), new Stty(machine, file), machine));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** How many columns it has, if it says so. */
    public Optional<Integer> columns() {
        return device.size().map(Size::columns);
    }

    /** How large it is, if it says so. */
    public Optional<Size> size() {
        return device.size();
    }

    /** Tells of each change of its size, where that can be heard of; returns what ends that. */
    public Runnable atResize(Runnable resized) {
        return out.machine().atResize(resized);
    }

    public void print(String text) throws IOException {
        out.print(text);
    }

    public void print(Secret text) throws IOException {
        out.print(text);
    }

    /**
     * Shows nothing of what is typed from now on, for a question is certain to come: whoever knows it types the answer while
     * the program is still starting. Ends with that question.
     */
    public void hideAhead() throws IOException {
        if (shown == null) {
            shown = device.to(Mode.HIDDEN, out);
        }
    }

    /** Asks for a line; empty at the end of input. */
    Optional<String> ask(String question) throws IOException {
        showAgain();
        Runnable asked = device.to(Mode.SHOWN, out);
        Optional<Secret> line;
        try {
            out.ask(wrapped(question));
            line = readLine();
        } finally {
            out.answered();
            asked.run();
        }
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
            out.ask(wrapped(question));
            line = readLine();
        } finally {
            out.answered();
            showAgain();
        }
        print("\n");
        return line;
    }

    /** Broken between words. To find out how wide the terminal is starts a process, which short questions do not need. */
    private String wrapped(String question) {
        return Columns.width(question) <= COLUMNS_OF_ANY
                ? question
                : columns().map(columns -> Columns.wrap(question, columns)).orElse(question);
    }

    private void showAgain() {
        if (shown != null) {
            shown.run();
            shown = null;
        }
    }

    /**
     * Lets {@link #key} have every key at once instead of lines; returns what brings lines back.
     *
     * @param keys tells which ones there are
     */
    public Runnable singleKeys(String keys) throws IOException {
        showAgain();
        Runnable lines = device.to(Mode.KEYS, out);
        out.ask(keys);
        return () -> {
            out.answered();
            lines.run();
        };
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

    /** Whether a key has come that {@link #key} would give at once. */
    public boolean hasKey() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            return true; // as reading it will tell
        }
    }

    /**
     * Prints a part of a dialogue whose picture changes with each key.
     *
     * @param picture as a whole, over the one before; comes again when the program goes on after a stop
     * @param erase takes it away before one
     */
    void repaint(String picture, String erase) throws IOException {
        out.repaint(picture, erase);
    }

    /**
     * Gives the whole screen to a drawing, and every key at once to {@link #key}; while the program is stopped the shell has
     * both. Returns what goes back, at Ctrl-C and the like as well.
     *
     * @param drawing says that the screen is empty and is to be drawn
     */
    public Runnable fullScreen(TerminalOutput.Drawing drawing) throws IOException {
        return onAlternateScreen(Mode.SCREEN, drawing);
    }

    /**
     * Shows something, and what is asked meanwhile, on the alternate screen, but not while the program is stopped: whoever
     * walks by then sees the shell. Returns what goes back to the former screen, at Ctrl-C as well.
     */
    public Runnable alternateScreen(TerminalOutput.Drawing drawing) throws IOException {
        return onAlternateScreen(Mode.SHOWN, drawing);
    }

    private Runnable onAlternateScreen(Mode mode, TerminalOutput.Drawing drawing) throws IOException {
        showAgain();
        Runnable stops = device.to(mode, out);
        Runnable leave = out.alternateScreen(drawing);
        return () -> {
            leave.run();
            stops.run();
        };
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
                if (length == lineBytesMax) {
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
