package totp.cli.session;

import java.io.IOException;

/**
 * A mode that a terminal is in for a while. It is left at the end, at Ctrl-C, and whenever the program is stopped, for the
 * shell's user must see what he types; and it is entered again when the program goes on, which shells do not do: a
 * passphrase that is typed behind {@code fg} would be shown.
 */
final class TerminalMode {
    /** What every shell starts from, for the moment in which the former settings are not known yet. */
    private static final String USUAL = "echo icanon";

    private final Stty terminal;
    private final Terminal.Mode mode;
    private final TerminalOutput shown;
    private volatile String former = USUAL;
    private volatile boolean over;

    private TerminalMode(Stty terminal, Terminal.Mode mode, TerminalOutput shown) {
        this.terminal = terminal;
        this.mode = mode;
        this.shown = shown;
    }

    /**
     * Enters a mode.
     *
     * @param shown goes before the program stops, and comes again once it goes on
     */
    static Runnable enter(Stty terminal, Machine machine, Terminal.Mode mode, TerminalOutput shown) throws IOException {
        TerminalMode entered = new TerminalMode(terminal, mode, shown);
        // Undone at Ctrl-C as well, from before the terminal is touched.
        Runnable leave = new AtExit(machine, entered::leave)::run;
        boolean done = false;
        try {
            entered.set();
            Runnable unheard = machine.atStop(entered::stop, entered::resume);
            done = true;
            return () -> {
                entered.over = true;
                unheard.run();
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

    private void set() throws IOException {
        if (!isUsual()) {
            former = terminal.exchange(mode.settings);
        }
    }

    private void leave() {
        if (!over && (mode == Terminal.Mode.HIDDEN || mode == Terminal.Mode.SHOWN)) {
            shown.interrupted();
        }
        if (!isUsual()) {
            restore();
        }
    }

    private void restore() {
        try {
            terminal.set(former);
        } catch (IOException e) {
            // The terminal is gone, and its settings with it.
        }
    }

    private void stop() {
        shown.stopped();
        if (!isUsual()) {
            restore();
        }
    }

    /** The settings come first: in the background the kernel holds stty back, and so all that follows, until {@code fg}. */
    private void resume() {
        try {
            if (!over) {
                terminal.set(mode.settings);
            }
            shown.resumed();
        } catch (IOException e) {
            // Reading from it will tell.
        }
    }
}
