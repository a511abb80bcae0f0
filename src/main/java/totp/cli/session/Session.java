package totp.cli.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/** One run of a command: the host, the common options, the console, and who may ask what. */
public final class Session {
    private static final List<String> YES = List.of("y", "Y", "yes", "Yes", "YES");

    private final Host host;
    private final Output output;
    private CommonOptions options = new CommonOptions();
    private @Nullable String stdinTaker;

    public Session(Host host) {
        this.host = host;
        this.output = new Output(host);
    }

    public void configure(CommonOptions given) {
        options = given;
        output.configure(given);
    }

    public Host host() {
        return host;
    }

    public Output output() {
        return output;
    }

    public CommonOptions options() {
        return options;
    }

    /**
     * Reserves standard input for one purpose; the same taker may ask again.
     *
     * @param taker the option or argument that wants it
     */
    public void claimStdin(String taker) throws Failure {
        if (stdinTaker != null && !stdinTaker.equals(taker)) {
            throw Failure.usage("standard input cannot serve both " + stdinTaker + " and " + taker);
        }
        stdinTaker = taker;
    }

    /** Whether a question can be asked at all. */
    public boolean canAsk() {
        return !options.noInput && host.terminal().get().isPresent();
    }

    /**
     * The terminal, to ask on.
     *
     * @param what what would be asked for, such as {@code the passphrase}
     * @param answers the options that answer it
     */
    public Terminal terminal(String what, String answers) throws Failure {
        if (options.noInput) {
            throw new Failure(ExitCode.CANNOT_ASK, "cannot ask for " + what + " with --no-input", "give " + answers);
        }
        return host.terminal()
                .get()
                .orElseThrow(() -> new Failure(
                        ExitCode.CANNOT_ASK, "cannot ask for " + what + ": there is no terminal", "give " + answers));
    }

    /** Whether all dialogue is on the terminal, so that a wrong answer may be asked for again; a script's answer comes once. */
    public boolean mayAskAgain() {
        return canAsk() && host.inIsTerminal().get();
    }

    /** A line that is typed unseen. */
    public Secret askHidden(Terminal terminal, String question) throws Failure {
        try {
            return terminal.askHidden(question).orElseThrow(Session::gaveUp);
        } catch (IOException e) {
            throw terminalLost(e);
        }
    }

    /** Says something in a dialogue that is going on. */
    public void tell(String line) throws Failure {
        Optional<Terminal> terminal = host.terminal().get();
        try {
            if (terminal.isPresent()) {
                terminal.get().print(Escaper.escape(line) + "\n");
            }
        } catch (IOException e) {
            throw terminalLost(e);
        }
    }

    public String ask(Terminal terminal, String question) throws Failure {
        try {
            return terminal.ask(question).orElseThrow(Session::gaveUp);
        } catch (IOException e) {
            throw terminalLost(e);
        }
    }

    /**
     * Goes on only after a yes.
     *
     * @param action what would happen, as a question without its mark
     */
    public void confirm(String action) throws Failure {
        if (!agrees(action)) {
            throw gaveUp();
        }
    }

    /**
     * Goes on only after a yes, where somebody has to know why he is asked: the reason stands before the question, in the
     * error if nobody can be asked, and in a warning if {@code --yes} answered.
     */
    public void confirm(String reason, String action) throws Failure {
        if (options.yes) {
            output.warning(reason);
            return;
        }
        if (!canAsk()) {
            throw new Failure(
                    ExitCode.CANNOT_ASK,
                    reason + "; cannot ask whether to go on"
                            + (options.noInput ? " with --no-input" : ": there is no terminal"),
                    "give --yes");
        }
        tell(reason + ".");
        confirm(action);
    }

    /** Whether the answer is yes. */
    public boolean agrees(String action) throws Failure {
        return options.yes || YES.contains(answer(action + "? [y/N] "));
    }

    /** Goes on unless the answer is no: for what somebody came to do, where a question only tells what goes with it. */
    public void confirmIntended(String action) throws Failure {
        if (!options.yes) {
            String answer = answer(action + "? [Y/n] ");
            if (!answer.isEmpty() && !YES.contains(answer)) {
                throw gaveUp();
            }
        }
    }

    private String answer(String question) throws Failure {
        return ask(terminal("a confirmation", "--yes"), Escaper.escape(question))
                .strip();
    }

    public static Failure gaveUp() {
        return new Failure(ExitCode.INTERRUPTED, "nothing was done");
    }

    public static Failure terminalLost(IOException e) {
        if (e instanceof Terminal.LineTooLong) {
            return new Failure(
                    ExitCode.BAD_INPUT,
                    "the line is longer than a terminal takes, so a part of it may be missing",
                    "use --from FILE");
        }
        return new Failure(ExitCode.IO, "cannot talk to the terminal", e);
    }

    public static Failure interrupted() {
        Thread.currentThread().interrupt();
        return new Failure(ExitCode.INTERRUPTED, "interrupted");
    }

    /** A folder of the XDG base directory specification, or where the platform keeps such things. */
    public Path folder(String variable, String unixDefault) throws Failure {
        Optional<String> given =
                host.variable(variable).filter(value -> Path.of(value).isAbsolute());
        if (given.isPresent()) {
            return Path.of(given.get());
        }
        return home().resolve(unixDefault);
    }

    /** A random (version 4) UUID, RFC 9562 section 5.4. */
    public UUID newAccountId() {
        byte[] bytes = new byte[16];
        host.random().get().nextBytes(bytes);
        bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new UUID(in.getLong(), in.getLong());
    }

    public boolean hasHome() {
        return homeIfAny().isPresent();
    }

    Path home() throws Failure {
        return homeIfAny()
                .orElseThrow(() -> new Failure(
                        ExitCode.IO, "there is no home folder: HOME is not set to one", "give --vault FILE"));
    }

    /** Users of containers often have none. */
    public Optional<Path> homeIfAny() {
        Path home = Path.of(host.variable("HOME").orElse(""));
        if (!home.isAbsolute()) {
            home = Path.of(host.machine().property("user.home")); // what the system says of this user
        }
        return home.isAbsolute() ? Optional.of(home) : Optional.empty();
    }
}
