package totp.otp;

import totp.message.Message;

/**
 * How an account's codes are made: everything but the secrets, so that two may be compared and printed freely. The
 * shared secret K and, where the scheme has one, the PIN are handed in at each use.
 */
public sealed interface Otp permits TimeBased, Hotp {
    Scheme scheme();

    /** The scheme's name in the vault, in JSON and as the {@code --type} of a command. */
    default String type() {
        return scheme().word();
    }

    /** Characters in a code, 1 to 10. */
    int digits();

    /** The hash as a key URI or a list of accounts shows it; of mOTP, which no other program has as a choice, SHA-1. */
    Algorithm algorithm();

    /** Whether the scheme has a PIN beside the shared secret. */
    default boolean takesPin() {
        return scheme().takesPin();
    }

    /** What {@code digits} must be in every scheme; RFC 4226 demands at least 6, importers meet all of these. */
    static void checkDigits(int digits) {
        if (digits < 1 || digits > 10) {
            throw new OutOfRangeException(Message.of("otp.digits-must-1-10"));
        }
    }
}
