package totp.cli.session;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A mode that a terminal is in for a while. It is left at the end, at Ctrl-C, and whenever the program is stopped, for the
 * shell's user must see what he types; and it is entered again when the program goes on, which shells do not do: a
 * passphrase that is typed behind {@code fg} would be shown.
 */
final class TerminalMode {
    /** What every shell starts from, for the moment in which the former settings are not known yet. */
    private static final String USUAL = "echo icanon";

    private final File device;
    private final Terminal.Mode mode;
    private final TerminalOutput shown;
    private volatile String former = USUAL;
    private volatile boolean over;

    private TerminalMode(File device, Terminal.Mode mode, TerminalOutput shown) {
        this.device = device;
        this.mode = mode;
        this.shown = shown;
    }

    /**
     * Enters a mode.
     *
     * @param shown goes before the program stops, and comes again once it goes on
     */
    static Runnable enter(File device, Terminal.Mode mode, TerminalOutput shown) throws IOException {
        TerminalMode entered = new TerminalMode(device, mode, shown);
        // Undone at Ctrl-C as well, from before the terminal is touched.
        Runnable leave = entered.isUsual() ? () -> {} : new Undo(entered::leave);
        boolean done = false;
        try {
            entered.set();
            Suspension suspension = new Suspension(entered::stop, entered::resume);
            done = true;
            return () -> {
                entered.over = true;
                suspension.close();
                leave.run();
            };
        } finally {
            if (!done) {
                leave.run();
            }
        }
    }

    /** A terminal is found so, and a question in it starts no process. */
    private boolean isUsual() {
        return mode == Terminal.Mode.SHOWN;
    }

    /** Reads the former settings and changes them in one go: until then what is typed is shown. */
    private void set() throws IOException {
        if (!isUsual()) {
            String printed = run(device, List.of("sh", "-c", "stty -g && stty " + mode.settings));
            former = printed.strip();
        }
    }

    private void leave() {
        try {
            stty(device, former);
        } catch (IOException e) {
            // The terminal is gone, and its settings with it.
        }
    }

    private void stop() {
        shown.stopped();
        if (!isUsual()) {
            leave();
        }
    }

    /** The settings come first: in the background the kernel holds stty back, and so all that follows, until {@code fg}. */
    private void resume() {
        try {
            if (!over) {
                stty(device, mode.settings);
            }
            shown.resumed();
        } catch (IOException e) {
            // Reading from it will tell.
        }
    }

    static String stty(File device, String settings) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(settings.split(" ")));
        return run(device, command);
    }

    private static String run(File device, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectInput(device)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        process.getInputStream().transferTo(printed);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("stty cannot set the terminal");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return printed.toString(StandardCharsets.US_ASCII);
    }
}
