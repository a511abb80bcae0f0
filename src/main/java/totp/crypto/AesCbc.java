package totp.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * AES in CBC mode with PKCS #7 padding, for files of others. It protects nothing against change; where a file has a MAC, it
 * is checked before.
 */
public final class AesCbc {
    public static final int BLOCK_BYTES = 16;

    private AesCbc() {}

    public static byte[] encrypt(Secret key, byte[] iv, Secret plaintext) {
        try {
            PaddedBufferedBlockCipher cipher = cipher(true, key, iv);
            byte[] out = new byte[cipher.getOutputSize(plaintext.length())];
            int length = plaintext.use(bytes -> cipher.processBytes(bytes, 0, bytes.length, out, 0));
            cipher.doFinal(out, length);
            return out;
        } catch (InvalidCipherTextException e) {
            throw new AssertionError("encryption checks no padding", e);
        }
    }

    /**
     * Decrypts and takes the padding off.
     *
     * @throws TagMismatchException if the padding is wrong: by a wrong key, but for once in about 256 times, or by damage
     */
    public static Secret decrypt(Secret key, byte[] iv, byte[] ciphertext) throws TagMismatchException {
        if (ciphertext.length == 0 || ciphertext.length % BLOCK_BYTES != 0) {
            throw new TagMismatchException();
        }
        PaddedBufferedBlockCipher cipher = cipher(false, key, iv);
        byte[] out = new byte[cipher.getOutputSize(ciphertext.length)];
        try {
            int length = cipher.processBytes(ciphertext, 0, ciphertext.length, out, 0);
            length += cipher.doFinal(out, length);
            return Secret.copyOf(out, 0, length);
        } catch (InvalidCipherTextException e) {
            throw new TagMismatchException();
        } finally {
            Arrays.fill(out, (byte) 0);
        }
    }

    private static PaddedBufferedBlockCipher cipher(boolean encrypt, Secret key, byte[] iv) {
        PaddedBufferedBlockCipher cipher =
                new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(AESEngine.newInstance()), new PKCS7Padding());
        key.lend(bytes -> cipher.init(encrypt, new ParametersWithIV(new KeyParameter(bytes), iv)));
        return cipher;
    }
}
