package totp.otp;

import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/** Time-based one-time passwords, RFC 6238: {@code TOTP = HOTP(K, T)}. */
public record Totp(Algorithm algorithm, int digits, int periodSeconds) implements TimeBased {
    /** What a key URI means when it says nothing: SHA1, 6 digits, 30 seconds. */
    public static final Totp DEFAULT = new Totp(Algorithm.SHA1, Scheme.TOTP.digits(), Scheme.TOTP.periodSeconds());

    public Totp {
        Otp.checkDigits(digits);
        TimeBased.checkPeriod(periodSeconds);
    }

    @Override
    public Scheme scheme() {
        return Scheme.TOTP;
    }

    @Override
    public String codeOfStep(long step, Secret secret, @Nullable Secret pin) {
        return Hotp.code(secret, step, algorithm, digits);
    }
}
