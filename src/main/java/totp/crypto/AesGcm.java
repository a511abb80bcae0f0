package totp.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-256-GCM (NIST SP 800-38D) with a 16-byte tag, one whole message at a time.
 *
 * <p>The nonce is the caller's business because GCM fails completely when a key meets a nonce twice. It does not commit
 * to its key either ("partitioning oracles", USENIX Security 2021): who accepts several keys must bind the key otherwise.
 */
public final class AesGcm {
    public static final int KEY_BYTES = 32;
    public static final int NONCE_BYTES = 12;
    public static final int TAG_BYTES = 16;

    private AesGcm() {}

    /** Ciphertext followed by the tag. */
    public static byte[] seal(Secret key, byte[] nonce, byte[] associated, Secret plaintext) {
        GCMModeCipher cipher = cipher(true, key, nonce, associated);
        byte[] out = new byte[cipher.getOutputSize(plaintext.length())];
        int length = plaintext.use(bytes -> cipher.processBytes(bytes, 0, bytes.length, out, 0));
        try {
            cipher.doFinal(out, length);
        } catch (InvalidCipherTextException e) {
            throw new AssertionError("encryption checks no tag", e);
        }
        return out;
    }

    /**
     * Decrypts what {@link #seal} made.
     *
     * @param sealed ciphertext followed by the tag
     * @throws TagMismatchException if key, nonce, associated data or ciphertext is not what it was at sealing
     */
    public static Secret open(Secret key, byte[] nonce, byte[] associated, byte[] sealed) throws TagMismatchException {
        if (sealed.length < TAG_BYTES) {
            throw new TagMismatchException();
        }
        GCMModeCipher cipher = cipher(false, key, nonce, associated);
        byte[] out = new byte[cipher.getOutputSize(sealed.length)];
        try {
            int length = cipher.processBytes(sealed, 0, sealed.length, out, 0);
            cipher.doFinal(out, length);
            return Secret.adopt(out);
        } catch (InvalidCipherTextException e) {
            // Bytes decrypted under a wrong key must not be looked at by anybody.
            Arrays.fill(out, (byte) 0);
            throw new TagMismatchException();
        }
    }

    private static GCMModeCipher cipher(boolean encrypt, Secret key, byte[] nonce, byte[] associated) {
        if (key.length() != KEY_BYTES || nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("AES-256-GCM takes a key of 32 and a nonce of 12 bytes");
        }
        GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
        key.lend(bytes -> {
            cipher.init(encrypt, new AEADParameters(new KeyParameter(bytes), TAG_BYTES * 8, nonce, associated));
        });
        return cipher;
    }
}
