package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AesCbcTest {
    private record Case(int length, String ciphertext) {}

    private static final byte[] IV = Bytes.counting(0, 16);

    private static final String PLAINTEXT = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
            + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

    /**
     * The first four blocks of the first are NIST SP 800-38A, F.2.5; with padding, and for the beginnings of its plaintext,
     * {@code openssl enc -aes-256-cbc -K KEY -iv IV} says so.
     */
    private static final List<Case> CASES = List.of(
            new Case(
                    64,
                    "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
                            + "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b"
                            + "3f461796d6b0d6b2e0c2a72b4d80e644"),
            new Case(0, "7e9248e5d829ca7593f0c549db2f5b8c"),
            new Case(1, "9d3975e85219a0b8fcbf5f0c6d644413"),
            new Case(15, "295902e15559d591ffbeea4c84059280"),
            new Case(16, "f58c4c04d6e5f1ba779eabfb5f7bfbd6485a5c81519cf378fa36d42b8547edc0"),
            new Case(17, "f58c4c04d6e5f1ba779eabfb5f7bfbd65a726c726afd31e4beb894033254d5cd"));

    private static Secret key() {
        return Bytes.hexSecret("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    }

    @Test
    void bothDirectionsGiveTheValuesOfNistAndOpenSsl() throws TagMismatchException {
        assertEquals(6, CASES.size(), "cases");
        for (Case c : CASES) {
            byte[] plaintext = Arrays.copyOf(Bytes.hex(PLAINTEXT), c.length);
            byte[] ciphertext = AesCbc.encrypt(key(), IV, Secret.copyOf(plaintext));
            assertEquals(c.ciphertext, Bytes.hex(ciphertext));
            Secret decrypted = AesCbc.decrypt(key(), IV, ciphertext);
            assertArrayEquals(plaintext, decrypted.use(byte[]::clone));
        }
    }

    @Test
    void whatIsNoWholeNumberOfBlocksIsRefused() {
        byte[] ciphertext = Bytes.hex(CASES.get(0).ciphertext);
        for (int length = 0; length < ciphertext.length; length++) {
            byte[] cut = Arrays.copyOf(ciphertext, length);
            // A cut between blocks leaves one that ends in no padding.
            assertThrows(TagMismatchException.class, () -> AesCbc.decrypt(key(), IV, cut), () -> cut.length + " bytes");
        }
    }
}
