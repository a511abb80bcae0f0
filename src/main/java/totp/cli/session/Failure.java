package totp.cli.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.message.Message;
import totp.message.MessageException;
import totp.vault.NotRegularFileException;
import totp.vault.VaultException;
import totp.vault.WritableByOthersException;

/** The end of a command that did not do what it was asked: one line for people, a code for scripts, perhaps hints. */
public final class Failure extends MessageException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;
    private final transient List<Message> hints;
    private final transient List<String> items;

    private Failure(ExitCode code, Message message, List<String> items, List<Message> hints) {
        super(message);
        this.code = code;
        this.items = items;
        this.hints = hints;
    }

    public Failure(ExitCode code, Message message, Message... hints) {
        this(code, message, List.of(), List.of(hints));
    }

    public Failure(ExitCode code, Message message, Throwable cause) {
        this(code, message);
        initCause(cause);
    }

    /**
     * Exit code 4.
     *
     * @param candidates the names that fit, one a line below the message
     */
    public static Failure ambiguous(Message message, List<String> candidates) {
        return new Failure(ExitCode.AMBIGUOUS, message, List.copyOf(candidates), List.of());
    }

    /** A vault's failure with what its owner can do about it. */
    public static Failure of(VaultException e, Message... hints) {
        List<Message> all = new ArrayList<>(List.of(hints));
        wayOut(e.getCause()).ifPresent(all::add);
        Failure failure = new Failure(ExitCode.of(e.reason()), e.message(), List.of(), List.copyOf(all));
        failure.initCause(e);
        return failure;
    }

    /** What to do about a folder or a file that is not as this program makes it. */
    private static Optional<Message> wayOut(@Nullable Throwable cause) {
        if (cause instanceof WritableByOthersException open) {
            return Optional.of(Message.of("session.chmod-takes-that", ShellWords.quoted(open.getFile())));
        }
        if (cause instanceof NotRegularFileException other && isMadeAnew(Path.of(other.getFile()))) {
            return Optional.of(Message.of("session.move-away", ShellWords.quoted(other.getFile())));
        }
        return Optional.empty();
    }

    /** Locks and what this machine remembers, but no vault. */
    private static boolean isMadeAnew(Path file) {
        String name = String.valueOf(file.getFileName());
        return (name.startsWith(".") && name.endsWith(".lock")) || name.matches("[0-9a-f]{16}\\.[a-z]+");
    }

    public static Failure usage(Message message, Message... hints) {
        return new Failure(ExitCode.USAGE, message, hints);
    }

    /** With what was behind it, for {@code --debug}, which shows classes and places and no message. */
    public Failure because(Throwable cause) {
        initCause(cause);
        return this;
    }

    /** The same with hints behind its own. */
    public Failure hinting(Message... more) {
        List<Message> all = new ArrayList<>(hints);
        all.addAll(List.of(more));
        Failure failure = new Failure(code, message(), items, List.copyOf(all));
        failure.initCause(this);
        return failure;
    }

    public ExitCode code() {
        return code;
    }

    List<String> items() {
        return items;
    }

    public List<Message> hints() {
        return hints;
    }
}
