package totp.cli.unlock;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Platform;
import totp.cli.session.Session;
import totp.cli.session.ShellWords;
import totp.cli.session.Tool;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * The program that asks for a passphrase in a window, for callers without a terminal. It speaks GnuPG's Assuan protocol on its
 * standard streams: a line a command, an answer {@code OK} or {@code ERR}, and before that of {@code GETPIN} what was typed,
 * in lines that begin with {@code D}, percent-encoded.
 */
public final class Pinentry {
    public static final String VARIABLE = "TOTP_PINENTRY";

    /** As long as the longest passphrase that is typed on a terminal, each byte in three. */
    private static final int PRINTED_MAX = 16 << 10;

    /** The answers up to that of {@code CONFIRM}. */
    private static final int CONFIRMED = 4;

    private final Session session;

    public Pinentry(Session session) {
        this.session = session;
    }

    /** Those that open a window, best first; the last is what a distribution has chosen, which may need a terminal. */
    private static final List<String> GRAPHICAL = List.of(
            "pinentry-gnome3",
            "pinentry-qt",
            "pinentry-qt6",
            "pinentry-qt5",
            "pinentry-gtk-2",
            "pinentry-gtk",
            "pinentry-fltk",
            "pinentry-efl",
            "pinentry-x11",
            "pinentry-mac",
            "pinentry");

    /** For a caller that has no terminal and never will: the one that is named, or one on the PATH where there is a screen. */
    public static Optional<String> graphical(Host host) {
        Optional<String> named = host.variable(VARIABLE);
        boolean screen = host.variable("DISPLAY").isPresent()
                || host.variable("WAYLAND_DISPLAY").isPresent()
                || host.machine().platform() == Platform.MACOS;
        if (named.isPresent() || !screen) {
            return named;
        }
        return GRAPHICAL.stream()
                .flatMap(name -> Tool.find(host, name).stream())
                .filter(Pinentry::opensWindow)
                .map(program -> ShellWords.quoted(program.toString()))
                .findFirst();
    }

    private static boolean opensWindow(Path program) {
        try {
            String name = program.toRealPath().getFileName().toString();
            return !name.contains("curses") && !name.contains("tty");
        } catch (IOException e) {
            return false;
        }
    }

    /** Has a question answered by a button. */
    public boolean agrees(Message question) throws Failure {
        String commands = "SETTITLE totp\nSETDESC " + encoded(session.text(question)) + "\nCONFIRM\nBYE\n";
        try (Tool.Ended ended = run(commands)) {
            List<String> answers = ended.output()
                    .use(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> line.startsWith("OK") || line.startsWith("ERR"))
                    .toList();
            if (answers.isEmpty()) {
                throw doesNotAsk();
            }
            // Its greeting, then one for each command; a dialogue that was closed is an ERR.
            return answers.size() >= CONFIRMED
                    && answers.stream().limit(CONFIRMED).allMatch(line -> line.startsWith("OK"));
        }
    }

    /** Whether it is to be asked: where there is no terminal, and nobody said that nobody is to be asked. */
    boolean isMeant() {
        return session.lacksTerminal() && session.host().variable(VARIABLE).isPresent();
    }

    /**
     * Asks.
     *
     * @param problem what was wrong with the answer before
     */
    Secret ask(Message question, Optional<Message> problem) throws Failure {
        String commands = "SETTITLE totp\nSETDESC " + encoded(session.text(question)) + "\n"
                + problem.map(text -> "SETERROR " + encoded(session.text(text)) + "\n")
                        .orElse("")
                + "SETPROMPT totp:\nGETPIN\nBYE\n";
        try (Tool.Ended ended = run(commands)) {
            Optional<Secret> typed = ended.output().use(Pinentry::typed);
            if (typed.isEmpty()) {
                throw ended.output().use(Pinentry::wasAsked) ? Session.gaveUp() : doesNotAsk();
            }
            return typed.get();
        }
    }

    private Tool.Ended run(String commands) throws Failure {
        Tool tool = Tool.of(words())
                .given(commands.getBytes(StandardCharsets.UTF_8))
                .printingSecret(PRINTED_MAX);
        try {
            return session.host().machine().run(tool);
        } catch (IOException e) {
            throw doesNotAsk().because(e);
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }

    private List<String> words() throws Failure {
        return ShellWords.split(session.host().variable(VARIABLE).orElseThrow(), VARIABLE);
    }

    private Failure doesNotAsk() throws Failure {
        return new Failure(ExitCode.CANNOT_ASK, Message.of("unlock.pinentry-does-not-ask", words().get(0)));
    }

    private static String encoded(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    /** It speaks the protocol, so that what it did not answer was not typed. */
    private static boolean wasAsked(byte[] printed) {
        return printed.length > 2 && printed[0] == 'O' && printed[1] == 'K';
    }

    private static Optional<Secret> typed(byte[] printed) {
        ErasingBuffer typed = new ErasingBuffer();
        boolean any = false;
        int start = 0;
        for (int i = 0; i < printed.length; i++) {
            if (printed[i] == '\n') {
                if (i - start >= 2 && printed[start] == 'D' && printed[start + 1] == ' ') {
                    any = true;
                    typed.decode(printed, start + 2, i);
                }
                start = i + 1;
            }
        }
        return any ? Optional.of(typed.toSecret()) : Optional.empty();
    }

    /** Of which nothing is left over. */
    private static final class ErasingBuffer extends ByteArrayOutputStream {
        ErasingBuffer() {
            super(PRINTED_MAX); // never grows, so that no copy stays behind
        }

        private void decode(byte[] line, int from, int to) {
            for (int i = from; i < to; i++) {
                int high = i + 2 < to && line[i] == '%' ? Character.digit(line[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(line[i + 2], 16);
                if (low >= 0) {
                    write(high << 4 | low);
                    i += 2;
                } else {
                    write(line[i]);
                }
            }
        }

        private Secret toSecret() {
            Secret secret = Secret.copyOf(buf, 0, count);
            Arrays.fill(buf, (byte) 0);
            return secret;
        }
    }
}
