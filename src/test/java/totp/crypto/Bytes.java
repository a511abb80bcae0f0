package totp.crypto;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes as tests write them down: hexadecimal digits or text. */
public final class Bytes {
    private Bytes() {}

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code first}, {@code first + 1} and so on. */
    public static byte[] counting(int first, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    public static Secret secret(String text) {
        return Secret.adopt(utf8(text));
    }

    public static Secret hexSecret(String digits) {
        return Secret.adopt(hex(digits));
    }

    public static String hexOf(Secret secret) {
        return secret.use(bytes -> hex(bytes));
    }

    public static String textOf(Secret secret) {
        return secret.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
