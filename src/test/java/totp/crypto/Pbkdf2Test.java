package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class Pbkdf2Test {
    private record Case(Hash hash, String password, String salt, int rounds, String key) {}

    /** RFC 6070 but for its case of 16,777,216 rounds, and RFC 7914 section 11. */
    private static final List<Case> RFCS = List.of(
            new Case(Hash.SHA1, "password", "salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
            new Case(Hash.SHA1, "password", "salt", 2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
            new Case(Hash.SHA1, "password", "salt", 4096, "4b007901b765489abead49d926f721d065a429c1"),
            new Case(
                    Hash.SHA1,
                    "passwordPASSWORDpassword",
                    "saltSALTsaltSALTsaltSALTsaltSALTsalt",
                    4096,
                    "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"),
            new Case(Hash.SHA1, "pass\0word", "sa\0lt", 4096, "56fa6aa75548099dcc37d7f03425e0c3"),
            new Case(
                    Hash.SHA256,
                    "passwd",
                    "salt",
                    1,
                    "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                            + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"),
            new Case(
                    Hash.SHA256,
                    "Password",
                    "NaCl",
                    80000,
                    "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                            + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"));

    @Test
    void deriveGivesTheValuesOfTheRfcs() {
        assertEquals(7, RFCS.size(), "cases");
        for (Case c : RFCS) {
            Secret password = Bytes.secret(c.password);
            Secret key = Pbkdf2.derive(c.hash, password, Bytes.utf8(c.salt), c.rounds, c.key.length() / 2);
            assertEquals(c.key, Bytes.hexOf(key));
            assertEquals(c.password, Bytes.textOf(password), "the password stays as it was");
        }
    }
}
