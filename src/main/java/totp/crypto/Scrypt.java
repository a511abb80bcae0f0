package totp.crypto;

import org.bouncycastle.crypto.generators.SCrypt;

/** scrypt (RFC 7914), for files of others; what is ours goes through {@link Argon2id}. */
public final class Scrypt {
    private Scrypt() {}

    /**
     * Derives a key.
     *
     * @param n a power of two; with {@code r} it says the memory, 128 n r bytes, which the caller has bounded
     * @throws NotEnoughMemoryException if this JVM may not use as much memory
     */
    public static Secret derive(Secret password, byte[] salt, int n, int r, int p, int lengthBytes)
            throws NotEnoughMemoryException {
        long needed = 128L * n * r;
        if (needed > Runtime.getRuntime().maxMemory()) {
            throw new NotEnoughMemoryException(needed);
        }
        try {
            return Secret.adopt(password.use(bytes -> SCrypt.generate(bytes, salt, n, r, p, lengthBytes)));
        } catch (OutOfMemoryError e) {
            throw new NotEnoughMemoryException(needed);
        }
    }
}
