package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class EncodingTest {
    private record Rfc4648(String plain, String base64, String base32, String base16) {}

    private record Case(String text, String hex) {}

    private record Refusal(String text, String message) {}

    /** RFC 4648 section 10 without its first row, which is the empty text. */
    private static final List<Rfc4648> RFC_4648 = List.of(
            new Rfc4648("f", "Zg==", "MY======", "66"),
            new Rfc4648("fo", "Zm8=", "MZXQ====", "666F"),
            new Rfc4648("foo", "Zm9v", "MZXW6===", "666F6F"),
            new Rfc4648("foob", "Zm9vYg==", "MZXW6YQ=", "666F6F62"),
            new Rfc4648("fooba", "Zm9vYmE=", "MZXW6YTB", "666F6F6261"),
            new Rfc4648("foobar", "Zm9vYmFy", "MZXW6YTBOI======", "666F6F626172"));

    /** Python: {@code base64.b32decode(text)}, after removing what is ignored and completing the padding by hand. */
    private static final List<Case> BASE32_AS_PEOPLE_WRITE_IT = List.of(
            new Case("mzxw6ytboi", "666f6f626172"),
            new Case("MzXw6yTbOi", "666f6f626172"),
            new Case("MZXW 6YTB OI", "666f6f626172"),
            new Case(" MZXW6YTBOI ", "666f6f626172"),
            new Case("\tMZXW\t6YTBOI", "666f6f626172"),
            new Case("mzxw-6ytb-oi", "666f6f626172"),
            new Case("--MZXW6YTBOI--", "666f6f626172"),
            // Line ends, blanks of all kinds, dashes as word processors make them, and what nobody sees.
            new Case("MZXW\n6YTB\r\nOI\n", "666f6f626172"),
            new Case("MZXW\u00a06YTB\u2003OI\u3000", "666f6f626172"),
            new Case("MZXW\u20116YTB\u2013O\u2212I", "666f6f626172"),
            new Case("\ufeffMZXW\u200b6Y\u00adTB\u2060OI\u200d", "666f6f626172"),
            new Case("MZXW\ufe0f6YT\u202eBOI\u2800\udb40\udd00", "666f6f626172"),
            new Case("MZXW6YTBOI=\u200b=\n", "666f6f626172"),
            new Case("MZXW6YTBOI=", "666f6f626172"),
            new Case("MZXW6YTBOI=========", "666f6f626172"),
            new Case("MZXW6YTBOI= = = -", "666f6f626172"),
            new Case("AA", "00"),
            new Case("AAAAAAAA", "0000000000"),
            new Case("77777777", "ffffffffff"),
            new Case("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "00443214c74254b635cf84653a56d7c675be77df"),
            // Lengths that no encoder makes: 1, 3 and 6 digits beyond whole groups of 8.
            new Case("MZXW6YTBO", "666f6f6261"),
            new Case("MZX", "66"),
            new Case("MZXW6YTBOIA", "666f6f626172"),
            new Case("MZXW6Y", "666f6f"),
            new Case("MZXW6YTBOIAAAA", "666f6f6261720000"),
            // Left-over bits that are not zero; DFDFDEF stands in KeePassXC's and Bitwarden's own tests.
            new Case("DFDFDEF", "19465190"),
            new Case("MZ", "66"),
            new Case("M7", "67"),
            new Case("MZXX", "666f"));

    private static final List<Case> HEX_AS_PEOPLE_WRITE_IT = List.of(
            new Case("666f6f", "666f6f"),
            new Case("666F6f", "666f6f"),
            new Case("66 6f 6f", "666f6f"),
            new Case("66:6F:6F", "666f6f"),
            new Case("66-6f-6f", "666f6f"),
            new Case(" 6 6 6 f\t6f ", "666f6f"),
            new Case("00", "00"),
            new Case("66\u00a06f\n6f", "666f6f"),
            new Case("fF", "ff"),
            new Case("0123456789abcdefABCDEF", "0123456789abcdefabcdef"));

    private static final List<Case> BASE64_AS_PEOPLE_WRITE_IT = List.of(
            new Case("Zm9vYg==", "666f6f62"),
            new Case("Zm9vYg", "666f6f62"),
            new Case("\ufeffZm9v\nYg", "666f6f62"),
            new Case("Zm9vYmE", "666f6f6261"),
            new Case("Zm9v YmFy", "666f6f626172"),
            new Case(" Zm9v\tYmFy ", "666f6f626172"),
            new Case("+/+/", "fbffbf"),
            new Case("-_-_", "fbffbf"),
            new Case("-_+/", "fbffbf"),
            new Case("-_8=", "fbff"),
            new Case("-_8", "fbff"),
            new Case("AAAA", "000000"));

    private static final List<Refusal> NOT_BASE32 = List.of(
            new Refusal("MARKER0", "character 7 is not base32"),
            new Refusal("1MARKER", "character 1 is not base32"),
            new Refusal("MARKER8MARKER", "character 7 is not base32"),
            new Refusal("MARKER9", "character 7 is not base32"),
            new Refusal("MARKER+MARKER", "character 7 is not base32"),
            new Refusal("MARKER/MARKER", "character 7 is not base32"),
            new Refusal("MARKER_MARKER", "character 7 is not base32"),
            new Refusal("MARKER.", "character 7 is not base32"),
            new Refusal("MARKER:A", "character 7 is not base32"),
            new Refusal("MARKER@", "character 7 is not base32"),
            new Refusal("MARKER[", "character 7 is not base32"),
            new Refusal("MARKER`", "character 7 is not base32"),
            new Refusal("MARKER{", "character 7 is not base32"),
            new Refusal("MARKER\0", "character 7 is not base32"),
            new Refusal("MARKER\u007f", "character 7 is not base32"),
            // Characters that look or fold like the right ones.
            new Refusal("MARKER\uff12", "character 7 is not base32"),
            new Refusal("MARKER\uff21", "character 7 is not base32"),
            new Refusal("MARKER\u0410", "character 7 is not base32"),
            new Refusal("MARKER\u0131", "character 7 is not base32"),
            new Refusal("MARKER\u0130", "character 7 is not base32"),
            new Refusal("MARKER\u017f", "character 7 is not base32"),
            new Refusal("MARKER\u212a", "character 7 is not base32"),
            new Refusal("MARKER\u0662", "character 7 is not base32"),
            // Padding is at the end, and what stands before an equals sign may be a name.
            new Refusal("=MARKER", "character 1 is not base32"),
            new Refusal("key=MARKER", "character 4 is not base32"),
            new Refusal("MA=RKER", "character 3 is not base32"),
            new Refusal("MARKER==A", "character 7 is not base32"),
            // Positions are those of characters, the unseen included, as an editor counts them.
            new Refusal("M\u00a0ARKER0", "character 8 is not base32"),
            new Refusal("MARKER\ud83d\ude00", "character 7 is not base32"),
            new Refusal("", "it is empty"),
            new Refusal("   ", "it is empty"),
            new Refusal("\t", "it is empty"),
            new Refusal("====", "it is empty"),
            new Refusal("- - =", "it is empty"),
            new Refusal("A", "it is empty"));

    private static final List<Refusal> NOT_HEX = List.of(
            new Refusal("FACADEFACADEg0", "character 13 is not hex"),
            new Refusal("FACADEFACADEG0", "character 13 is not hex"),
            new Refusal("0xFACADEFACADE", "character 2 is not hex"),
            new Refusal("FACADEFACADE=", "character 13 is not hex"),
            new Refusal("FACADEFACADE\uff11\uff11", "character 13 is not hex"),
            new Refusal("FACADEFACADE\u0661\u0661", "character 13 is not hex"),
            new Refusal("FACADEFACADE\uff21\uff21", "character 13 is not hex"),
            new Refusal("FACADEFACADE1", "it is cut short or not hex"),
            new Refusal("1", "it is cut short or not hex"),
            new Refusal("", "it is empty"),
            new Refusal(" : - ", "it is empty"));

    private static final List<Refusal> NOT_BASE64 = List.of(
            new Refusal("TUFSS0VS\u00e4", "character 9 is not base64"),
            new Refusal("TUFSS0VS\uff21", "character 9 is not base64"),
            new Refusal("TUFSS0VS\u007f", "character 9 is not base64"),
            new Refusal("TUFSS0VS*", "it is cut short or not base64"),
            new Refusal("TUFS*S0VS", "it is cut short or not base64"),
            new Refusal("TUFSS0VS.", "it is cut short or not base64"),
            new Refusal("TUFSS0VSA", "it is cut short or not base64"),
            new Refusal("TUFSS0VSAA=", "it is cut short or not base64"),
            new Refusal("TUFSS0VSAA==AA", "it is cut short or not base64"),
            new Refusal("TU==S0VS", "it is cut short or not base64"),
            new Refusal("=TUFSS0VS", "it is cut short or not base64"),
            new Refusal("====", "it is cut short or not base64"),
            new Refusal("", "it is empty"),
            new Refusal("  \t", "it is empty"));

    @Test
    void everyEncodingGivesTheValuesOfRfc4648() throws BadEncodingException {
        assertEquals(6, RFC_4648.size(), "cases");
        for (Rfc4648 c : RFC_4648) {
            assertEquals(c.plain, Bytes.textOf(Encoding.BASE64.decode(Bytes.secret(c.base64))));
            assertEquals(c.plain, Bytes.textOf(Encoding.BASE32.decode(Bytes.secret(c.base32))));
            assertEquals(c.plain, Bytes.textOf(Encoding.HEX.decode(Bytes.secret(c.base16))));
            assertEquals(c.base64, Bytes.textOf(Encoding.BASE64.encode(Bytes.secret(c.plain))));
        }
    }

    @Test
    void base32IsWrittenInUpperCaseWithoutPadding() {
        for (Rfc4648 c : RFC_4648) {
            assertEquals(c.base32.replace("=", ""), Bytes.textOf(Encoding.BASE32.encode(Bytes.secret(c.plain))));
        }
    }

    @Test
    void hexIsWrittenInLowerCase() {
        assertEquals("00097f80abff", Bytes.textOf(Encoding.HEX.encode(Bytes.hexSecret("00097F80ABFF"))));
    }

    @Test
    void nothingIsWrittenAsNothing() {
        for (Encoding encoding : Encoding.values()) {
            assertEquals("", Bytes.textOf(encoding.encode(Bytes.secret(""))), encoding.name());
        }
    }

    @Test
    void base32IsReadAsPeopleWriteIt() throws BadEncodingException {
        check(29, Encoding.BASE32, BASE32_AS_PEOPLE_WRITE_IT);
    }

    @Test
    void hexIsReadAsPeopleWriteIt() throws BadEncodingException {
        check(10, Encoding.HEX, HEX_AS_PEOPLE_WRITE_IT);
    }

    @Test
    void base64IsReadAsPeopleWriteIt() throws BadEncodingException {
        check(12, Encoding.BASE64, BASE64_AS_PEOPLE_WRITE_IT);
    }

    @Test
    void whatIsNotBase32IsRefused() {
        checkRefusals(35, Encoding.BASE32, "MARKER", NOT_BASE32);
    }

    @Test
    void whatIsNotHexIsRefused() {
        checkRefusals(11, Encoding.HEX, "FACADE", NOT_HEX);
    }

    @Test
    void whatIsNotBase64IsRefused() {
        checkRefusals(14, Encoding.BASE64, "TUFS", NOT_BASE64);
    }

    /** Every one of the 256 bytes in the middle of a good text: taken, passed over or refused, and nothing else. */
    @Test
    void base32TakesItsAlphabetAndBlanksOnly() {
        String taken = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz234567";
        int digits = 0;
        int passedOver = 0;
        for (int b = 0; b < 256; b++) {
            Secret text = Secret.adopt(new byte[] {'A', 'A', 'A', (byte) b, 'A'});
            if (b < 128 && taken.indexOf(b) >= 0) {
                assertEquals(3, lengthOrMinusOne(text), "byte " + b);
                digits++;
            } else if (" \t\n\u000b\f\r-".indexOf(b) >= 0) {
                assertEquals(2, lengthOrMinusOne(text), "byte " + b);
                passedOver++;
            } else {
                assertEquals(-1, lengthOrMinusOne(text), "byte " + b);
            }
        }
        assertEquals(58, digits);
        assertEquals(7, passedOver);
    }

    @Test
    void whatWasEncodedIsDecodedToTheSame() throws BadEncodingException {
        long seed = 4648L;
        RandomGenerator random = new SplittableRandom(seed);
        for (Encoding encoding : Encoding.values()) {
            for (int length = 1; length <= 200; length++) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                Secret text = encoding.encode(Secret.copyOf(bytes));
                String message = encoding + " of " + length + " bytes, seed " + seed;
                assertEquals(Bytes.hex(bytes), Bytes.hexOf(encoding.decode(text)), message);
                assertTrue(encoding.encode(encoding.decode(text)).sameAs(text), message);
            }
        }
    }

    @Test
    void decodingLeavesTheTextAsItWas() throws BadEncodingException {
        Secret text = Bytes.secret("mzxw 6ytb");
        Encoding.BASE32.decode(text).close();
        assertEquals("mzxw 6ytb", Bytes.textOf(text));
        Secret base64 = Bytes.secret("-_-_");
        Encoding.BASE64.decode(base64).close();
        assertEquals("-_-_", Bytes.textOf(base64));
    }

    private static int lengthOrMinusOne(Secret text) {
        try {
            return Encoding.BASE32.decode(text).length();
        } catch (BadEncodingException e) {
            return -1;
        }
    }

    private static void check(int size, Encoding encoding, List<Case> cases) throws BadEncodingException {
        assertEquals(size, cases.size(), "cases");
        for (Case c : cases) {
            assertEquals(c.hex, Bytes.hexOf(encoding.decode(Bytes.secret(c.text))), c.text);
        }
    }

    private static void checkRefusals(int size, Encoding encoding, String marker, List<Refusal> refusals) {
        assertEquals(size, refusals.size(), "cases");
        for (Refusal c : refusals) {
            Secret text = Bytes.secret(c.text);
            Exception refusal = assertThrows(BadEncodingException.class, () -> encoding.decode(text), c.text);
            assertEquals(c.message, refusal.getMessage(), c.text);
            assertFalse(refusal.getMessage().contains(marker), c.text);
            assertEquals(null, refusal.getCause(), "a cause would carry the JDK's message");
        }
    }
}
