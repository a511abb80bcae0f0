package totp.otp;

/**
 * Everything that a file, a key URI or a person can say about how codes are made; what a scheme does not take is not looked at.
 *
 * @param digits characters in a code, 1 to 10
 * @param periodSeconds the time step, 1 to {@link TimeBased#PERIOD_SECONDS_MAX}, where the scheme has one
 * @param counter of the next code, 0 to {@link Hotp#COUNTER_MAX}
 */
public record OtpParameters(Scheme scheme, Algorithm algorithm, int digits, int periodSeconds, long counter) {
    /** What {@code scheme} assumes where nothing is said. */
    public static OtpParameters of(Scheme scheme) {
        return new OtpParameters(scheme, Algorithm.SHA1, scheme.digits(), scheme.periodSeconds(), 0);
    }

    /** What an account's codes are made by now. */
    public static OtpParameters of(Otp otp) {
        return new OtpParameters(
                otp.scheme(),
                otp.algorithm(),
                otp.digits(),
                otp instanceof TimeBased timeBased ? timeBased.periodSeconds() : 0,
                otp instanceof Hotp hotp ? hotp.counter() : 0);
    }

    /**
     * What makes the codes.
     *
     * @throws IllegalArgumentException if a number that the scheme takes is out of range; the message says which
     */
    public Otp otp() {
        return switch (scheme) {
            case TOTP -> new Totp(algorithm, digits, periodSeconds);
            case HOTP -> new Hotp(algorithm, digits, counter);
            case STEAM -> new Steam(digits, periodSeconds);
            case MOTP -> new Motp(digits, periodSeconds);
            case YANDEX -> new Yandex(digits, periodSeconds);
        };
    }
}
