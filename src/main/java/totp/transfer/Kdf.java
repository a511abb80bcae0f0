package totp.transfer;

import totp.crypto.Argon2id;
import totp.crypto.Hash;
import totp.crypto.NotEnoughMemoryException;
import totp.crypto.Pbkdf2;
import totp.crypto.Scrypt;
import totp.crypto.Secret;

/**
 * Key derivations with the costs that a file asks for, which nobody has checked yet: a hostile one would ask for hours or
 * for all memory before any password can be wrong. So every cost is bounded before the work.
 */
final class Kdf {
    private static final long PBKDF2_ROUNDS_MAX = 10_000_000;
    private static final long SCRYPT_N_MAX = 1 << 20;
    private static final long SCRYPT_BYTES_MAX = 512L << 20;
    private static final long ARGON2_KIB_MAX = 1 << 20;
    private static final long ARGON2_PASSES_MAX = 16;
    private static final long LANES_MAX = 16;
    private static final int SALT_BYTES_MAX = 1024;

    private Kdf() {}

    /** PBKDF2 (RFC 8018) with HMAC. */
    static Secret pbkdf2(Hash hash, Secret password, byte[] salt, long rounds, int lengthBytes)
            throws TransferException {
        check(rounds >= 1 && rounds <= PBKDF2_ROUNDS_MAX && salt.length <= SALT_BYTES_MAX);
        return Pbkdf2.derive(hash, password, salt, (int) rounds, lengthBytes);
    }

    /** scrypt (RFC 7914). */
    static Secret scrypt(Secret password, byte[] salt, long n, long r, long p, int lengthBytes)
            throws TransferException {
        check(n >= 2 && n <= SCRYPT_N_MAX && Long.bitCount(n) == 1 && r >= 1 && r <= 32 && p >= 1 && p <= LANES_MAX);
        check(128 * n * r <= SCRYPT_BYTES_MAX && salt.length <= SALT_BYTES_MAX);
        check(r > 1 || n < 1 << 16); // RFC 7914 section 2: n is less than 2^(16 r)
        try {
            return Scrypt.derive(password, salt, (int) n, (int) r, (int) p, lengthBytes);
        } catch (NotEnoughMemoryException e) {
            throw new TransferException(String.valueOf(e.getMessage()));
        }
    }

    /** Argon2id, version 1.3 (RFC 9106). */
    static Secret argon2id(Secret password, byte[] salt, long memoryKib, long passes, long lanes, int lengthBytes)
            throws TransferException {
        check(passes >= 1 && passes <= ARGON2_PASSES_MAX && lanes >= 1 && lanes <= LANES_MAX);
        check(memoryKib >= 8 * lanes
                && memoryKib <= ARGON2_KIB_MAX
                && salt.length >= 8
                && salt.length <= SALT_BYTES_MAX);
        try {
            Argon2id.Cost cost = new Argon2id.Cost((int) memoryKib, (int) passes, (int) lanes);
            return Argon2id.derive(password, salt, cost, lengthBytes);
        } catch (NotEnoughMemoryException e) {
            throw new TransferException(String.valueOf(e.getMessage()));
        }
    }

    private static void check(boolean allowed) throws TransferException {
        if (!allowed) {
            throw new TransferException("its key derivation asks for a cost or a salt out of range");
        }
    }
}
