package totp.otp;

import totp.crypto.Secret;
import totp.message.Message;

/**
 * Counter-based one-time passwords, RFC 4226.
 *
 * @param digits 1 to 10; the 31-bit value gives at most ten digits, of which the first is 0 to 2
 * @param counter the moving factor C of the next code, 0 to {@link #COUNTER_MAX}
 */
public record Hotp(Algorithm algorithm, int digits, long counter) implements Otp {
    /** The largest counter: what every JSON reader can hold as a whole number. */
    public static final long COUNTER_MAX = 1L << 53;

    private static final int[] POWERS_OF_TEN = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    public Hotp {
        Otp.checkDigits(digits);
        if (counter < 0 || counter > COUNTER_MAX) {
            throw new OutOfRangeException(Message.of("otp.counter-must-0", COUNTER_MAX));
        }
    }

    @Override
    public Scheme scheme() {
        return Scheme.HOTP;
    }

    /** {@code HOTP(K, C) = Truncate(HMAC-SHA-1(K, C))}, RFC 4226 section 5.3. */
    public String code(Secret secret) {
        return code(secret, counter, algorithm, digits);
    }

    /** The same account after its present code was used. */
    public Hotp next() {
        return new Hotp(algorithm, digits, counter + 1);
    }

    /** The account as it was when its last code was handed out, of which {@link #next} made this one. */
    public Hotp previous() {
        return new Hotp(algorithm, digits, counter - 1);
    }

    static String code(Secret secret, long counter, Algorithm algorithm, int digits) {
        int value = truncate(algorithm.hash().hmac(secret, movingFactor(counter)));
        return decimal(digits == 10 ? value : value % POWERS_OF_TEN[digits], digits);
    }

    /** The counter as the eight bytes that are hashed, most significant first. */
    static byte[] movingFactor(long counter) {
        byte[] bytes = new byte[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (counter >>> (56 - 8 * i));
        }
        return bytes;
    }

    /** Dynamic truncation to 31 bits, RFC 4226 section 5.3; the sign bit goes so that no two CPUs can disagree. */
    static int truncate(byte[] hmac) {
        int offset = hmac[hmac.length - 1] & 0xf;
        return (hmac[offset] & 0x7f) << 24
                | (hmac[offset + 1] & 0xff) << 16
                | (hmac[offset + 2] & 0xff) << 8
                | (hmac[offset + 3] & 0xff);
    }

    /** ASCII digits padded with zeros; {@code String.format} would print the digits of the user's locale. */
    private static String decimal(int value, int digits) {
        char[] text = new char[digits];
        int rest = value;
        for (int i = digits - 1; i >= 0; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
        return new String(text);
    }
}
