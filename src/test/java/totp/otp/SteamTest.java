package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import totp.crypto.BadEncodingException;
import totp.crypto.Bytes;
import totp.crypto.Encoding;
import totp.crypto.Secret;

/**
 * Values that the Steam app gave for a throw-away account (KeePassXC, tests/TestTotp.cpp), and of this Python:
 *
 * <pre>{@code
 * h = hmac.new(bytes(range(20)), (1700000000 // PERIOD).to_bytes(8, 'big'), 'sha1').digest()
 * o = h[-1] & 15
 * v = int.from_bytes(h[o:o + 4], 'big') & 0x7fffffff
 * for _ in range(DIGITS):
 *     v, r = divmod(v, 26)
 *     print(end='23456789BCDFGHJKMNPQRTVWXY'[r])
 * }</pre>
 */
final class SteamTest {
    private static final Secret KEY = Secret.adopt(Bytes.counting(0, 20));
    private static final Instant NOW = Instant.ofEpochSecond(1700000000L);

    @Test
    void codesAreThoseOfTheSteamApp() throws BadEncodingException {
        Secret secret = Encoding.BASE32.decode(Bytes.secret("63BEDWCQZKTQWPESARIERL5DTTQFCJTK"));
        assertEquals("FR8RV", codeAt(Steam.DEFAULT, 1511200518L, secret));
        assertEquals("9P3VP", codeAt(Steam.DEFAULT, 1511200714L, secret));
    }

    @Test
    void leastSignificantCharacterComesFirst() {
        assertEquals("7", code(new Steam(1, 30)));
        assertEquals("7MQG", code(new Steam(4, 30)));
        assertEquals("7MQGM", code(new Steam(5, 30)));
        assertEquals("7MQGM24", code(new Steam(7, 30)));
        assertEquals("7MQGM242", code(new Steam(8, 30)));
        assertEquals("7MQGM24222", code(new Steam(10, 30)));
    }

    @Test
    void periodIsHonoured() {
        assertEquals("KDXYC", code(new Steam(5, 10)));
    }

    @Test
    void defaultIsFiveCharactersEveryThirtySeconds() {
        assertEquals(new Steam(5, 30), Steam.DEFAULT);
        assertEquals("steam", Steam.DEFAULT.type());
        assertFalse(Steam.DEFAULT.takesPin());
    }

    private static String code(Steam steam) {
        return steam.codeAt(NOW, KEY, null).value();
    }

    private static String codeAt(Steam steam, long time, Secret secret) {
        return steam.codeAt(Instant.ofEpochSecond(time), secret, null).value();
    }
}
