package totp.crypto;

import java.util.Arrays;
import java.util.Base64;

/**
 * The text forms in which shared secrets are handed around. Decoding is lenient where real exports are careless and
 * strict everywhere else; neither direction makes a {@code String}.
 */
public enum Encoding {
    /**
     * RFC 4648 section 6, read as authenticators write it: either case; dashes, blanks of all kinds and characters that
     * nobody sees passed over; {@code =} at the end only, for {@code key=MZXW6} is no secret; no padding needed; left-over
     * bits at the end dropped. Written without padding.
     */
    BASE32 {
        @Override
        int decode(byte[] text, byte[] out) throws BadEncodingException {
            int length = 0;
            int buffer = 0;
            int bits = 0;
            int padding = 0;
            Characters characters = new Characters(text);
            for (int c = characters.next(); c != Characters.END; c = characters.next()) {
                if (isDash(c)) {
                    continue;
                }
                if (c == '=') {
                    padding = padding == 0 ? characters.count() : padding;
                    continue;
                }
                if (padding > 0) {
                    throw BadEncodingException.character(this, padding);
                }
                buffer = (buffer << 5) | base32Value(c, characters.count());
                bits += 5;
                if (bits >= 8) {
                    bits -= 8;
                    out[length++] = (byte) (buffer >> bits);
                    buffer &= (1 << bits) - 1;
                }
            }
            return length;
        }

        @Override
        byte[] textOf(byte[] bytes) {
            byte[] text = new byte[(bytes.length * 8 + 4) / 5];
            int buffer = 0;
            int bits = 0;
            int length = 0;
            for (byte b : bytes) {
                buffer = (buffer << 8) | (b & 0xff);
                bits += 8;
                while (bits >= 5) {
                    bits -= 5;
                    text[length++] = base32Digit((buffer >> bits) & 31);
                    buffer &= (1 << bits) - 1;
                }
            }
            if (bits > 0) {
                text[length] = base32Digit((buffer << (5 - bits)) & 31);
            }
            return text;
        }
    },

    /** Two hexadecimal digits a byte, either case; colons, dashes, blanks and what nobody sees are passed over. */
    HEX {
        @Override
        int decode(byte[] text, byte[] out) throws BadEncodingException {
            int digits = 0;
            Characters characters = new Characters(text);
            for (int c = characters.next(); c != Characters.END; c = characters.next()) {
                if (isDash(c) || c == ':') {
                    continue;
                }
                int value = c < 0x80 ? Character.digit(c, 16) : -1;
                if (value < 0) {
                    throw BadEncodingException.character(this, characters.count());
                }
                out[digits / 2] = (byte) ((out[digits / 2] << 4) | value);
                digits++;
            }
            if (digits % 2 != 0) {
                throw BadEncodingException.length(this);
            }
            return digits / 2;
        }

        @Override
        byte[] textOf(byte[] bytes) {
            byte[] text = new byte[bytes.length * 2];
            for (int i = 0; i < bytes.length; i++) {
                text[2 * i] = (byte) Character.forDigit((bytes[i] >> 4) & 15, 16);
                text[2 * i + 1] = (byte) Character.forDigit(bytes[i] & 15, 16);
            }
            return text;
        }
    },

    /**
     * RFC 4648 section 4, or section 5 (URL-safe), with or without padding; blanks and what nobody sees are passed over.
     * Written padded.
     */
    BASE64 {
        @Override
        int decode(byte[] text, byte[] out) throws BadEncodingException {
            int length = 0;
            Characters characters = new Characters(text);
            for (int c = characters.next(); c != Characters.END; c = characters.next()) {
                if (c < ' ' || c > '~') {
                    throw BadEncodingException.character(this, characters.count());
                }
                out[length++] = c == '-' ? (byte) '+' : c == '_' ? (byte) '/' : (byte) c;
            }
            byte[] plain = Arrays.copyOf(out, length);
            try {
                return Base64.getDecoder().decode(plain, out);
            } catch (IllegalArgumentException e) {
                // The JDK's message names the offending byte, so it goes no further.
                throw BadEncodingException.length(this);
            } finally {
                Arrays.fill(plain, (byte) 0);
            }
        }

        @Override
        byte[] textOf(byte[] bytes) {
            return Base64.getEncoder().encode(bytes);
        }
    };

    private static final int LONG_HEX_BYTES_MIN = 8;
    private static final int MINUS_SIGN = 0x2212;

    /**
     * Decodes into {@code out}, which is as long as the text and so longer than any result.
     *
     * @return how many bytes there are
     */
    abstract int decode(byte[] text, byte[] out) throws BadEncodingException;

    abstract byte[] textOf(byte[] bytes);

    /**
     * Reads the text form of a secret.
     *
     * @param text UTF-8
     * @throws BadEncodingException if a character does not belong to the encoding or nothing is left to decode
     */
    public Secret decode(Secret text) throws BadEncodingException {
        byte[] out = new byte[text.length()];
        try {
            int length = text.use(bytes -> decode(bytes, out));
            if (length == 0) {
                throw BadEncodingException.empty();
            }
            return Secret.copyOf(out, 0, length);
        } finally {
            Arrays.fill(out, (byte) 0);
        }
    }

    /** The canonical text, as ASCII bytes. */
    public Secret encode(Secret secret) {
        return Secret.adopt(secret.use(this::textOf));
    }

    /** Whether a text that is no base32 may be meant as hexadecimal: an even number of digits, sixteen at least. */
    public static boolean isLongHex(Secret text) {
        try (Secret decoded = HEX.decode(text)) {
            return decoded.length() >= LONG_HEX_BYTES_MIN;
        } catch (BadEncodingException e) {
            return false;
        }
    }

    /** As people group secrets, and as word processors turn hyphens. */
    private static boolean isDash(int c) {
        return c == '-' || (c >= 0x80 && (Character.getType(c) == Character.DASH_PUNCTUATION || c == MINUS_SIGN));
    }

    private static int base32Value(int c, int position) throws BadEncodingException {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        if (c >= '2' && c <= '7') {
            return c - '2' + 26;
        }
        throw BadEncodingException.character(BASE32, position);
    }

    private static byte base32Digit(int value) {
        return (byte) (value < 26 ? 'A' + value : '2' + value - 26);
    }
}
