package totp.cli.session;

import java.util.List;
import totp.vault.VaultException;

/** The end of a command that did not do what it was asked: one line for people, a code for scripts, perhaps hints. */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;
    private final transient List<String> hints;
    private final transient List<String> items;

    private Failure(ExitCode code, String message, List<String> items, List<String> hints) {
        super(message);
        this.code = code;
        this.items = items;
        this.hints = hints;
    }

    public Failure(ExitCode code, String message, String... hints) {
        this(code, message, List.of(), List.of(hints));
    }

    public Failure(ExitCode code, String message, Throwable cause) {
        this(code, message);
        initCause(cause);
    }

    /**
     * Exit code 4.
     *
     * @param candidates the names that fit, one a line below the message
     */
    public static Failure ambiguous(String message, List<String> candidates) {
        return new Failure(ExitCode.AMBIGUOUS, message, List.copyOf(candidates), List.of());
    }

    /** A vault's failure with what its owner can do about it. */
    public static Failure of(VaultException e, String... hints) {
        Failure failure = new Failure(ExitCode.of(e.reason()), String.valueOf(e.getMessage()), hints);
        failure.initCause(e);
        return failure;
    }

    public static Failure usage(String message, String... hints) {
        return new Failure(ExitCode.USAGE, message, hints);
    }

    /** With what was behind it, for {@code --debug}, which shows classes and places and no message. */
    public Failure because(Throwable cause) {
        initCause(cause);
        return this;
    }

    public ExitCode code() {
        return code;
    }

    List<String> items() {
        return items;
    }

    public List<String> hints() {
        return hints;
    }
}
