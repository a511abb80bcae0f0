package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ScryptTest {
    private record Case(String password, String salt, int n, int r, int p, String key) {}

    /** RFC 7914 section 12 but for its case of 1 GiB. */
    private static final List<Case> RFC_7914 = List.of(
            new Case(
                    "",
                    "",
                    16,
                    1,
                    1,
                    "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                            + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"),
            new Case(
                    "password",
                    "NaCl",
                    1024,
                    8,
                    16,
                    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                            + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"),
            new Case(
                    "pleaseletmein",
                    "SodiumChloride",
                    16384,
                    8,
                    1,
                    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                            + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"));

    @Test
    void deriveGivesTheValuesOfRfc7914() throws NotEnoughMemoryException {
        assertEquals(3, RFC_7914.size(), "cases");
        for (Case c : RFC_7914) {
            Secret key = Scrypt.derive(Bytes.secret(c.password), Bytes.utf8(c.salt), c.n, c.r, c.p, 64);
            assertEquals(c.key, Bytes.hexOf(key));
        }
    }
}
