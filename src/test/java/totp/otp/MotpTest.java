package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import totp.crypto.Bytes;
import totp.crypto.Secret;

/**
 * Aegis' vectors (MOTPTest.java), and values of this Python:
 *
 * <pre>{@code
 * t = str(1700000000 // PERIOD).encode()
 * print(hashlib.md5(t + b'00ff10a5c3d4e5f6' + PIN.encode()).hexdigest()[:DIGITS])
 * }</pre>
 */
final class MotpTest {
    private record Row(long time, String pin, String secret, String code) {}

    private static final List<Row> AEGIS = List.of(
            new Row(165892298L, "1234", "e3152afee62599c8", "e7d8b6"),
            new Row(123456789L, "1234", "e3152afee62599c8", "4ebfb2"),
            new Row(1659540020L, "9999", "bbb1912bb5c515be", "ced7b1"),
            new Row(1659540022L, "9999", "bbb1912bb5c515be", "ced7b1"),
            new Row(1659539870L, "9999", "bbb1912bb5c515be", "1a14f8"),
            new Row(1659539878L, "9999", "bbb1912bb5c515be", "1a14f8"));

    private static final Secret KEY = Bytes.hexSecret("00ff10a5c3d4e5f6");
    private static final Secret PIN = Bytes.secret("1234");
    private static final Instant NOW = Instant.ofEpochSecond(1700000000L);

    @Test
    void codesAreThoseOfAegis() {
        assertEquals(6, AEGIS.size(), "rows");
        for (Row row : AEGIS) {
            Code code = Motp.DEFAULT.codeAt(
                    Instant.ofEpochSecond(row.time), Bytes.hexSecret(row.secret), Bytes.secret(row.pin));
            assertEquals(row.code, code.value(), row.toString());
        }
    }

    @Test
    void codeIsTheBeginningOfTheDigest() {
        assertEquals("7", new Motp(1, 10).codeAt(NOW, KEY, PIN).value());
        assertEquals("744450", new Motp(6, 10).codeAt(NOW, KEY, PIN).value());
        assertEquals("7444507cda", new Motp(10, 10).codeAt(NOW, KEY, PIN).value());
    }

    @Test
    void periodIsHonoured() {
        assertEquals("4ae5f9", new Motp(6, 30).codeAt(NOW, KEY, PIN).value());
    }

    @Test
    void pinIsHashedAsUtf8() {
        assertEquals(
                "cb63a0", Motp.DEFAULT.codeAt(NOW, KEY, Bytes.secret("пин-π😀")).value());
    }

    @Test
    void missingPinIsAnEmptyOne() {
        assertEquals("f911a7", Motp.DEFAULT.codeAt(NOW, KEY, null).value());
        assertEquals("f911a7", Motp.DEFAULT.codeAt(NOW, KEY, Bytes.secret("")).value());
    }

    @Test
    void secretAndPinStayAsTheyWere() {
        Secret secret = Bytes.hexSecret("00ff10a5c3d4e5f6");
        Secret pin = Bytes.secret("1234");
        Motp.DEFAULT.codeOfStep(1, secret, pin);
        assertEquals("00ff10a5c3d4e5f6", Bytes.hexOf(secret));
        assertEquals("1234", Bytes.textOf(pin));
    }

    @Test
    void defaultIsSixCharactersEveryTenSecondsWithAPin() {
        assertEquals(new Motp(6, 10), Motp.DEFAULT);
        assertEquals("motp", Motp.DEFAULT.type());
        assertTrue(Motp.DEFAULT.takesPin());
    }
}
