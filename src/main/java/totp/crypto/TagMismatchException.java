package totp.crypto;

/** An authentication tag does not fit: another key, or bytes that somebody or something changed. */
public final class TagMismatchException extends Exception {
    private static final long serialVersionUID = 1L;

    TagMismatchException() {
        super("authentication tag does not match");
    }
}
