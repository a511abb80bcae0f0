package totp.otp;

/** A text is no usable key URI. The message says what is wrong without repeating any of it: it holds a seed. */
public final class KeyUriException extends Exception {
    private static final long serialVersionUID = 1L;

    KeyUriException(String message) {
        super(message);
    }
}
