package totp.crypto;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites what libraries left of secrets in memory that nobody can reach any more: Bouncy Castle's Argon2id leaves the
 * passphrase in a buffer of BLAKE2b, its ciphers leave copies of keys, and a process that only waits collects no garbage for
 * hours. Worth its time (some hundredths of a second) before a wait, and nowhere else.
 *
 * <p>The serial collector, which the launcher chooses, empties the young generation as a whole and fills it again from its
 * start. So a collection and as much new garbage as it takes until the next one write over everything that was there. What a
 * collection has found alive, in the middle of a request to an agent for instance, it has copied into one of two survivor
 * spaces, an eighth of the rest each, or among the old: so a sixth of the garbage lives until those were filled as well, and
 * an array that is too large for the young is laid over the old.
 */
public final class Leftovers {
    private static final int CHUNK_BYTES = 4 << 10;

    private static final int KEPT_OF = 6;
    private static final int SURVIVOR_SPACES = 2;
    private static final int OLD_BYTES = 16 << 20;

    /** More than any young generation within the launcher's 2 GiB, in case that no collection ever comes. */
    private static final int CHUNKS_MAX = (1 << 30) / CHUNK_BYTES;

    private static volatile boolean any;

    /** Read by nobody; what is stored where others could read it is really allocated. */
    @SuppressWarnings("UnusedVariable")
    private static volatile byte @Nullable [] sink;

    private Leftovers() {}

    /** A secret was erased, and copies of it may be left. */
    static void note() {
        any = true;
    }

    /** Overwrites them, unless no secret was erased since the last time. */
    public static void overwrite() {
        if (!any) {
            return;
        }
        any = false;
        System.gc();
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < SURVIVOR_SPACES; i++) {
            fill(kept);
        }
        sink = new byte[OLD_BYTES];
        sink = null;
    }

    /** Up to the next collection, which finds alive what is kept. */
    private static void fill(List<byte[]> kept) {
        WeakReference<byte[]> canary = new WeakReference<>(new byte[1]);
        for (int i = 0; i < CHUNKS_MAX && canary.get() != null; i++) {
            sink = new byte[CHUNK_BYTES];
            if (i % KEPT_OF == 0) {
                kept.add(sink);
            }
        }
    }
}
