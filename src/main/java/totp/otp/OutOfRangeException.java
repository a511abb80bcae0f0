package totp.otp;

/** A number of an account that no code is made with; unchecked, since whoever has such a number at hand may check it first. */
public final class OutOfRangeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    OutOfRangeException(String message) {
        super(message);
    }
}
