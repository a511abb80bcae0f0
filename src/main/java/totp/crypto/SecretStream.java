package totp.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.ChaCha7539Engine;
import org.bouncycastle.crypto.engines.ChaChaEngine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.util.Pack;

/**
 * The first message of a stream of libsodium's {@code crypto_secretstream_xchacha20poly1305}, which Ente's exports are.
 *
 * <p>It is not XChaCha20-Poly1305: a tag byte, encrypted in a block of its own, precedes the message, and the padding in
 * what is authenticated has another length.
 */
public final class SecretStream {
    public static final int KEY_BYTES = 32;
    public static final int HEADER_BYTES = 24;

    private static final int TAG_BYTES = 1;
    private static final int MAC_BYTES = 16;
    private static final int BLOCK_BYTES = 64;
    private static final int NONCE_BYTES = 12;

    /** "expand 32-byte k" as four words. */
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private SecretStream() {}

    /**
     * Decrypts one message without associated data. Whether it says that it is the last is not looked at: Ente's own ones do
     * not.
     *
     * @param header what libsodium calls the header of the stream, and Ente a nonce
     * @throws TagMismatchException if key, header or message is not what it was at sealing
     */
    public static Secret open(Secret key, byte[] header, byte[] sealed) throws TagMismatchException {
        if (key.length() != KEY_BYTES || header.length != HEADER_BYTES) {
            throw new IllegalArgumentException("a secret stream takes a key of 32 and a header of 24 bytes");
        }
        int length = sealed.length - TAG_BYTES - MAC_BYTES;
        if (length < 0) {
            throw new TagMismatchException();
        }
        ChaCha7539Engine cipher = new ChaCha7539Engine();
        byte[] nonce = new byte[NONCE_BYTES];
        nonce[0] = 1; // a counter of messages, little-endian
        System.arraycopy(header, 16, nonce, 4, 8);
        try (Secret subkey = key.use(bytes -> hchacha20(bytes, header))) {
            subkey.lend(bytes -> cipher.init(false, new ParametersWithIV(new KeyParameter(bytes), nonce)));
        }
        byte[] macKey = new byte[BLOCK_BYTES]; // of which Poly1305 takes the first half
        cipher.processBytes(macKey, 0, BLOCK_BYTES, macKey, 0);
        byte[] tagBlock = new byte[BLOCK_BYTES];
        tagBlock[0] = sealed[0];
        cipher.processBytes(tagBlock, 0, BLOCK_BYTES, tagBlock, 0);
        tagBlock[0] = sealed[0];
        byte[] mac = mac(macKey, tagBlock, sealed, length);
        try (Secret expected = Secret.adopt(mac);
                Secret found = Secret.copyOf(sealed, TAG_BYTES + length, sealed.length)) {
            if (!expected.sameAs(found)) {
                throw new TagMismatchException();
            }
        }
        byte[] out = new byte[length];
        cipher.processBytes(sealed, TAG_BYTES, length, out, 0);
        return Secret.adopt(out);
    }

    private static byte[] mac(byte[] key, byte[] tagBlock, byte[] sealed, int length) {
        Poly1305 poly = new Poly1305();
        poly.init(new KeyParameter(key, 0, 32));
        Arrays.fill(key, (byte) 0);
        poly.update(tagBlock, 0, BLOCK_BYTES);
        poly.update(sealed, TAG_BYTES, length);
        // Padding to whole blocks would be 16 less this; libsodium's slip has become the format.
        byte[] padding = new byte[length & 15];
        poly.update(padding, 0, padding.length);
        poly.update(Pack.longToLittleEndian(0), 0, 8);
        poly.update(Pack.longToLittleEndian(BLOCK_BYTES + (long) length), 0, 8);
        byte[] mac = new byte[MAC_BYTES];
        poly.doFinal(mac, 0);
        return mac;
    }

    /** HChaCha20 (draft-irtf-cfrg-xchacha section 2.2) of the header's first 16 bytes. */
    private static Secret hchacha20(byte[] key, byte[] header) {
        int[] input = new int[16];
        System.arraycopy(CONSTANTS, 0, input, 0, 4);
        Pack.littleEndianToInt(key, 0, input, 4, 8);
        Pack.littleEndianToInt(header, 0, input, 12, 4);
        int[] state = new int[16];
        ChaChaEngine.chachaCore(20, input, state);
        byte[] subkey = new byte[KEY_BYTES];
        for (int i = 0; i < 4; i++) {
            // Bouncy Castle has added the input, as ChaCha20 does and HChaCha20 does not.
            Pack.intToLittleEndian(state[i] - input[i], subkey, 4 * i);
            Pack.intToLittleEndian(state[12 + i] - input[12 + i], subkey, 16 + 4 * i);
        }
        Arrays.fill(input, 0);
        Arrays.fill(state, 0);
        return Secret.adopt(subkey);
    }
}
