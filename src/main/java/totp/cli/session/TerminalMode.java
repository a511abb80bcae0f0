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
    private volatile String former = USUAL;
    private volatile boolean over;

    private TerminalMode(File device, Terminal.Mode mode) {
        this.device = device;
        this.mode = mode;
    }

    /**
     * Enters a mode.
     *
     * @param resumed what is to be done when the program went on after it was stopped
     * @return what brings the former mode back
     */
    static Runnable enter(File device, Terminal.Mode mode, Runnable resumed) throws IOException {
        TerminalMode entered = new TerminalMode(device, mode);
        // Undone at Ctrl-C as well, from before the terminal is touched.
        Runnable leave = new Undo(entered::leave);
        boolean done = false;
        try {
            entered.set();
            Suspension suspension = new Suspension(entered::leave, () -> entered.enterAgain(resumed));
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

    /** Reads the former settings and changes them in one go: until then what is typed is shown. */
    private void set() throws IOException {
        String printed = run(device, List.of("sh", "-c", "stty -g && stty " + mode.settings));
        former = printed.strip();
    }

    private void leave() {
        try {
            stty(device, former);
        } catch (IOException e) {
            // The terminal is gone, and its settings with it.
        }
    }

    private void enterAgain(Runnable resumed) {
        if (over) {
            return;
        }
        try {
            stty(device, mode.settings);
            resumed.run();
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
