package totp.otp;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * A stretch of a URI's bytes, cut and decoded without ever becoming a {@code String} unless it is asked for as one.
 * {@code java.net.URI} is of no use here: real labels hold blanks, bars and {@code #}, and it keeps the whole text.
 */
final class UriText {
    private final byte[] bytes;
    private final int from;
    private final int to;

    UriText(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    boolean isEmpty() {
        return from == to;
    }

    int length() {
        return to - from;
    }

    /** The byte at an offset within this stretch. */
    byte at(int offset) {
        return bytes[from + offset];
    }

    /** Without the ASCII blanks around it. */
    UriText trimmed() {
        int begin = from;
        int end = to;
        while (begin < end && isBlank(bytes[begin])) {
            begin++;
        }
        while (begin < end && isBlank(bytes[end - 1])) {
            end--;
        }
        return new UriText(bytes, begin, end);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    /** Whether this text stands somewhere in it. */
    boolean mentions(String asciiLowerCase) {
        for (int i = 0; i < length(); i++) {
            if (tail(i).startsWith(asciiLowerCase)) {
                return true;
            }
        }
        return false;
    }

    /** Decoded whatever it holds, to be compared with what is known; empty where a percent sign is damaged. */
    String lossyText() {
        try (Secret decoded = decode(true)) {
            return decoded.use(utf8 -> new String(utf8, StandardCharsets.UTF_8));
        } catch (KeyUriException e) {
            return "";
        }
    }

    /** Offset of the first {@code c} within this stretch, or -1. */
    int indexOf(char c) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == c) {
                return i - from;
            }
        }
        return -1;
    }

    UriText head(int length) {
        return new UriText(bytes, from, from + length);
    }

    UriText tail(int start) {
        return new UriText(bytes, from + start, to);
    }

    boolean startsWith(String asciiLowerCase) {
        if (to - from < asciiLowerCase.length()) {
            return false;
        }
        for (int i = 0; i < asciiLowerCase.length(); i++) {
            if (lower(bytes[from + i]) != asciiLowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    boolean is(String asciiLowerCase) {
        return to - from == asciiLowerCase.length() && startsWith(asciiLowerCase);
    }

    /** Percent-decoded; in a query {@code +} means a blank, as in HTML forms. */
    Secret decode(boolean query) throws KeyUriException {
        byte[] out = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '%') {
                int high = hexDigit(i + 1);
                int low = hexDigit(i + 2);
                if (high < 0 || low < 0) {
                    Arrays.fill(out, (byte) 0);
                    throw new KeyUriException(Message.of("otp.percent-sign-not-followed"));
                }
                b = (byte) (high << 4 | low);
                i += 2;
            } else if (query && b == '+') {
                b = ' ';
            }
            out[length++] = b;
        }
        Secret decoded = Secret.copyOf(out, 0, length);
        Arrays.fill(out, (byte) 0);
        return decoded;
    }

    /**
     * Decoded as UTF-8 text for people: well-formed, without control characters.
     *
     * @param what the part's name, for messages
     */
    String text(boolean query, String what, int bytesMax) throws KeyUriException {
        try (Secret decoded = decode(query)) {
            if (decoded.length() > bytesMax) {
                throw new KeyUriException(Message.of("otp.longer-than-bytes-2", what, bytesMax));
            }
            CharBuffer chars =
                    decoded.use(utf8 -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)));
            for (int i = 0; i < chars.length(); i++) {
                if (Character.isISOControl(chars.charAt(i))) {
                    throw new KeyUriException(Message.of("otp.holds-control-character", what));
                }
            }
            return chars.toString();
        } catch (CharacterCodingException e) {
            throw new KeyUriException(Message.of("otp.not-utf-8", what));
        }
    }

    /** A decimal number without sign or foreign digits, up to {@code max}; blanks around it do not count. */
    long number(String parameter, long max) throws KeyUriException {
        try (Secret decoded = decode(true)) {
            return decoded.use(text -> number(new UriText(text, 0, text.length).trimmed(), parameter, max));
        }
    }

    private static long number(UriText text, String parameter, long max) throws KeyUriException {
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.at(i) - '0';
            if (digit < 0 || digit > 9 || value > (max - digit) / 10) {
                throw new KeyUriException(Message.of("otp.must-number-up", parameter, max));
            }
            value = value * 10 + digit;
        }
        if (text.isEmpty()) {
            throw new KeyUriException(Message.of("otp.empty", parameter));
        }
        return value;
    }

    private int hexDigit(int index) {
        return index < to ? Character.digit(bytes[index], 16) : -1;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }
}
