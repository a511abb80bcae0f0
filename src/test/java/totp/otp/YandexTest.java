package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import totp.crypto.BadEncodingException;
import totp.crypto.Bytes;
import totp.crypto.Encoding;
import totp.crypto.Secret;

/**
 * Aegis' vectors (YAOTPTest.java), whose 26-byte secrets carry right check values, and values of this Python:
 *
 * <pre>{@code
 * k = hashlib.sha256(PIN.encode() + bytes(range(16))).digest()
 * if k[0] == 0: k = k[1:]
 * h = hmac.new(k, (1700000000 // PERIOD).to_bytes(8, 'big'), 'sha256').digest()
 * o = h[-1] & 15
 * v = int.from_bytes(h[o:o + 8], 'big') & (2**63 - 1)
 * s = ''
 * for _ in range(DIGITS):
 *     v, r = divmod(v, 26)
 *     s = chr(97 + r) + s
 * }</pre>
 */
final class YandexTest {
    private record Row(String pin, String secret, long time, String code) {}

    private static final List<Row> AEGIS = List.of(
            new Row("5239", "6SB2IKNM6OBZPAVBVTOHDKS4FAAAAAAADFUTQMBTRY", 1641559648L, "umozdicq"),
            new Row("7586", "LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI", 1581064020L, "oactmacq"),
            new Row("7586", "LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI", 1581090810L, "wemdwrix"),
            new Row("5210481216086702", "JBGSAU4G7IEZG6OY4UAXX62JU4AAAAAAHTSG4HXU3M", 1581091469L, "dfrpywob"),
            new Row("5210481216086702", "JBGSAU4G7IEZG6OY4UAXX62JU4AAAAAAHTSG4HXU3M", 1581093059L, "vunyprpd"));

    private static final Secret KEY = Secret.adopt(Bytes.counting(0, 16));
    private static final Instant NOW = Instant.ofEpochSecond(1700000000L);

    @Test
    void codesAreThoseOfAegis() throws BadEncodingException {
        assertEquals(5, AEGIS.size(), "rows");
        for (Row row : AEGIS) {
            Code code =
                    Yandex.DEFAULT.codeAt(Instant.ofEpochSecond(row.time), base32(row.secret), Bytes.secret(row.pin));
            assertEquals(row.code, code.value(), row.toString());
        }
    }

    @Test
    void bytesAfterTheSixteenthDoNotCount() throws BadEncodingException {
        Secret shorter = base32("LA2V6KMCGYMWWVEW64RNP3JA3I");
        assertEquals(16, shorter.length());
        assertEquals(
                "oactmacq",
                Yandex.DEFAULT
                        .codeAt(Instant.ofEpochSecond(1581064020L), shorter, Bytes.secret("7586"))
                        .value());
    }

    @Test
    void codeIsTheLowEndMostSignificantLetterFirst() {
        assertEquals("m", code(new Yandex(1, 30), "1234"));
        assertEquals("yhmowjhm", code(new Yandex(8, 30), "1234"));
        assertEquals("epyhmowjhm", code(new Yandex(10, 30), "1234"));
    }

    @Test
    void periodIsHonoured() {
        assertEquals("siaprlnd", code(new Yandex(8, 60), "1234"));
    }

    @Test
    void pinIsHashedAsUtf8() {
        assertEquals("qeudlobg", code(Yandex.DEFAULT, "пин-π😀"));
    }

    @Test
    void missingPinIsAnEmptyOne() {
        assertEquals("upkffyby", code(Yandex.DEFAULT, ""));
        assertEquals("upkffyby", Yandex.DEFAULT.codeAt(NOW, KEY, null).value());
    }

    /** SHA-256 of these PINs and the secret begins with 00dbc03a, 000278bc and 00029cc5: found by trying all PINs. */
    @Test
    void leadingZeroByteOfTheKeyIsDropped() {
        assertEquals("ssdomsyg", code(Yandex.DEFAULT, "0050"));
        assertEquals("xycdejpu", code(Yandex.DEFAULT, "2739"));
        assertEquals("irkamqri", code(Yandex.DEFAULT, "5082"));
    }

    @Test
    void rightCheckValuesAreAccepted() throws BadEncodingException {
        assertEquals(5, AEGIS.size(), "rows");
        for (Row row : AEGIS) {
            assertEquals(26, base32(row.secret).length());
            assertTrue(Yandex.accepts(base32(row.secret)), row.secret);
        }
    }

    @Test
    void anyFlippedBitFailsTheCheckValue() throws BadEncodingException {
        byte[] bytes = base32("LA2V6KMCGYMWWVEW64RNP3JA3IAAAAAAHTSG4HRZPI").use(byte[]::clone);
        int flips = 0;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(Yandex.accepts(Secret.adopt(flipped)), "bit " + bit);
            flips++;
        }
        assertEquals(208, flips);
    }

    @Test
    void sixteenBytesNeedNoCheckValue() {
        assertTrue(Yandex.accepts(KEY));
        assertTrue(Yandex.accepts(Secret.adopt(new byte[16])));
    }

    @Test
    void otherLengthsAreRefused() {
        for (int length = 0; length <= 64; length++) {
            if (length != 16 && length != 26) {
                assertFalse(Yandex.accepts(Secret.adopt(new byte[length])), length + " bytes");
            }
        }
    }

    @Test
    void defaultIsEightLettersEveryThirtySecondsWithAPin() {
        assertEquals(new Yandex(8, 30), Yandex.DEFAULT);
        assertEquals("yandex", Yandex.DEFAULT.type());
        assertTrue(Yandex.DEFAULT.takesPin());
    }

    private static String code(Yandex yandex, String pin) {
        return yandex.codeAt(NOW, KEY, Bytes.secret(pin)).value();
    }

    private static Secret base32(String text) throws BadEncodingException {
        return Encoding.BASE32.decode(Bytes.secret(text));
    }
}
