package totp.crypto;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2id, version 1.3 (RFC 9106): turns a passphrase into a key at a cost that is paid in memory. */
public final class Argon2id {
    /** What a derivation may need beside the lanes' memory; below this much head-room the JVM would thrash or fail. */
    private static final long HEADROOM_BYTES = 64L << 20;

    private Argon2id() {}

    /**
     * What one derivation costs.
     *
     * @param memoryKib memory in KiB, {@code 8 * lanes} to 1 GiB
     * @param passes 1 to 20
     * @param lanes 1 to 16; Bouncy Castle works through them one after the other
     */
    public record Cost(int memoryKib, int passes, int lanes) {
        /**
         * Hostile files ask for absurd costs before any passphrase can be checked (KeePassDX issue 2640), and Bouncy
         * Castle itself accepts 16 GiB; so no larger value can even be expressed.
         */
        public Cost {
            if (memoryKib < 8 * lanes || memoryKib > 1 << 20 || passes < 1 || passes > 20 || lanes < 1 || lanes > 16) {
                throw new IllegalArgumentException("Argon2id cost out of range");
            }
        }
    }

    /**
     * Derives a key.
     *
     * @param salt at least 8 bytes; Bouncy Castle would take an empty one
     * @throws NotEnoughMemoryException if this JVM may not use as much memory as {@code cost} asks for
     */
    public static Secret derive(Secret password, byte[] salt, Cost cost, int lengthBytes)
            throws NotEnoughMemoryException {
        if (salt.length < 8) {
            throw new IllegalArgumentException("Argon2id takes a salt of at least 8 bytes");
        }
        long needed = ((long) cost.memoryKib << 10) + HEADROOM_BYTES;
        if (needed > Runtime.getRuntime().maxMemory()) {
            throw new NotEnoughMemoryException(needed);
        }
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(cost.memoryKib)
                .withIterations(cost.passes)
                .withParallelism(cost.lanes)
                .build();
        byte[] out = new byte[lengthBytes];
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(parameters);
            password.use(bytes -> generator.generateBytes(bytes, out));
        } catch (OutOfMemoryError e) {
            throw new NotEnoughMemoryException(needed);
        }
        return Secret.adopt(out);
    }
}
