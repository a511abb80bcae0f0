package totp.otp;

import org.jspecify.annotations.Nullable;
import totp.crypto.Hash;
import totp.crypto.Secret;

/**
 * Yandex.Key: HMAC-SHA-256 under a key that is made of the PIN and the secret, truncated to 63 bits and written as
 * letters a to z. The secret has 16 bytes, or 26 of which the last 12 bits are a check value.
 */
public record Yandex(int digits, int periodSeconds) implements TimeBased {
    public static final Yandex DEFAULT = new Yandex(Scheme.YANDEX.digits(), Scheme.YANDEX.periodSeconds());

    private static final int SECRET_BYTES = 16;
    private static final int CHECKED_SECRET_BYTES = 26;
    /** The check value is the remainder of the bits before it by this polynomial of degree 12. */
    private static final int CHECK_POLYNOMIAL = 0x18F3;

    public Yandex {
        Otp.checkDigits(digits);
        TimeBased.checkPeriod(periodSeconds);
    }

    @Override
    public Scheme scheme() {
        return Scheme.YANDEX;
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.SHA256;
    }

    /** Whether {@code secret} has one of the two lengths and, where it carries a check value, the right one. */
    public static boolean accepts(Secret secret) {
        return secret.length() == SECRET_BYTES
                || (secret.length() == CHECKED_SECRET_BYTES && secret.use(Yandex::checkValueFits));
    }

    @Override
    public String codeOfStep(long step, Secret secret, @Nullable Secret pin) {
        byte[] hmac;
        try (Secret key = key(secret, pin)) {
            hmac = Hash.SHA256.hmac(key, Hotp.movingFactor(step));
        }
        int offset = hmac[hmac.length - 1] & 0xf;
        long value = hmac[offset] & 0x7f;
        for (int i = 1; i < 8; i++) {
            value = value << 8 | (hmac[offset + i] & 0xff);
        }
        char[] text = new char[digits];
        for (int i = digits - 1; i >= 0; i--) {
            text[i] = (char) ('a' + value % 26);
            value /= 26;
        }
        return new String(text);
    }

    /** SHA-256 of the PIN and the secret; a leading zero byte is dropped, as the app's number arithmetic does. */
    private static Secret key(Secret secret, @Nullable Secret pin) {
        try (Secret seed = secret.use(bytes -> Secret.copyOf(bytes, 0, SECRET_BYTES));
                Secret message = pin == null ? seed.copy() : pin.followedBy(seed);
                Secret digest = Secret.adopt(message.use(Hash.SHA256::digest))) {
            return digest.use(bytes -> Secret.copyOf(bytes, bytes[0] == 0 ? 1 : 0, bytes.length));
        }
    }

    private static Boolean checkValueFits(byte[] secret) {
        int remainder = 0;
        int bits = CHECKED_SECRET_BYTES * 8 - 12;
        for (int i = 0; i < bits; i++) {
            remainder = remainder << 1 | (secret[i / 8] >> (7 - i % 8) & 1);
            if ((remainder & 0x1000) != 0) {
                remainder ^= CHECK_POLYNOMIAL;
            }
        }
        int stated = (secret[24] & 0xf) << 8 | (secret[25] & 0xff);
        return remainder == stated;
    }
}
