package totp.standin;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** RFC 4648 base32, upper case, without padding: seeds have a multiple of five bytes and need none. */
public final class Base32 {
    static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Base32() {}

    public static String encode(byte[] data) {
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int count = 0;
        for (byte value : data) {
            bits = (bits << 8) | (value & 0xff);
            count += 8;
            while (count >= 5) {
                count -= 5;
                text.append(ALPHABET.charAt((bits >> count) & 31));
            }
            bits &= (1 << count) - 1;
        }
        if (count > 0) {
            text.append(ALPHABET.charAt((bits << (5 - count)) & 31));
        }
        return text.toString();
    }

    /** An id as IAM makes them: the prefix says of what. */
    static String letters(RandomGenerator random, String prefix, int count) {
        StringBuilder text = new StringBuilder(prefix);
        for (int i = 0; i < count; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /** Takes lower case and trailing padding as well, and nothing else. */
    public static byte[] decode(String text) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int bits = 0;
        int count = 0;
        for (char letter : text.replaceFirst("=*$", "").toUpperCase(Locale.ROOT).toCharArray()) {
            int value = ALPHABET.indexOf(letter);
            if (value < 0) {
                throw new IllegalArgumentException("not base32");
            }
            bits = (bits << 5) | value;
            count += 5;
            if (count >= 8) {
                count -= 8;
                data.write(bits >> count);
                bits &= (1 << count) - 1;
            }
        }
        return data.toByteArray();
    }
}
