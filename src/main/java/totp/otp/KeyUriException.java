package totp.otp;


/** A text is no usable key URI. The message says what is wrong without repeating any of it: it holds a seed. */
public final class KeyUriException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean parameter;

    KeyUriException(String message) {
        this(message, false);
    }

    private KeyUriException(String message, boolean parameter) {
        super(message);
        this.parameter = parameter;
    }

    static KeyUriException ofParameter(String message) {
        return new KeyUriException(message, true);
    }

    /** Whether digits, period or algorithm are none that codes are made with; without them the URI would do. */
    public boolean isOfParameter() {
        return parameter;
    }
}
