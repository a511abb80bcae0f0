package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * Published vectors, each checked once more with Python's hashlib and hmac (the two GOST functions with libgcrypt's
 * GCRY_MD_STRIBOG256 and GCRY_MD_STRIBOG512), and the JDK's own implementations over every short length.
 */
final class HashTest {
    private static final String TWO_BLOCKS_OF_512 = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    private static final String TWO_BLOCKS_OF_1024 = "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
            + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";

    /** The message in hexadecimal digits. */
    private record Digest(Hash hash, String message, String digest) {}

    /** Key and message in hexadecimal digits. */
    private record Hmac(Hash hash, String key, String message, String mac) {}

    /** RFC 1321 appendix A.5. */
    private static final List<Digest> RFC_1321 = List.of(
            text(Hash.MD5, "", "d41d8cd98f00b204e9800998ecf8427e"),
            text(Hash.MD5, "a", "0cc175b9c0f1b6a831c399e269772661"),
            text(Hash.MD5, "abc", "900150983cd24fb0d6963f7d28e17f72"),
            text(Hash.MD5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            text(Hash.MD5, "abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
            text(
                    Hash.MD5,
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                    "d174ab98d277d9f5a5611c2c9f419d9f"),
            text(Hash.MD5, "1234567890".repeat(8), "57edf4a22be3c955ac49da2e2107b67a"));

    /** The examples that NIST publishes for FIPS 180-4, and a million times {@code a}. */
    private static final List<Digest> FIPS_180 = List.of(
            text(Hash.SHA1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            text(Hash.SHA1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            text(Hash.SHA1, TWO_BLOCKS_OF_512, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
            text(Hash.SHA1, "a".repeat(1_000_000), "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
            text(Hash.SHA256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            text(Hash.SHA256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            text(Hash.SHA256, TWO_BLOCKS_OF_512, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
            text(
                    Hash.SHA256,
                    "a".repeat(1_000_000),
                    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
            text(
                    Hash.SHA512,
                    "",
                    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                            + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"),
            text(
                    Hash.SHA512,
                    "abc",
                    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                            + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"),
            text(
                    Hash.SHA512,
                    TWO_BLOCKS_OF_1024,
                    "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
                            + "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"),
            text(
                    Hash.SHA512,
                    "a".repeat(1_000_000),
                    "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
                            + "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b"));

    /** RFC 6986 section 10, in the byte order in which every implementation prints; M2 is a verse in windows-1251. */
    private static final String GOST_M1 = hexOf("012345678901234567890123456789012345678901234567890123456789012");

    private static final String GOST_M2 = "d1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120"
            + "eceef0ff20f1f2f0e5ebe0ece820ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb";

    private static final List<Digest> RFC_6986 = List.of(
            new Digest(
                    Hash.GOST3411_2012_256,
                    GOST_M1,
                    "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"),
            new Digest(
                    Hash.GOST3411_2012_256,
                    GOST_M2,
                    "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50"),
            new Digest(
                    Hash.GOST3411_2012_512,
                    GOST_M1,
                    "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
                            + "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"),
            new Digest(
                    Hash.GOST3411_2012_512,
                    GOST_M2,
                    "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
                            + "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"),
            new Digest(Hash.GOST3411_2012_256, "", "3f539a213e97c802cc229d474c6aa32a825a360b2a933a949fd925208d9ce1bb"),
            new Digest(
                    Hash.GOST3411_2012_512,
                    "",
                    "8e945da209aa869f0455928529bcae4679e9873ab707b55315f56ceb98bef0a7"
                            + "362f715528356ee83cda5f2aac4c6ad2ba3a715c1bcd81cb8e9f90bf4c1c1a8a"));

    private static final String HI = hexOf("Hi There");
    private static final String WHAT = hexOf("what do ya want for nothing?");
    private static final String DD = "dd".repeat(50);
    private static final String CD = "cd".repeat(50);
    private static final String TRUNCATION = hexOf("Test With Truncation");
    private static final String LARGE_KEY = hexOf("Test Using Larger Than Block-Size Key - Hash Key First");
    private static final String LARGE_BOTH_2202 =
            hexOf("Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data");
    private static final String LARGE_BOTH_4231 = hexOf("This is a test using a larger than block-size key and a "
            + "larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.");
    private static final String JEFE = "4a656665";
    private static final String ASCENDING = "0102030405060708090a0b0c0d0e0f10111213141516171819";

    /** RFC 2202 sections 2 and 3. */
    private static final List<Hmac> RFC_2202 = List.of(
            new Hmac(Hash.MD5, "0b".repeat(16), HI, "9294727a3638bb1c13f48ef8158bfc9d"),
            new Hmac(Hash.MD5, JEFE, WHAT, "750c783e6ab0b503eaa86e310a5db738"),
            new Hmac(Hash.MD5, "aa".repeat(16), DD, "56be34521d144c88dbb8c733f0e8b3f6"),
            new Hmac(Hash.MD5, ASCENDING, CD, "697eaf0aca3a3aea3a75164746ffaa79"),
            new Hmac(Hash.MD5, "0c".repeat(16), TRUNCATION, "56461ef2342edc00f9bab995690efd4c"),
            new Hmac(Hash.MD5, "aa".repeat(80), LARGE_KEY, "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"),
            new Hmac(Hash.MD5, "aa".repeat(80), LARGE_BOTH_2202, "6f630fad67cda0ee1fb1f562db3aa53e"),
            new Hmac(Hash.SHA1, "0b".repeat(20), HI, "b617318655057264e28bc0b6fb378c8ef146be00"),
            new Hmac(Hash.SHA1, JEFE, WHAT, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            new Hmac(Hash.SHA1, "aa".repeat(20), DD, "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
            new Hmac(Hash.SHA1, ASCENDING, CD, "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
            new Hmac(Hash.SHA1, "0c".repeat(20), TRUNCATION, "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"),
            new Hmac(Hash.SHA1, "aa".repeat(80), LARGE_KEY, "aa4ae5e15272d00e95705637ce8a3b55ed402112"),
            new Hmac(Hash.SHA1, "aa".repeat(80), LARGE_BOTH_2202, "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"));

    /** RFC 4231 section 4; of its case 5 it prints the first 16 bytes, here is the whole. */
    private static final List<Hmac> RFC_4231 = List.of(
            sha256("0b".repeat(20), HI, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            sha256(JEFE, WHAT, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            sha256("aa".repeat(20), DD, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
            sha256(ASCENDING, CD, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
            sha256("0c".repeat(20), TRUNCATION, "a3b6167473100ee06e0c796c2955552bfa6f7c0a6a8aef8b93f860aab0cd20c5"),
            sha256("aa".repeat(131), LARGE_KEY, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
            sha256(
                    "aa".repeat(131),
                    LARGE_BOTH_4231,
                    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
            sha512(
                    "0b".repeat(20),
                    HI,
                    "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                            + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"),
            sha512(
                    JEFE,
                    WHAT,
                    "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                            + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"),
            sha512(
                    "aa".repeat(20),
                    DD,
                    "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
                            + "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"),
            sha512(
                    ASCENDING,
                    CD,
                    "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
                            + "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"),
            sha512(
                    "0c".repeat(20),
                    TRUNCATION,
                    "415fad6271580a531d4179bc891d87a650188707922a4fbb36663a1eb16da008"
                            + "711c5b50ddd0fc235084eb9d3364a1454fb2ef67cd1d29fe6773068ea266e96b"),
            sha512(
                    "aa".repeat(131),
                    LARGE_KEY,
                    "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                            + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"),
            sha512(
                    "aa".repeat(131),
                    LARGE_BOTH_4231,
                    "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
                            + "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"));

    /** RFC 7836 appendix B, the HMAC examples. */
    private static final List<Hmac> RFC_7836 = List.of(
            new Hmac(
                    Hash.GOST3411_2012_256,
                    Bytes.hex(Bytes.counting(0, 32)),
                    "0126bdb87800af214341456563780100",
                    "a1aa5f7de402d7b3d323f2991c8d4534013137010a83754fd0af6d7cd4922ed9"),
            new Hmac(
                    Hash.GOST3411_2012_512,
                    Bytes.hex(Bytes.counting(0, 32)),
                    "0126bdb87800af214341456563780100",
                    "a59bab22ecae19c65fbde6e5f4e9f5d8549d31f037f9df9b905500e171923a77"
                            + "3d5f1530f2ed7e964cb2eedc29e9ad2f3afe93b2814f79f5000ffc0366c251e6"));

    /** What the JDK calls the functions that it has too. */
    private static final Map<Hash, String> JDK_DIGESTS =
            Map.of(Hash.MD5, "MD5", Hash.SHA1, "SHA-1", Hash.SHA256, "SHA-256", Hash.SHA512, "SHA-512");

    private static final Map<Hash, String> JDK_MACS =
            Map.of(Hash.MD5, "HmacMD5", Hash.SHA1, "HmacSHA1", Hash.SHA256, "HmacSHA256", Hash.SHA512, "HmacSHA512");

    @Test
    void md5GivesTheValuesOfRfc1321() {
        checkDigests(7, RFC_1321);
    }

    @Test
    void shaGivesTheValuesOfFips180() {
        checkDigests(12, FIPS_180);
    }

    @Test
    void gostGivesTheValuesOfRfc6986() {
        checkDigests(6, RFC_6986);
    }

    @Test
    void hmacGivesTheValuesOfRfc2202() {
        checkHmacs(14, RFC_2202);
    }

    @Test
    void hmacGivesTheValuesOfRfc4231() {
        checkHmacs(14, RFC_4231);
    }

    @Test
    void hmacWithGostGivesTheValuesOfRfc7836() {
        checkHmacs(2, RFC_7836);
    }

    @Test
    void digestAgreesWithTheJdkAtEveryLength() throws GeneralSecurityException {
        long seed = 180_4L;
        RandomGenerator random = new SplittableRandom(seed);
        assertEquals(4, JDK_DIGESTS.size());
        for (Map.Entry<Hash, String> pair : JDK_DIGESTS.entrySet()) {
            MessageDigest jdk = MessageDigest.getInstance(pair.getValue());
            for (int length = 0; length <= 260; length++) {
                byte[] message = new byte[length];
                random.nextBytes(message);
                assertEquals(
                        Bytes.hex(jdk.digest(message)),
                        Bytes.hex(pair.getKey().digest(message)),
                        pair.getValue() + " of " + length + " bytes, seed " + seed);
            }
        }
    }

    @Test
    void hmacAgreesWithTheJdkAtEveryKeyLength() throws GeneralSecurityException {
        long seed = 2104L;
        RandomGenerator random = new SplittableRandom(seed);
        assertEquals(4, JDK_MACS.size());
        for (Map.Entry<Hash, String> pair : JDK_MACS.entrySet()) {
            for (int length = 1; length <= 140; length++) {
                byte[] key = new byte[length];
                byte[] message = new byte[8];
                random.nextBytes(key);
                random.nextBytes(message);
                Mac jdk = Mac.getInstance(pair.getValue());
                jdk.init(new SecretKeySpec(key, pair.getValue()));
                assertEquals(
                        Bytes.hex(jdk.doFinal(message)),
                        Bytes.hex(pair.getKey().hmac(Secret.copyOf(key), message)),
                        pair.getValue() + " with a key of " + length + " bytes, seed " + seed);
            }
        }
    }

    @Test
    void hmacLeavesTheKeyAsItWas() {
        Secret key = Bytes.secret("key");
        byte[] message = Bytes.utf8("message");
        String first = Bytes.hex(Hash.SHA256.hmac(key, message));
        assertEquals("key", Bytes.textOf(key));
        assertEquals(first, Bytes.hex(Hash.SHA256.hmac(key, message)));
    }

    private static void checkDigests(int size, List<Digest> cases) {
        assertEquals(size, cases.size(), "cases");
        for (Digest c : cases) {
            assertEquals(
                    c.digest,
                    Bytes.hex(c.hash.digest(Bytes.hex(c.message))),
                    c.hash + " of " + c.message.length() / 2 + " bytes");
        }
    }

    private static void checkHmacs(int size, List<Hmac> cases) {
        assertEquals(size, cases.size(), "cases");
        for (Hmac c : cases) {
            assertEquals(
                    c.mac,
                    Bytes.hex(c.hash.hmac(Bytes.hexSecret(c.key), Bytes.hex(c.message))),
                    c.hash + " under " + c.key);
        }
    }

    private static String hexOf(String text) {
        return Bytes.hex(Bytes.utf8(text));
    }

    private static Digest text(Hash hash, String message, String digest) {
        return new Digest(hash, hexOf(message), digest);
    }

    private static Hmac sha256(String key, String message, String mac) {
        return new Hmac(Hash.SHA256, key, message, mac);
    }

    private static Hmac sha512(String key, String message, String mac) {
        return new Hmac(Hash.SHA512, key, message, mac);
    }
}
