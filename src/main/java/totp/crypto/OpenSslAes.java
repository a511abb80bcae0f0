package totp.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What {@code openssl enc -aes-256-cbc -md md5 -a -A} and crypto-js write for a passphrase: base64 of {@code Salted__}, eight
 * bytes of salt, and AES-256-CBC under a key that one round of MD5 makes. It is for files of others: the key costs a guesser
 * nothing, and nothing tells a changed file.
 */
public final class OpenSslAes {
    private static final byte[] MAGIC = {'S', 'a', 'l', 't', 'e', 'd', '_', '_'};
    private static final int SALT_BYTES = 8;
    private static final int KEY_BYTES = 32;

    private OpenSslAes() {}

    /**
     * Decrypts.
     *
     * @param base64 ASCII
     * @throws BadEncodingException if it is not of this form
     * @throws TagMismatchException if the padding is wrong: the passphrase is wrong, or the text damaged
     */
    public static Secret decrypt(Secret base64, Secret passphrase) throws BadEncodingException, TagMismatchException {
        try (Secret decoded = Encoding.BASE64.decode(base64)) {
            byte[] salted = decoded.use(byte[]::clone);
            int begin = MAGIC.length + SALT_BYTES;
            if (salted.length <= begin || Arrays.compare(salted, 0, MAGIC.length, MAGIC, 0, MAGIC.length) != 0) {
                throw BadEncodingException.length(Encoding.BASE64);
            }
            byte[] salt = Arrays.copyOfRange(salted, MAGIC.length, begin);
            try (Secret material = material(passphrase, salt);
                    Secret key = key(material)) {
                return AesCbc.decrypt(key, iv(material), Arrays.copyOfRange(salted, begin, salted.length));
            }
        }
    }

    /** Encrypts, with a fresh salt; base64 on one line. */
    public static Secret encrypt(Secret plaintext, Secret passphrase, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        try (Secret material = material(passphrase, salt);
                Secret key = key(material)) {
            byte[] ciphertext = AesCbc.encrypt(key, iv(material), plaintext);
            byte[] salted = Arrays.copyOf(MAGIC, MAGIC.length + SALT_BYTES + ciphertext.length);
            System.arraycopy(salt, 0, salted, MAGIC.length, SALT_BYTES);
            System.arraycopy(ciphertext, 0, salted, MAGIC.length + SALT_BYTES, ciphertext.length);
            try (Secret whole = Secret.adopt(salted)) {
                return Encoding.BASE64.encode(whole);
            }
        }
    }

    /** EVP_BytesToKey: each 16 bytes are the MD5 of the 16 before, the passphrase and the salt. */
    private static Secret material(Secret passphrase, byte[] salt) {
        byte[] material = new byte[KEY_BYTES + AesCbc.BLOCK_BYTES];
        byte[] block = {};
        for (int at = 0; at < material.length; at += block.length) {
            try (Secret previous = Secret.adopt(block);
                    Secret head = previous.followedBy(passphrase);
                    Secret tail = Secret.copyOf(salt);
                    Secret input = head.followedBy(tail)) {
                block = input.use(Hash.MD5::digest);
            }
            System.arraycopy(block, 0, material, at, block.length);
        }
        Arrays.fill(block, (byte) 0);
        return Secret.adopt(material);
    }

    private static Secret key(Secret material) {
        return material.use(bytes -> Secret.copyOf(bytes, 0, KEY_BYTES));
    }

    private static byte[] iv(Secret material) {
        return material.use(bytes -> Arrays.copyOfRange(bytes, KEY_BYTES, bytes.length));
    }
}
