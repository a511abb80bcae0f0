package totp.otp;

import java.util.Locale;
import totp.crypto.BadEncodingException;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.message.Message;

/** The ways to spell a secret within a key URI. */
final class KeySpelling {
    /** What it is called in messages. */
    static final String SECRET = "secret";

    private KeySpelling() {}

    /** The secret where a parameter names its encoding. */
    static Secret encoded(Secret text, UriText encoding) throws KeyUriException {
        if (encoding.is("utf8") || encoding.is("utf-8")) {
            return text.copy();
        }
        for (Encoding known : Encoding.values()) {
            if (encoding.is(known.name().toLowerCase(Locale.ROOT))) {
                return KeyUri.decode(text, known, SECRET);
            }
        }
        throw new KeyUriException(Message.of("otp.encoding-none-base32-hex"));
    }

    static boolean isBase32(Secret text) {
        try {
            Encoding.BASE32.decode(text).close();
            return true;
        } catch (BadEncodingException e) {
            return false;
        }
    }

    /** Hexadecimal, which is what the scheme's own writers use; or base32. */
    static Secret motp(Secret text) throws KeyUriException {
        if (text.use(KeySpelling::isHex)) {
            return KeyUri.decode(text, Encoding.HEX, SECRET);
        }
        // andOTP writes base32 of the hexadecimal text, others base32 of the bytes.
        Secret decoded = KeyUri.decode(text, Encoding.BASE32, SECRET);
        if (!decoded.use(KeySpelling::isHex)) {
            return decoded;
        }
        try (decoded) {
            return KeyUri.decode(decoded, Encoding.HEX, SECRET);
        }
    }

    private static Boolean isHex(byte[] text) {
        for (byte b : text) {
            if (Character.digit(b, 16) < 0) {
                return false;
            }
        }
        return text.length > 0 && text.length % 2 == 0;
    }
}
