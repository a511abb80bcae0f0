package totp.otp;

import totp.message.Message;
import totp.message.MessageException;

/** A text is no usable key URI. The message says what is wrong without repeating any of it: it holds a seed. */
public final class KeyUriException extends MessageException {
    private static final long serialVersionUID = 1L;

    private final boolean parameter;

    KeyUriException(Message message) {
        this(message, false);
    }

    private KeyUriException(Message message, boolean parameter) {
        super(message);
        this.parameter = parameter;
    }

    static KeyUriException ofParameter(Message message) {
        return new KeyUriException(message, true);
    }

    /** Whether digits, period or algorithm are none that codes are made with; without them the URI would do. */
    public boolean isOfParameter() {
        return parameter;
    }
}
