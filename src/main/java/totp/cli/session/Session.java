package totp.cli.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.message.Message;

/** One run of a command: the host, the common options, the console, and who may ask what. */
public final class Session {
    private final Host host;
    private final Output output;
    private final Caller program;
    private final Optional<Served> served;
    private CommonOptions options = new CommonOptions();
    private @Nullable String stdinTaker;

    /**
     * @param program runs another command line, for who runs those of others
     * @param served who has the vault's key already, where the call is not a process of its own
     */
    public Session(Host host, Caller program, Optional<Served> served) {
        this.host = host;
        this.output = new Output(host);
        this.program = program;
        this.served = served;
    }

    /** The program, as it runs a whole command line. */
    @FunctionalInterface
    public interface Caller {
        ExitCode run(String[] arguments, Host host, Optional<Served> served);
    }

    public Caller program() {
        return program;
    }

    /** The agent that runs this call, if it is no process of its own. */
    public Optional<Served> served() {
        return served;
    }

    /** Waits until the clock shows {@code time}. */
    public void sleepUntil(Instant time) throws Failure {
        if (served.isPresent()) {
            served.get().until(time);
            return;
        }
        try {
            host.sleepUntil(time);
        } catch (InterruptedException e) {
            throw interrupted();
        }
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

    /** Whether what is drawn may have colours. */
    public boolean showsColours() {
        return output.seesColours(host.outIsTerminal());
    }

    /** Whether the terminal can move its cursor, by what it says of itself. */
    public boolean movesCursor() {
        return host.variable("TERM").filter(name -> !name.equals("dumb")).isPresent();
    }

    /**
     * Reserves standard input for one purpose; the same taker may ask again.
     *
     * @param taker the option or argument that wants it
     */
    public void claimStdin(String taker) throws Failure {
        if (stdinTaker != null && !stdinTaker.equals(taker)) {
            throw Failure.usage(Message.of("session.standard-input-cannot-serve", stdinTaker, taker));
        }
        stdinTaker = taker;
    }

    /** Whether a question can be asked at all. */
    public boolean canAsk() {
        return !options.noInput && host.terminal().get().isPresent();
    }

    /** Whether questions are allowed and there is nowhere to ask them. */
    public boolean lacksTerminal() {
        return !options.noInput && host.terminal().get().isEmpty();
    }

    /**
     * The terminal, to ask on.
     *
     * @param what what would be asked for, such as {@code the passphrase}
     * @param answers the options that answer it
     */
    public Terminal terminal(Message what, Message answers) throws Failure {
        if (options.noInput) {
            throw new Failure(
                    ExitCode.CANNOT_ASK,
                    Message.of("session.cannot-ask-no-input", what),
                    Message.of("session.give", answers));
        }
        return host.terminal()
                .get()
                .orElseThrow(() -> new Failure(
                        ExitCode.CANNOT_ASK,
                        Message.of("session.cannot-ask-no-terminal", what),
                        Message.of("session.give", answers)));
    }

    /** Whether all dialogue is on the terminal, so that a wrong answer may be asked for again; a script's answer comes once. */
    public boolean mayAskAgain() {
        return canAsk() && host.inIsTerminal().get();
    }

    /** A line that is typed unseen. */
    public Secret askHidden(Terminal terminal, Message question) throws Failure {
        try {
            return terminal.askHidden(output.text(question) + " ").orElseThrow(Session::gaveUp);
        } catch (IOException e) {
            throw terminalLost(e);
        }
    }

    /** Says something in a dialogue that is going on. */
    public void tell(Message line) throws Failure {
        Optional<Terminal> terminal = host.terminal().get();
        try {
            if (terminal.isPresent()) {
                terminal.get().print(output.text(line) + "\n");
            }
        } catch (IOException e) {
            throw terminalLost(e);
        }
    }

    /** What a screen of ours shows: in the user's language, and harmless. */
    public String text(Message message) {
        return output.text(message);
    }

    /** A cell of a table: in the language of who looks at it, and in English for programs. */
    public String cell(Message text) {
        return output.isWatched() ? output.text(text) : text.toString();
    }

    public String ask(Terminal terminal, Message question) throws Failure {
        try {
            return terminal.ask(output.text(question) + " ").orElseThrow(Session::gaveUp);
        } catch (IOException e) {
            throw terminalLost(e);
        }
    }

    /**
     * Goes on only after a yes.
     *
     * @param action what would happen, as a question without its mark
     */
    public void confirm(Message action) throws Failure {
        if (!agrees(action)) {
            throw gaveUp();
        }
    }

    /**
     * Goes on only after a yes, where somebody has to know why he is asked: the reason stands before the question, in the
     * error if nobody can be asked, and in a warning if {@code --yes} answered.
     */
    public void confirm(Message reason, Message action) throws Failure {
        if (options.yes) {
            output.warning(reason);
            return;
        }
        if (!canAsk()) {
            throw new Failure(
                    ExitCode.CANNOT_ASK,
                    options.noInput
                            ? Message.of("session.cannot-ask-with-no-input", reason)
                            : Message.of("session.cannot-ask-without-terminal", reason),
                    Message.of("session.give-yes"));
        }
        tell(Message.of("session.sentence", reason));
        confirm(action);
    }

    /** Whether the answer is yes. */
    public boolean agrees(Message action) throws Failure {
        return options.yes || isYes(answer(Message.of("session.yes-or-no", action)));
    }

    /** Goes on unless the answer is no: for what somebody came to do, where a question only tells what goes with it. */
    public void confirmIntended(Message action) throws Failure {
        if (!options.yes) {
            String answer = answer(Message.of("session.yes-unless-no", action));
            if (!answer.isEmpty() && !isYes(answer)) {
                throw gaveUp();
            }
        }
    }

    /** The words for yes of the user's language. */
    private boolean isYes(String answer) {
        return List.of(output.text(Message.of("session.words-for-yes")).split(" ", -1))
                .contains(answer);
    }

    private String answer(Message question) throws Failure {
        return ask(terminal(Message.of("session.confirmation"), Message.of("session.yes")), question)
                .strip();
    }

    public static Failure gaveUp() {
        return new Failure(ExitCode.INTERRUPTED, Message.of("session.nothing-done"));
    }

    public static Failure terminalLost(IOException e) {
        if (e instanceof Terminal.LineTooLong) {
            return new Failure(
                    ExitCode.BAD_INPUT,
                    Message.of("session.line-longer-than-terminal"),
                    Message.of("session.use-file"));
        }
        return new Failure(ExitCode.IO, Message.of("session.cannot-talk-terminal"), e);
    }

    public static Failure interrupted() {
        Thread.currentThread().interrupt();
        return new Failure(ExitCode.INTERRUPTED, Message.of("session.interrupted"));
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
                        ExitCode.IO, Message.of("session.no-home-folder-home"), Message.of("session.give-vault-file")));
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
