package totp.crypto;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
 *
 * <p>A collection begins when the next object does not fit, so what is larger than the smallest object never reaches the last
 * bytes of a space: a request that needed a collection had used just these. Hence the crumbs. The end of a thread's part of it
 * is left free by Java itself, and written over because an agent is begun with {@code ZeroTLAB}; for a
 * command, which waits for minutes at most, that would cost 5 ms of each start.
 */
public final class Leftovers {
    private static final int CHUNK_BYTES = 4 << 10;

    /** Of an array of nothing, the smallest object there is. */
    private static final int CRUMB_BYTES = 16;

    /** That live beside each chunk that lives: those for which a survivor space has no room leave enough of them to fill it up. */
    private static final int CRUMBS_KEPT = 16;

    private static final int KEPT_OF = 6;
    private static final int SURVIVOR_SPACES = 2;
    private static final int OLD_BYTES = 16 << 20;

    /** Up to which the old may grow by what is only there to write over others. */
    private static final int SETTLED_BYTES_MAX = 28 << 20;

    /** More than any young generation within the launcher's 2 GiB, in case that no collection ever comes. */
    private static final long BYTES_MAX = 1L << 30;

    private static volatile boolean any;

    /** How much was among the old when they were last free of secrets; -1 where that is not known. */
    private static long settled = -1;

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
        fillYoung();
        sink = new byte[OLD_BYTES];
        sink = null;
    }

    /**
     * The same for a process that does so after each request: a collection of everything costs Java 25 its compiled code's
     * readiness, and the next request four times as long. Where the old have not grown, neither a collection nor a large array
     * has brought anything there, and the young alone are overwritten.
     *
     * @param alone whether nothing else is at work; else a secret in use might be copied among the old here
     */
    public static synchronized void overwriteOften(BooleanSupplier alone) {
        if (!any) {
            return;
        }
        boolean wasAlone = alone.getAsBoolean();
        if (settled < 0 || settled > SETTLED_BYTES_MAX || Old.bytes() != settled) {
            overwrite();
        } else {
            any = false;
            fill(new ArrayList<>(), Integer.MAX_VALUE);
            fillYoung();
        }
        long now = Old.bytes();
        settled = wasAlone && alone.getAsBoolean() ? now : -1;
    }

    private static void fillYoung() {
        for (int i = 0; i < SURVIVOR_SPACES; i++) {
            fill(new ArrayList<>(), KEPT_OF);
        }
        crumble();
    }

    /** Up to the next collection, which finds alive one of so many. */
    private static void fill(List<byte[]> kept, int keptOf) {
        WeakReference<byte[]> canary = new WeakReference<>(new byte[1]);
        for (int i = 1; i <= BYTES_MAX / CHUNK_BYTES && canary.get() != null; i++) {
            sink = new byte[CHUNK_BYTES];
            if (i % keptOf == 0) {
                kept.add(sink);
                for (int crumb = 0; crumb < CRUMBS_KEPT; crumb++) {
                    kept.add(new byte[0]);
                }
            }
        }
    }

    /** Up to the next collection, without a gap. */
    private static void crumble() {
        WeakReference<byte[]> canary = new WeakReference<>(new byte[1]);
        for (long i = 0; i < BYTES_MAX / CRUMB_BYTES && canary.get() != null; i++) {
            sink = new byte[0];
        }
    }

    /** How much is among the old, as far as the collector is the one whose ways are known here. Loaded by an agent only. */
    private static final class Old {
        private static final Optional<MemoryPoolMXBean> POOL = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Tenured Gen"))
                .findFirst();

        static long bytes() {
            return POOL.map(pool -> pool.getUsage().getUsed()).orElse(-1L);
        }
    }
}
