package totp.agent;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How long a vault stays unlocked: to a moment at the latest, and no longer than so long without a request. A machine that was
 * suspended meanwhile has ended it.
 *
 * <p>Two clocks, for each has a way of standing still: the one that nobody sets stops while the machine sleeps, and the other
 * can be set back.
 */
public final class Lease {
    /** Between two looks at the clocks pass seconds: what is more than this in one of them alone is sleep, or a clock that was set. */
    private static final Duration SLEPT = Duration.ofSeconds(60);

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Duration longest;
    private final Duration idle;
    private final Instant since;
    private final long begun;
    private Instant lastLook;
    private long lastLookNanos;
    private Instant lastUse;
    private long lastUseNanos;

    /**
     * Begins now.
     *
     * @param longest more than nothing
     * @param idle more than nothing
     */
    public Lease(InstantSource clock, LongSupplier nanoTime, Duration longest, Duration idle) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.longest = longest;
        this.idle = idle;
        since = clock.instant();
        begun = nanoTime.getAsLong();
        lastLook = since;
        lastLookNanos = begun;
        lastUse = since;
        lastUseNanos = begun;
    }

    /** Somebody asked for something. */
    public synchronized void used() {
        lastUse = clock.instant();
        lastUseNanos = nanoTime.getAsLong();
    }

    /** Whether it is over; to be asked every few seconds, and before each answer. */
    public synchronized boolean isOver() {
        Instant now = clock.instant();
        long nanos = nanoTime.getAsLong();
        Duration byClock = Duration.between(lastLook, now);
        Duration awake = Duration.ofNanos(nanos - lastLookNanos);
        lastLook = now;
        lastLookNanos = nanos;
        boolean slept = byClock.minus(awake).compareTo(SLEPT) > 0;
        return slept
                || isLonger(since, now, begun, nanos, longest)
                || isLonger(lastUse, now, lastUseNanos, nanos, idle);
    }

    private static boolean isLonger(Instant from, Instant now, long fromNanos, long nanos, Duration limit) {
        return Duration.between(from, now).compareTo(limit) >= 0
                || Duration.ofNanos(nanos - fromNanos).compareTo(limit) >= 0;
    }

    /** Since when, until when at the latest, and until when without a request: milliseconds since 1970. */
    public synchronized List<String> fields() {
        return List.of(millis(since), millis(since.plus(longest)), millis(lastUse.plus(idle)));
    }

    private static String millis(Instant time) {
        return Long.toString(time.toEpochMilli());
    }
}
