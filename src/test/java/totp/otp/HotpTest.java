package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import totp.crypto.Bytes;
import totp.crypto.Hash;
import totp.crypto.Secret;

final class HotpTest {
    private record Row(long counter, String hmac, int truncated, String code) {}

    /** RFC 4226 appendix D, both tables; the ten-digit codes are the truncated values padded with zeros. */
    private static final List<Row> APPENDIX_D = List.of(
            new Row(0, "cc93cf18508d94934c64b65d8ba7667fb7cde4b0", 1284755224, "755224"),
            new Row(1, "75a48a19d4cbe100644e8ac1397eea747a2d33ab", 1094287082, "287082"),
            new Row(2, "0bacb7fa082fef30782211938bc1c5e70416ff44", 137359152, "359152"),
            new Row(3, "66c28227d03a2d5529262ff016a1e6ef76557ece", 1726969429, "969429"),
            new Row(4, "a904c900a64b35909874b33e61c5938a8e15ed1c", 1640338314, "338314"),
            new Row(5, "a37e783d7b7233c083d4f62926c7a25f238d0316", 868254676, "254676"),
            new Row(6, "bc9cd28561042c83f219324d3c607256c03272ae", 1918287922, "287922"),
            new Row(7, "a4fb960c0bc06e1eabb804e5b397cdc4b45596fa", 82162583, "162583"),
            new Row(8, "1b3c89f65e6c9e883012052823443f048b4332db", 673399871, "399871"),
            new Row(9, "1637409809a679dc698207310c8c7fc07290d9e5", 645520489, "520489"));

    private static final Secret KEY = Bytes.secret("12345678901234567890");

    @Test
    void codesAreThoseOfAppendixD() {
        assertEquals(10, APPENDIX_D.size(), "rows");
        for (Row row : APPENDIX_D) {
            assertEquals(row.code, code(6, row.counter), "counter " + row.counter);
        }
    }

    @Test
    void intermediateValuesAreThoseOfAppendixD() {
        assertEquals(10, APPENDIX_D.size(), "rows");
        for (Row row : APPENDIX_D) {
            byte[] hmac = Hash.SHA1.hmac(KEY, Hotp.movingFactor(row.counter));
            assertEquals(row.hmac, Bytes.hex(hmac), "counter " + row.counter);
            assertEquals(row.truncated, Hotp.truncate(hmac), "counter " + row.counter);
        }
    }

    /** The example of RFC 4226 section 5.4: offset 10, whose four bytes lose their sign bit. */
    @Test
    void truncationIsThatOfSection54() {
        assertEquals(0x50ef7f19, Hotp.truncate(Bytes.hex("1f8698690e02ca16618550ef7f19da8e945b555a")));
        assertEquals(0x7fffffff, Hotp.truncate(Bytes.hex("ff".repeat(19) + "f0")));
        assertEquals(0x00000001, Hotp.truncate(Bytes.hex("00".repeat(15) + "80000001" + "0f")));
    }

    @Test
    void tenDigitsAreTheWholeValuePaddedWithZeros() {
        assertEquals("1284755224", code(10, 0));
        assertEquals("0137359152", code(10, 2));
        assertEquals("0082162583", code(10, 7));
    }

    @Test
    void fewerDigitsAreTheLastOnes() {
        for (int digits = 1; digits <= 10; digits++) {
            assertEquals("0082162583".substring(10 - digits), code(digits, 7), digits + " digits");
        }
    }

    /** {@code oathtool -c COUNTER -d 8 3132333435363738393031323334353637383930}. */
    @Test
    void countersBeyond32BitsAreHashedWhole() {
        assertEquals("04197202", code(8, 1L << 31));
        assertEquals("55999456", code(8, 1L << 32));
        assertEquals("86860690", code(8, 1L << 53));
    }

    @Test
    void movingFactorIsEightBytesMostSignificantFirst() {
        assertEquals("0000000000000000", Bytes.hex(Hotp.movingFactor(0)));
        assertEquals("0000000000000001", Bytes.hex(Hotp.movingFactor(1)));
        assertEquals("0102030405060708", Bytes.hex(Hotp.movingFactor(0x0102030405060708L)));
        assertEquals("00000000ffffffff", Bytes.hex(Hotp.movingFactor(0xffffffffL)));
        assertEquals("7fffffffffffffff", Bytes.hex(Hotp.movingFactor(Long.MAX_VALUE)));
    }

    @Test
    void countersOutOfRangeAreRefused() {
        assertEquals(9007199254740992L, Hotp.COUNTER_MAX);
        assertEquals(0, new Hotp(Algorithm.SHA1, 6, 0).counter());
        assertEquals(Hotp.COUNTER_MAX, new Hotp(Algorithm.SHA1, 6, Hotp.COUNTER_MAX).counter());
        for (long counter : new long[] {-1, Long.MIN_VALUE, Hotp.COUNTER_MAX + 1, Long.MAX_VALUE}) {
            assertThrows(
                    IllegalArgumentException.class, () -> new Hotp(Algorithm.SHA1, 6, counter), "counter " + counter);
        }
    }

    @Test
    void digitsOutOfRangeAreRefused() {
        for (int digits : new int[] {0, -1, -6, 11, 255, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThrows(IllegalArgumentException.class, () -> new Hotp(Algorithm.SHA1, digits, 0), "digits " + digits);
        }
    }

    @Test
    void nextCountsUpAndKeepsTheRest() {
        assertEquals(new Hotp(Algorithm.SHA512, 8, 42), new Hotp(Algorithm.SHA512, 8, 41).next());
    }

    @Test
    void nextAfterTheLastCounterIsRefused() {
        Hotp last = new Hotp(Algorithm.SHA1, 6, Hotp.COUNTER_MAX);
        assertThrows(IllegalArgumentException.class, last::next);
    }

    private static String code(int digits, long counter) {
        return new Hotp(Algorithm.SHA1, digits, counter).code(KEY);
    }
}
