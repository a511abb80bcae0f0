package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class AesGcmTest {
    private record Case(String key, String nonce, String associated, String plaintext, String sealed) {}

    private static final String KEY = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    private static final String NONCE = "cafebabefacedbaddecaf888";
    private static final String ASSOCIATED = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
    private static final String PLAINTEXT = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    private static final String SEALED = "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b";

    /** McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B: the cases 13 to 16 for 256-bit keys. */
    private static final List<Case> CASES_13_TO_16 = List.of(
            new Case("00".repeat(32), "00".repeat(12), "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
            new Case(
                    "00".repeat(32),
                    "00".repeat(12),
                    "",
                    "00".repeat(16),
                    "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
            new Case(
                    KEY,
                    NONCE,
                    "",
                    PLAINTEXT + "1aafd255",
                    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
                            + "b094dac5d93471bdec1a502270e3cc6c"),
            new Case(KEY, NONCE, ASSOCIATED, PLAINTEXT, SEALED));

    @Test
    void sealGivesThePublishedCiphertexts() {
        assertEquals(4, CASES_13_TO_16.size(), "cases");
        for (Case c : CASES_13_TO_16) {
            byte[] sealed = AesGcm.seal(
                    Bytes.hexSecret(c.key), Bytes.hex(c.nonce), Bytes.hex(c.associated), Bytes.hexSecret(c.plaintext));
            assertEquals(c.sealed, Bytes.hex(sealed));
        }
    }

    @Test
    void openGivesThePublishedPlaintexts() throws TagMismatchException {
        assertEquals(4, CASES_13_TO_16.size(), "cases");
        for (Case c : CASES_13_TO_16) {
            Secret opened = open(c.key, Bytes.hex(c.nonce), Bytes.hex(c.associated), Bytes.hex(c.sealed));
            assertEquals(c.plaintext, Bytes.hexOf(opened));
        }
    }

    @Test
    void sealAgreesWithTheJdkAtEveryLength() throws GeneralSecurityException, TagMismatchException {
        long seed = 38_00_4L;
        RandomGenerator random = new SplittableRandom(seed);
        for (int length = 0; length <= 200; length++) {
            byte[] key = bytes(random, 32);
            byte[] nonce = bytes(random, 12);
            byte[] associated = bytes(random, length % 37);
            byte[] plaintext = bytes(random, length);
            byte[] sealed = AesGcm.seal(Secret.copyOf(key), nonce, associated, Secret.copyOf(plaintext));
            String message = length + " bytes, seed " + seed;
            assertEquals(Bytes.hex(jdkSeal(key, nonce, associated, plaintext)), Bytes.hex(sealed), message);
            Secret opened = AesGcm.open(Secret.copyOf(key), nonce, associated, sealed);
            assertEquals(Bytes.hex(plaintext), Bytes.hexOf(opened), message);
        }
    }

    @Test
    void anyFlippedBitOfTheCiphertextOrTagIsRefused() {
        byte[] sealed = Bytes.hex(SEALED);
        assertEquals(76 * 8, flips(sealed, () -> open(KEY, Bytes.hex(NONCE), Bytes.hex(ASSOCIATED), sealed)));
    }

    @Test
    void anyFlippedBitOfTheAssociatedDataIsRefused() {
        byte[] associated = Bytes.hex(ASSOCIATED);
        assertEquals(20 * 8, flips(associated, () -> open(KEY, Bytes.hex(NONCE), associated, Bytes.hex(SEALED))));
    }

    @Test
    void anyFlippedBitOfTheNonceIsRefused() {
        byte[] nonce = Bytes.hex(NONCE);
        assertEquals(12 * 8, flips(nonce, () -> open(KEY, nonce, Bytes.hex(ASSOCIATED), Bytes.hex(SEALED))));
    }

    @Test
    void anyFlippedBitOfTheKeyIsRefused() {
        byte[] key = Bytes.hex(KEY);
        assertEquals(
                32 * 8,
                flips(key, () -> open(Bytes.hex(key), Bytes.hex(NONCE), Bytes.hex(ASSOCIATED), Bytes.hex(SEALED))));
    }

    @Test
    void anyCutIsRefused() {
        byte[] sealed = Bytes.hex(SEALED);
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThrows(
                    TagMismatchException.class,
                    () -> open(KEY, Bytes.hex(NONCE), Bytes.hex(ASSOCIATED), cut),
                    length + " bytes");
        }
    }

    @Test
    void anAppendedByteIsRefused() {
        byte[] longer = Bytes.hex(SEALED + "00");
        assertThrows(TagMismatchException.class, () -> open(KEY, Bytes.hex(NONCE), Bytes.hex(ASSOCIATED), longer));
    }

    @Test
    void missingAssociatedDataIsRefused() {
        assertThrows(TagMismatchException.class, () -> open(KEY, Bytes.hex(NONCE), new byte[0], Bytes.hex(SEALED)));
    }

    @Test
    void otherKeyLengthsAreRefused() {
        for (int length : new int[] {0, 1, 16, 24, 31, 33, 64}) {
            Secret key = Secret.adopt(new byte[length]);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> AesGcm.seal(key, new byte[12], new byte[0], Bytes.secret("")),
                    length + " bytes");
            assertThrows(
                    IllegalArgumentException.class,
                    () -> AesGcm.open(key, new byte[12], new byte[0], new byte[16]),
                    length + " bytes");
        }
    }

    @Test
    void otherNonceLengthsAreRefused() {
        Secret key = Secret.adopt(new byte[32]);
        for (int length : new int[] {0, 1, 8, 11, 13, 16}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> AesGcm.seal(key, new byte[length], new byte[0], Bytes.secret("")),
                    length + " bytes");
        }
    }

    @Test
    void refusalTellsNothingOfTheInput() {
        Exception refusal = assertThrows(
                TagMismatchException.class, () -> open(KEY, Bytes.hex(NONCE), new byte[0], Bytes.hex(SEALED)));
        assertEquals("authentication tag does not match", refusal.getMessage());
    }

    private interface Opening {
        Secret open() throws TagMismatchException;
    }

    /** Flips each bit in turn, expects a refusal, and flips it back; at the end all must open again. */
    private static int flips(byte[] bytes, Opening opening) {
        int flips = 0;
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(TagMismatchException.class, opening::open, "bit " + bit);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            flips++;
        }
        try {
            assertEquals(PLAINTEXT, Bytes.hexOf(opening.open()));
        } catch (TagMismatchException e) {
            throw new AssertionError("untouched bytes must open", e);
        }
        return flips;
    }

    private static Secret open(String key, byte[] nonce, byte[] associated, byte[] sealed) throws TagMismatchException {
        return AesGcm.open(Bytes.hexSecret(key), nonce, associated, sealed);
    }

    private static byte[] bytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] jdkSeal(byte[] key, byte[] nonce, byte[] associated, byte[] plaintext)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(associated);
        return cipher.doFinal(plaintext);
    }
}
