package totp.cli.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import totp.message.Message;

/**
 * Puts a code into the clipboard and takes it away again, if it is still there after a while. The code goes to other programs
 * by their standard input alone: arguments and environments can be read by others.
 */
public final class ClipboardCopy {
    /** How long a code stays where nobody says otherwise: long enough to change windows and paste. */
    public static final int CLEARED_AFTER_SECONDS = 45;

    private static final int SECONDS_MAX = 10;

    /**
     * Lives on behind the command, hears no hang-up, and clears only what is still ours: what somebody copied since stays.
     * Reading, comparing and clearing are the tool's and the shell's own; nothing of the code is in a word of it.
     */
    private static final String CLEAR_LATER = """
            trap '' HUP INT TERM
            cd /
            IFS= read -r code
            sleep "$1"
            [ "$(eval "$2" 2>/dev/null)" = "$code" ] && printf '' | eval "$3"
            """;

    /** Tells the terminal outside as tmux's option set-clipboard allows; passing a sequence through is mostly forbidden. */
    private static final List<String> TMUX_COPY = List.of("tmux", "load-buffer", "-w", "-b", "totp", "-");

    private static final List<String> TMUX_FORGET = List.of("tmux", "delete-buffer", "-b", "totp");

    private final Session session;

    public ClipboardCopy(Session session) {
        this.session = session;
    }

    /** A way to the clipboard: what copies, what reads it back, what clears it; commands of ours, none of the user's. */
    private record Way(List<String> copy, String paste, String clear) {
        private Way(String copy, String paste, String clear) {
            this(List.of(copy.split(" ")), paste, clear);
        }
    }

    /**
     * Copies it.
     *
     * @param seconds until it is cleared
     * @return what became of it, for people
     */
    public Message copy(String code, int seconds) throws Failure {
        Host host = session.host();
        Optional<String> own = host.variable("TOTP_CLIP_COMMAND");
        if (own.isPresent()) {
            List<String> words = ShellWords.split(own.get(), "TOTP_CLIP_COMMAND");
            if (words.isEmpty() || !feed(words, code)) {
                throw new Failure(ExitCode.IO, Message.of("session.command-totp-clip-command"));
            }
            return Message.of("session.copied-totp-clip-command");
        }
        for (Way way : ways(host)) {
            if (feed(way.copy, code)) {
                clearLater(way, code, seconds);
                return Message.of("session.copied-cleared", seconds);
            }
        }
        return throughTerminal(code);
    }

    private static List<Way> ways(Host host) {
        List<Way> ways = new ArrayList<>();
        Platform platform = host.machine().platform();
        if (host.variable("WAYLAND_DISPLAY").isPresent()) {
            // The first one asks clipboard histories to forget it; older versions do not know the word.
            ways.add(new Way("wl-copy --sensitive", "wl-paste --no-newline", "wl-copy --clear"));
            ways.add(new Way("wl-copy", "wl-paste --no-newline", "wl-copy --clear"));
        }
        if (host.variable("DISPLAY").isPresent()) {
            ways.add(new Way(
                    "xclip -selection clipboard -in",
                    "xclip -selection clipboard -out",
                    "xclip -selection clipboard -in"));
            ways.add(new Way("xsel --clipboard --input", "xsel --clipboard --output", "xsel --clipboard --input"));
        }
        if (platform == Platform.MACOS) {
            ways.add(new Way("pbcopy", "pbpaste", "pbcopy"));
        }
        if (platform == Platform.WINDOWS || host.variable("WSL_DISTRO_NAME").isPresent()) {
            ways.add(new Way(
                    "clip.exe", "powershell.exe -NoProfile -Command Get-Clipboard | tr -d '\\r\\n'", "clip.exe"));
        }
        return ways;
    }

    /** Whether the program is there and took it. */
    private boolean feed(List<String> command, String text) throws Failure {
        Tool tool = Tool.of(command).given(ascii(text)).within(SECONDS_MAX);
        try (Tool.Ended ended = machine().run(tool)) {
            return ended.status() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }

    private void clearLater(Way way, String code, int seconds) throws Failure {
        try {
            machine()
                    .leaveRunning(Tool.of(
                                    "sh",
                                    "-c",
                                    CLEAR_LATER,
                                    "totp-clear",
                                    Integer.toString(seconds),
                                    way.paste,
                                    way.clear)
                            .given(ascii(code + "\n")));
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("session.code-clipboard-nothing-will"), e);
        }
    }

    private Machine machine() {
        return session.host().machine();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Terminals that know OSC 52 put it into the clipboard of the machine that they run on, over SSH as well. */
    private Message throughTerminal(String code) throws Failure {
        Terminal terminal = session.host()
                .terminal()
                .get()
                .orElseThrow(() -> new Failure(
                        ExitCode.IO,
                        Message.of("session.no-clipboard-here"),
                        Message.of("session.install-wl-clipboard-xclip")));
        String base64 = Base64.getEncoder().encodeToString(code.getBytes(StandardCharsets.US_ASCII));
        String sequence = "\u001b]52;c;" + base64 + "\u0007";
        boolean tmux = session.host().variable("TMUX").isPresent();
        if (tmux && feed(TMUX_COPY, code)) {
            feed(TMUX_FORGET, "");
            return Message.of("session.handed-tmux-terminal-clipboard");
        }
        try {
            terminal.print(tmux ? "\u001bPtmux;\u001b" + sequence + "\u001b\\" : sequence);
        } catch (IOException e) {
            throw Session.terminalLost(e);
        }
        return Message.of("session.handed-terminal-clipboard-osc");
    }
}
