package totp.otp;

import totp.message.Message;

/** A number of an account that no code is made with; unchecked, since whoever has such a number at hand may check it first. */
public final class OutOfRangeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient Message message;

    OutOfRangeException(Message message) {
        this.message = message;
    }

    /** Which number, and its range. */
    public Message message() {
        return message;
    }

    @Override
    public String getMessage() {
        return message.toString();
    }
}
