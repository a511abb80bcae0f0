package totp.cli.browser;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import totp.cli.browser.PopupRefusal.Code;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Input;
import totp.cli.session.Machine;
import totp.cli.session.Session;
import totp.cli.session.Tool;
import totp.cli.unlock.Pinentry;
import totp.cli.unlock.Reply;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * What is asked in a window. By a process of its own: the popup closes as soon as another window takes the focus, and two seconds
 * later the browser kills the host, while whoever was asked still types. The passphrase never comes near the browser.
 */
final class Dialogue {
    /** Of what it says on standard output: a message, or a document about some accounts. */
    private static final int PRINTED_MAX = 1 << 20;

    private final Session session;

    Dialogue(Session session) {
        this.session = session;
    }

    /** What somebody is asked for. */
    enum Action {
        /** The passphrase, with which the agent begins. */
        UNLOCK("unlock"),
        /** Whether the accounts of a page, key URIs on standard input, are to be kept. */
        STORE("store");

        private final String word;

        Action(String word) {
            this.word = word;
        }
    }

    // ---- in the host

    /**
     * Has it asked, and waits for the answer, as far as the browser lets it.
     *
     * @param otherwise a command that does the same in a terminal
     * @return what was printed
     */
    String begin(Action action, byte[] input, String otherwise) throws PopupRefusal, Failure {
        Tool tool = Tool.of(words(action)).given(input).printing(PRINTED_MAX);
        ExitCode code;
        String printed;
        try (Tool.Ended ended = session.host().machine().run(tool)) {
            code = ExitCode.numbered(ended.status());
            printed = ended.output().use(bytes -> new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new PopupRefusal(Code.NO_DIALOG, "the program that asks cannot be started", otherwise);
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
        switch (code) {
            case DONE -> {
                return printed;
            }
            case CANNOT_ASK ->
                throw new PopupRefusal(Code.NO_DIALOG, "no window can be shown here to ask in", otherwise);
            case INTERRUPTED -> throw new PopupRefusal(Code.REFUSED, "it was not agreed to", otherwise);
            default -> throw PopupRefusal.of(code, printed.strip());
        }
    }

    /** Which vault is meant, the host's environment says, and a process begun by it has the same. */
    private List<String> words(Action action) {
        List<String> words = new ArrayList<>(program(session));
        words.addAll(List.of("browser", action.word));
        return words;
    }

    /** How this program is started: the launcher knows by which Java and how; where it was not by it, this Java does. */
    static List<String> program(Session session) {
        Machine machine = session.host().machine();
        String launcher = machine.property("totp.launcher");
        return launcher.isEmpty()
                ? List.of(
                        machine.property("java.home") + "/bin/java",
                        "-cp",
                        machine.property("java.class.path"),
                        "totp.Main")
                : List.of(launcher);
    }

    // ---- in the process of its own

    /** Asks, and does what was agreed to; says on standard output what came of it. */
    void run(Action action) throws Failure {
        Map<String, String> variables = new HashMap<>(session.host().environment());
        Optional<String> pinentry = Pinentry.graphical(session.host());
        if (pinentry.isEmpty()) {
            throw new Failure(
                    ExitCode.CANNOT_ASK, Message.of("browser.no-pinentry"), Message.of("browser.name-pinentry"));
        }
        variables.put(Pinentry.VARIABLE, pinentry.get());
        switch (action) {
            case UNLOCK -> conclude(call(variables, new byte[0], "unlock"));
            case STORE -> store(variables);
        }
    }

    private void store(Map<String, String> variables) throws Failure {
        try (Secret given = new Input(session).stdin("browser store")) {
            int end = given.use(Dialogue::endOfLine);
            String[] asked = given.use(bytes -> new String(bytes, 0, end, StandardCharsets.UTF_8))
                    .split(" ", 2);
            Host asking = host(variables, new byte[0], new ByteArrayOutputStream(), new ByteArrayOutputStream());
            Pinentry pinentry = new Pinentry(new Session(asking, session.program(), Optional.empty()));
            if (!pinentry.agrees(Message.of("browser.keep-accounts-of-page", asked[0], asked[asked.length - 1]))) {
                throw Session.gaveUp();
            }
            try (Secret uris = given.use(bytes -> Secret.copyOf(bytes, end, bytes.length))) {
                conclude(uris.use(bytes -> call(variables, bytes, "import", "-", "--json")));
            }
        }
    }

    /** Of the question; behind it are seeds, of which no text is made. */
    private static int endOfLine(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private Host host(
            Map<String, String> variables, byte[] input, ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return session.host().unattended(new ByteArrayInputStream(input), out, err, variables);
    }

    private Reply call(Map<String, String> variables, byte[] input, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ExitCode code = session.program().run(words, host(variables, input, out, err), Optional.empty());
        return new Reply(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private void conclude(Reply reply) throws Failure {
        session.output()
                .line(
                        reply.code() == ExitCode.DONE
                                ? reply.out().strip()
                                : reply.told().orElse(""));
        session.output().flush();
        if (reply.code() != ExitCode.DONE) {
            throw new Failure(reply.code(), Message.NONE);
        }
    }
}
