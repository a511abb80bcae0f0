package totp.standin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server's own codes, against the tables of the RFCs. */
final class LocalIamCodesTest {
    private static final byte[] RFC_SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 4226, appendix D. */
    @Test
    void hotpTable() {
        List<String> expected = List.of(
                "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489");
        for (int counter = 0; counter < expected.size(); counter++) {
            assertEquals(expected.get(counter), Codes.at(RFC_SEED, counter));
        }
    }

    /** RFC 6238, appendix B; of its eight digits the last six are the code of six. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void totpTable(long time, String eightDigits) {
        long step = Codes.step(Instant.ofEpochSecond(time));
        assertEquals(eightDigits.substring(2), Codes.at(RFC_SEED, step));
    }

    @Test
    void stepsBeginAtMultiplesOfThirtySeconds() {
        assertEquals(0, Codes.step(Instant.ofEpochSecond(29)));
        assertEquals(1, Codes.step(Instant.ofEpochSecond(30)));
        assertEquals(-1, Codes.step(Instant.ofEpochSecond(-1)));
    }

    /** RFC 4648, section 10, without the padding. */
    @ParameterizedTest
    @CsvSource({"'', ''", "f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void base32(String text, String encoded) {
        byte[] data = text.getBytes(StandardCharsets.US_ASCII);
        assertEquals(encoded, Base32.encode(data));
        assertArrayEquals(data, Base32.decode(encoded));
        assertArrayEquals(data, Base32.decode(encoded + "==="));
    }

    @Test
    void base32RefusesOtherLetters() {
        assertThrows(IllegalArgumentException.class, () -> Base32.decode("MZXW1"));
    }
}
