package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class HkdfTest {
    private record Case(String ikm, String salt, String info, String okm) {}

    /** RFC 5869 appendix A.1 to A.3, the cases with SHA-256. */
    private static final List<Case> RFC_5869 = List.of(
            new Case(
                    "0b".repeat(22),
                    Bytes.hex(Bytes.counting(0x00, 13)),
                    Bytes.hex(Bytes.counting(0xf0, 10)),
                    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"),
            new Case(
                    Bytes.hex(Bytes.counting(0x00, 80)),
                    Bytes.hex(Bytes.counting(0x60, 80)),
                    Bytes.hex(Bytes.counting(0xb0, 80)),
                    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb"
                            + "41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"),
            new Case(
                    "0b".repeat(22),
                    "",
                    "",
                    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));

    @Test
    void deriveGivesTheValuesOfRfc5869() {
        assertEquals(3, RFC_5869.size(), "cases");
        for (Case c : RFC_5869) {
            Secret okm = Hkdf.derive(Bytes.hexSecret(c.ikm), Bytes.hex(c.salt), Bytes.hex(c.info), c.okm.length() / 2);
            assertEquals(c.okm, Bytes.hexOf(okm));
        }
    }

    /** RFC 5869 appendix A.1, from its PRK on. */
    @Test
    void expandIsTheSecondHalf() {
        Secret key = Bytes.hexSecret("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        assertEquals(RFC_5869.get(0).okm, Bytes.hexOf(Hkdf.expand(key, Bytes.counting(0xf0, 10), 42)));
        assertThrows(IllegalArgumentException.class, () -> Hkdf.expand(key, new byte[0], 0));
    }

    @Test
    void shorterOutputIsTheBeginningOfALonger() {
        Case c = RFC_5869.get(1);
        for (int length = 1; length <= 82; length++) {
            Secret okm = Hkdf.derive(Bytes.hexSecret(c.ikm), Bytes.hex(c.salt), Bytes.hex(c.info), length);
            assertEquals(c.okm.substring(0, 2 * length), Bytes.hexOf(okm));
        }
    }

    /** {@code HKDF(hashes.SHA256(), 8160, b'', b'').derive(b'\x0b' * 22)} of Python's cryptography, its SHA-256. */
    @Test
    void longestOutputIs255Blocks() {
        Secret okm = Hkdf.derive(Bytes.hexSecret("0b".repeat(22)), new byte[0], new byte[0], 8160);
        assertEquals(
                "35741a9b515760e7e640f60e9d8657af4d09e63be63e55b1b31ca0535721ab80",
                Bytes.hex(okm.use(Hash.SHA256::digest)));
    }

    @Test
    void longerOutputIsRefused() {
        Secret ikm = Bytes.secret("ikm");
        assertThrows(RuntimeException.class, () -> Hkdf.derive(ikm, new byte[0], new byte[0], 8161));
    }

    @Test
    void inputKeyStaysAsItWas() {
        Secret ikm = Bytes.secret("ikm");
        Hkdf.derive(ikm, new byte[0], new byte[0], 32).close();
        assertEquals("ikm", Bytes.textOf(ikm));
    }
}
