package totp.aws;

import java.util.function.DoubleSupplier;

/**
 * How fast the calls of a long run follow each other. IAM's limits are not published and are shared by all who work in the
 * account, so a run that goes through many users keeps below them, goes back by half when AWS says that it is too much, and
 * comes up again slowly.
 */
public final class Pace {
    /** In calls a second, and the most there ever are. */
    public static final double CALLS_PER_SECOND = 5;

    /** However busy AWS is, a run goes on. */
    static final double CALLS_PER_SECOND_MIN = 0.5;

    /** By which each call that was not too much quickens those behind it: a minute from the slowest to the fastest. */
    private static final double UP = 0.1;

    /** The part of a pause by which it may be longer, so that several machines do not call in step. */
    private static final double JITTER = 0.2;

    private static final double NANOS = 1e9;

    private final double most;
    private final DoubleSupplier chance;
    private double rate;
    private int free;
    private boolean begun;
    private long lastNanos;

    private Pace(double most, int free, DoubleSupplier chance) {
        this.most = most;
        this.rate = most;
        this.free = free;
        this.chance = chance;
    }

    /** Calls that follow each other as they come. */
    public static Pace none() {
        return new Pace(Double.POSITIVE_INFINITY, 0, () -> 0);
    }

    /**
     * {@link #CALLS_PER_SECOND}, down to a tenth of it where AWS throttles.
     *
     * @param chance numbers of at least 0 and less than 1
     */
    public static Pace gentle(DoubleSupplier chance) {
        return gentleAfter(0, chance);
    }

    /**
     * The same once so many calls have followed each other as they come, or AWS has throttled one.
     *
     * @param calls fewer than all the others in the account would feel
     */
    public static Pace gentleAfter(int calls, DoubleSupplier chance) {
        return new Pace(CALLS_PER_SECOND, calls, chance);
    }

    /** In calls a second, as it is now. */
    double rate() {
        return rate;
    }

    /**
     * Waits until the next call is due.
     *
     * @throws AwsException {@code INTERRUPTED}
     */
    void await(World world) throws AwsException {
        if (most == Double.POSITIVE_INFINITY) {
            return;
        }
        if (free > 0) {
            free--;
            return;
        }
        double gap = NANOS / rate * (1 + JITTER * chance.getAsDouble());
        long left = lastNanos + (long) gap - world.nanoTime().getAsLong();
        if (begun && left > 0) {
            world.pause((left + 999_999) / 1_000_000);
        }
        begun = true;
        lastNanos = world.nanoTime().getAsLong();
    }

    /** AWS has carried out a call, or refused it for what it was. */
    void taken() {
        rate = Math.min(most, rate + UP);
    }

    /** AWS has said that there were too many. */
    void throttled() {
        if (most != Double.POSITIVE_INFINITY) {
            free = 0;
            rate = Math.max(CALLS_PER_SECOND_MIN, rate / 2);
        }
    }
}
