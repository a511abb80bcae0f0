package totp.otp;

import java.util.Arrays;
import java.util.List;

/**
 * What templates and encoders of others did to a whole key URI, undone: HTML entities, by which firewalls and mails write the
 * ampersands and equals signs in the QR codes and texts that they show, and JSON's {@code \}{@code u0026}. Taken as it stands,
 * a parameter {@code amp;digits} is one that nobody knows, and the codes have six digits (OPNsense issue 9070).
 */
final class UriEscapes {
    private static final List<String> NAMED = List.of(
            "amp;&",
            "equals;=",
            "quest;?",
            "num;#",
            "colon;:",
            "sol;/",
            "percnt;%",
            "commat;@",
            "semi;;",
            "quot;\"",
            "apos;'",
            "lt;<",
            "gt;>");

    /** An entity of an entity of an entity is all that was ever seen. */
    private static final int ROUNDS_MAX = 4;

    private final byte[] from;
    private final byte[] to;
    private int read;
    private int written;

    private UriEscapes(byte[] from) {
        this.from = from;
        this.to = new byte[from.length];
    }

    /** The text without them, as an array of its own, which the caller erases. */
    static byte[] undone(byte[] uri) {
        byte[] text = uri.clone();
        for (int round = 0; round < ROUNDS_MAX; round++) {
            UriEscapes escapes = new UriEscapes(text);
            int length = escapes.copy();
            byte[] next = Arrays.copyOf(escapes.to, length);
            boolean done = length == text.length;
            Arrays.fill(escapes.to, (byte) 0);
            Arrays.fill(text, (byte) 0);
            text = next;
            if (done) {
                break;
            }
        }
        return text;
    }

    private int copy() {
        while (read < from.length) {
            byte b = from[read];
            if (!(b == '&' && (named() || numbered())) && !(b == '\\' && unicode())) {
                to[written++] = b;
                read++;
            }
        }
        return written;
    }

    private boolean named() {
        for (String entity : NAMED) {
            int length = entity.length() - 1;
            if (startsWith(entity.substring(0, length), read + 1)) {
                put(entity.charAt(length), length + 1);
                return true;
            }
        }
        return false;
    }

    /** By the number of its character, decimal or hexadecimal. */
    private boolean numbered() {
        boolean hex = startsWith("#x", read + 1);
        if (!hex && !startsWith("#", read + 1)) {
            return false;
        }
        int begin = read + (hex ? 3 : 2);
        int value = 0;
        int at = begin;
        while (at < from.length && at - begin < 6 && Character.digit(from[at], hex ? 16 : 10) >= 0) {
            value = value * (hex ? 16 : 10) + Character.digit(from[at], hex ? 16 : 10);
            at++;
        }
        if (at == begin || at == from.length || from[at] != ';' || value <= ' ' || value >= 0x7f) {
            return false;
        }
        put((char) value, at + 1 - read);
        return true;
    }

    /** {@code \}{@code u0026}, and {@code \/}. */
    private boolean unicode() {
        if (startsWith("\\/", read)) {
            put('/', 2);
            return true;
        }
        if (!startsWith("\\u00", read) || read + 6 > from.length) {
            return false;
        }
        int high = Character.digit(from[read + 4], 16);
        int low = Character.digit(from[read + 5], 16);
        int value = high << 4 | low;
        if (high < 0 || low < 0 || value <= ' ' || value >= 0x7f) {
            return false;
        }
        put((char) value, 6);
        return true;
    }

    private void put(char c, int length) {
        to[written++] = (byte) c;
        read += length;
    }

    private boolean startsWith(String asciiLowerCase, int at) {
        return new UriText(from, Math.min(at, from.length), from.length).startsWith(asciiLowerCase);
    }
}
