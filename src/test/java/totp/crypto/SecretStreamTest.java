package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SecretStreamTest {
    private record Case(int length, String sealed) {}

    private static final byte[] HEADER = Bytes.counting(0x10, 24);

    private static final String FIRST_64 = "460f6f8f5f43f94903903c08adde0a7c384dcef506a2e8aa187e7e399f7bc3fa"
            + "3035168249542c313c1422a5927ca55e41c62f922eb2104e741dc24d3fc243";

    /**
     * What libsodium says (by PyNaCl: {@code init_pull} with key and header, then {@code push} of the bytes 0, 1, 2…), for
     * lengths at which padding begins and ends. The one of 17 bytes says that it is the last message.
     */
    private static final List<Case> LIBSODIUM = List.of(
            new Case(0, "d8851116e0133b52580f03ee652c2b5694"),
            new Case(1, "d8466407b90f358b306297a24a683c8b0cb7"),
            new Case(15, "d8460f6f8f5f43f94903903c08adde0a46adecf1e7520356d8a46990b35aa572"),
            new Case(16, "d8460f6f8f5f43f94903903c08adde0a7c75aac3c5904f9149e9e5116135a6faef"),
            new Case(17, "db460f6f8f5f43f94903903c08adde0a7c38a1566f9a36064f0a7d9edc48de8eb0cb"),
            new Case(63, "d8" + FIRST_64 + "013d92fea23d528da0a676dd605b7c2e"),
            new Case(64, "d8" + FIRST_64 + "65c18e3f47fa79f1f67ca6eb5cb3c53bdf"),
            new Case(65, "d8" + FIRST_64 + "6526fd75370e8c47a26efbeb3c38eb829805"),
            new Case(
                    130,
                    "d8" + FIRST_64 + "65260b3fb6bde0d687be98047f36e8cc0e66ce8c96960cbdf30776aa233ddda6d5"
                            + "7ddea54a79aa3f07774180e38097785be669ecc4c15539e44153a46f9a1d09b5"
                            + "d1339502c069266dfbf6d6857bd19f6e4c9b"));

    private static Secret key() {
        return Secret.adopt(Bytes.counting(0x40, 32));
    }

    @Test
    void openReadsWhatLibsodiumWrites() throws TagMismatchException {
        assertEquals(9, LIBSODIUM.size(), "cases");
        for (Case c : LIBSODIUM) {
            Secret message = SecretStream.open(key(), HEADER, Bytes.hex(c.sealed));
            assertArrayEquals(Bytes.counting(0, c.length), message.use(byte[]::clone), c.length + " bytes");
        }
    }

    @Test
    void everyBitCounts() {
        for (Case c : LIBSODIUM) {
            byte[] sealed = Bytes.hex(c.sealed);
            for (int bit = 0; bit < 8 * sealed.length; bit++) {
                byte[] changed = sealed.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                assertThrows(TagMismatchException.class, () -> SecretStream.open(key(), HEADER, changed));
            }
            for (int bit = 0; bit < 8 * HEADER.length; bit++) {
                byte[] header = HEADER.clone();
                header[bit / 8] ^= (byte) (1 << bit % 8);
                assertThrows(TagMismatchException.class, () -> SecretStream.open(key(), header, sealed));
            }
        }
    }

    @Test
    void whatIsCutOffIsRefused() {
        byte[] sealed = Bytes.hex(LIBSODIUM.get(8).sealed);
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThrows(TagMismatchException.class, () -> SecretStream.open(key(), HEADER, cut));
        }
    }

    @Test
    void aKeyOrHeaderOfAnotherLengthIsAFaultOfTheCaller() {
        Secret shortKey = Secret.adopt(new byte[31]);
        assertThrows(IllegalArgumentException.class, () -> SecretStream.open(shortKey, HEADER, new byte[17]));
        assertThrows(IllegalArgumentException.class, () -> SecretStream.open(key(), new byte[12], new byte[17]));
    }
}
