package totp.otp;

/** How long the parts of an account may be. */
public final class AccountLimits {
    /** Longest issuer, account name, alias or tag, in UTF-8 bytes. */
    public static final int TEXT_BYTES_MAX = 1024;

    /** Longest note, in UTF-8 bytes. */
    public static final int NOTE_BYTES_MAX = 64 * 1024;

    /** Longest shared secret or PIN, in bytes. */
    public static final int SECRET_BYTES_MAX = 1024;

    private AccountLimits() {}
}
