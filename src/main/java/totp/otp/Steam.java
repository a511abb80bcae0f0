package totp.otp;

import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/** Steam Guard: TOTP with HMAC-SHA-1 whose 31-bit value is written in an alphabet of 26, least significant first. */
public record Steam(int digits, int periodSeconds) implements TimeBased {
    public static final Steam DEFAULT = new Steam(Scheme.STEAM.digits(), Scheme.STEAM.periodSeconds());

    /** No vowels and no characters that are easily mistaken for another. */
    private static final String ALPHABET = "23456789BCDFGHJKMNPQRTVWXY";

    public Steam {
        Otp.checkDigits(digits);
        TimeBased.checkPeriod(periodSeconds);
    }

    @Override
    public Scheme scheme() {
        return Scheme.STEAM;
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.SHA1;
    }

    @Override
    public String codeOfStep(long step, Secret secret, @Nullable Secret pin) {
        int value = Hotp.truncate(Algorithm.SHA1.hash().hmac(secret, Hotp.movingFactor(step)));
        char[] text = new char[digits];
        for (int i = 0; i < digits; i++) {
            text[i] = ALPHABET.charAt(value % ALPHABET.length());
            value /= ALPHABET.length();
        }
        return new String(text);
    }
}
