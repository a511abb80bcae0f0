package totp.vault;

import java.util.Optional;
import totp.crypto.Argon2id;

/** The costs of Argon2id that a vault may ask for; {@code vault/FORMAT.md}, limits. */
public final class KdfCost {
    /** RFC 9106's second recommended option: 64 MiB, 3 passes, 4 lanes. */
    public static final Argon2id.Cost DEFAULT = new Argon2id.Cost(64 << 10, 3, 4);

    /** The least that a vault may ask for: for passphrases made by chance, which no cost makes any harder to guess. */
    public static final Argon2id.Cost LEAST = new Argon2id.Cost(8 << 10, 1, 1);

    static final int MEMORY_KIB_MIN = 8 << 10;
    static final int MEMORY_KIB_MAX = 1 << 20;
    static final int PASSES_MAX = 20;
    static final int LANES_MAX = 16;
    /** Memory times passes of one slot; the four slots of a vault come to four times this. */
    static final long KIB_PASSES_MAX = 4L << 20;

    private KdfCost() {}

    /**
     * The cost, unless it is one that no reader accepts. Hostile vaults ask for absurd ones before any passphrase is
     * checked (KeePassDX issue 2640), hence before any derivation.
     *
     * @param memoryKib the value of an unsigned 32-bit field
     */
    public static Optional<Argon2id.Cost> of(long memoryKib, long passes, long lanes) {
        boolean inRange = memoryKib >= MEMORY_KIB_MIN
                && memoryKib <= MEMORY_KIB_MAX
                && passes >= 1
                && passes <= PASSES_MAX
                && lanes >= 1
                && lanes <= LANES_MAX
                && memoryKib >= 8 * lanes
                && memoryKib * passes <= KIB_PASSES_MAX;
        return inRange ? Optional.of(new Argon2id.Cost((int) memoryKib, (int) passes, (int) lanes)) : Optional.empty();
    }

    /** Each value at least the default's, unless that would be out of bounds together; never less than it was. */
    public static Argon2id.Cost atLeastDefault(Argon2id.Cost cost) {
        return of(
                        Math.max(cost.memoryKib(), DEFAULT.memoryKib()),
                        Math.max(cost.passes(), DEFAULT.passes()),
                        Math.max(cost.lanes(), DEFAULT.lanes()))
                .orElse(cost);
    }

    /** Whether it is below what RFC 9106 recommends for memory-constrained environments. */
    public static boolean isWeak(Argon2id.Cost cost) {
        return cost.memoryKib() < DEFAULT.memoryKib() || cost.passes() < DEFAULT.passes();
    }
}
