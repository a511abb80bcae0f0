package totp.cli;

import java.util.List;
import totp.vault.VaultException;

/** The end of a command that did not do what it was asked: one line for people, a code for scripts, perhaps hints. */
final class Failure extends Exception {
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

    Failure(ExitCode code, String message, String... hints) {
        this(code, message, List.of(), List.of(hints));
    }

    Failure(ExitCode code, String message, Throwable cause) {
        this(code, message);
        initCause(cause);
    }

    /** @param candidates the names that fit, one a line below the message */
    static Failure ambiguous(String message, List<String> candidates) {
        return new Failure(ExitCode.AMBIGUOUS, message, List.copyOf(candidates), List.of());
    }

    /** A vault's failure with what its owner can do about it. */
    static Failure of(VaultException e, String... hints) {
        Failure failure = new Failure(ExitCode.of(e.reason()), String.valueOf(e.getMessage()), hints);
        failure.initCause(e);
        return failure;
    }

    static Failure usage(String message, String... hints) {
        return new Failure(ExitCode.USAGE, message, hints);
    }

    /** With what was behind it, for {@code --debug}, which shows classes and places and no message. */
    Failure because(Throwable cause) {
        initCause(cause);
        return this;
    }

    ExitCode code() {
        return code;
    }

    List<String> items() {
        return items;
    }

    List<String> hints() {
        return hints;
    }
}
