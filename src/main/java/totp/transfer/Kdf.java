package totp.transfer;

import totp.crypto.Argon2id;
import totp.crypto.Hash;
import totp.crypto.NotEnoughMemoryException;
import totp.crypto.Pbkdf2;
import totp.crypto.Scrypt;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * Key derivations with the costs that one file asks for, which nobody has checked yet: a hostile one would ask for hours or
 * for all memory before any password can be wrong. So every cost is bounded before the work, and so is their sum over slots,
 * keys and passwords: sixteen slots at the most that is allowed for one are allowed nowhere.
 *
 * <p>Costs are told in KiB of Argon2id's memory, once for each pass; half a second is about 400,000 of them.
 */
final class Kdf {
    private static final long PBKDF2_ROUNDS_MAX = 10_000_000;
    private static final long SCRYPT_N_MAX = 1 << 20;
    private static final long SCRYPT_BYTES_MAX = 512L << 20;
    private static final long ARGON2_KIB_MAX = 1 << 20;
    private static final long ARGON2_PASSES_MAX = 16;
    private static final long LANES_MAX = 16;
    private static final int SALT_BYTES_MAX = 1024;

    /** For one password, all slots together: Argon2id with 1 GiB and 16 passes, some twenty seconds. Ente's files take four passes. */
    private static final long PASSWORD_COST_MAX = 16L << 20;

    /** For all passwords that are tried on a file. */
    private static final long FILE_COST_MAX = 2 * PASSWORD_COST_MAX;

    private long left = FILE_COST_MAX;

    /**
     * Refuses what a file would cost for one password, before any of it is paid.
     *
     * @param cost the sum of the costs of its slots
     */
    void plan(long cost) throws TransferException {
        if (cost > PASSWORD_COST_MAX) {
            throw new TransferException(Message.of("transfer.key-derivations-together-ask"));
        }
    }

    /** Takes what a derivation costs from what is left. */
    void spend(long cost) throws TransferException {
        plan(cost);
        left -= cost;
        if (left < 0) {
            throw new TransferException(Message.of("transfer.passwords-tried-took-more"));
        }
    }

    /** Two rounds of PBKDF2 are as much work as one KiB, for each block of the result. */
    private static long pbkdf2Cost(long rounds) {
        return rounds / 2;
    }

    /** What scrypt costs, which is two and a half times of what Argon2id takes for the same memory. */
    static long scryptCost(long n, long r, long p) throws TransferException {
        check(n >= 2 && n <= SCRYPT_N_MAX && Long.bitCount(n) == 1 && r >= 1 && r <= 32 && p >= 1 && p <= LANES_MAX);
        check(128 * n * r <= SCRYPT_BYTES_MAX);
        check(r > 1 || n < 1 << 16); // RFC 7914 section 2: n is less than 2^(16 r)
        return n * r / 8 * p * 5 / 2;
    }

    static long argon2idCost(long memoryKib, long passes, long lanes) throws TransferException {
        check(passes >= 1 && passes <= ARGON2_PASSES_MAX && lanes >= 1 && lanes <= LANES_MAX);
        check(memoryKib >= 8 * lanes && memoryKib <= ARGON2_KIB_MAX);
        return memoryKib * passes;
    }

    /** PBKDF2 (RFC 8018) with HMAC. */
    Secret pbkdf2(Hash hash, Secret password, byte[] salt, long rounds, int lengthBytes) throws TransferException {
        check(rounds >= 1 && rounds <= PBKDF2_ROUNDS_MAX && salt.length <= SALT_BYTES_MAX);
        spend(pbkdf2Cost(rounds));
        return Pbkdf2.derive(hash, password, salt, (int) rounds, lengthBytes);
    }

    /** scrypt (RFC 7914). */
    Secret scrypt(Secret password, byte[] salt, long n, long r, long p, int lengthBytes) throws TransferException {
        long cost = scryptCost(n, r, p);
        check(salt.length <= SALT_BYTES_MAX);
        spend(cost);
        try {
            return Scrypt.derive(password, salt, (int) n, (int) r, (int) p, lengthBytes);
        } catch (NotEnoughMemoryException e) {
            throw new TransferException(e.message());
        }
    }

    /** Argon2id, version 1.3 (RFC 9106). */
    Secret argon2id(Secret password, byte[] salt, long memoryKib, long passes, long lanes, int lengthBytes)
            throws TransferException {
        long work = argon2idCost(memoryKib, passes, lanes);
        check(salt.length >= 8 && salt.length <= SALT_BYTES_MAX);
        spend(work);
        try {
            Argon2id.Cost cost = new Argon2id.Cost((int) memoryKib, (int) passes, (int) lanes);
            return Argon2id.derive(password, salt, cost, lengthBytes);
        } catch (NotEnoughMemoryException e) {
            throw new TransferException(e.message());
        }
    }

    private static void check(boolean allowed) throws TransferException {
        if (!allowed) {
            throw new TransferException(Message.of("transfer.key-derivation-asks-cost"));
        }
    }
}
