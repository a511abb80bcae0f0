package totp.standin;

import java.time.Instant;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** One MFA device and what IAM remembers of its pairs of codes. Guarded by {@link Devices}. */
public final class Device {
    public enum Kind {
        VIRTUAL,
        FIDO,
        HARDWARE
    }

    /** How far the later code of a pair may lie behind the device's clock, in steps; observed at AWS, not documented. */
    static final int PAIR_STEPS_BEHIND_MAX = 998;

    /** The same, ahead of it. */
    static final int PAIR_STEPS_AHEAD_MAX = 1000;

    private final Kind kind;
    private final String serial;
    private final byte[] seed;
    private final Lag.Progress creation;

    private Principal owner;
    private Instant enabled;
    private Lag.Progress assignment;
    private long lastPair = Long.MIN_VALUE;
    private long adjustment;

    /** The steps whose codes STS took; here, and not at the serial number, since another seed has other codes. */
    private final Set<Long> used = new HashSet<>();

    Device(Kind kind, String serial, byte[] seed, Lag.Progress creation) {
        this.kind = kind;
        this.serial = serial;
        this.seed = seed.clone();
        this.creation = creation;
    }

    public Kind kind() {
        return kind;
    }

    public String serial() {
        return serial;
    }

    /** As users type it; empty for what has none. */
    public String seed() {
        return Base32.encode(seed);
    }

    /** A code of this device, for tests that play the user. */
    public String code(long step) {
        return Codes.at(seed, step);
    }

    /** Null while the device is unassigned. */
    public Principal owner() {
        return owner;
    }

    public Instant enabled() {
        return enabled;
    }

    /**
     * How many steps the device's clock is ahead of AWS's, as its last pair showed. A pair of another time is taken, and then
     * only codes of that other time are: the trap for tools with a wrong clock.
     */
    public long adjustment() {
        return adjustment;
    }

    /** The step of the later code of the last pair; both codes of the next one have to be newer. */
    public long lastPair() {
        return lastPair;
    }

    /** The steps whose codes began sessions. */
    public Set<Long> used() {
        return Set.copyOf(used);
    }

    boolean known(Instant now) {
        return creation.arrived(now);
    }

    boolean assignmentKnown(Instant now) {
        return assignment.arrived(now);
    }

    void assign(Principal to, Instant now, Lag.Progress listing) {
        owner = to;
        enabled = now;
        assignment = listing;
    }

    /** Pairs, adjustment and codes stay as they are: taking a device away and back makes no code good again. */
    void release() {
        owner = null;
        enabled = null;
    }

    /** Takes two consecutive codes, newer than the last pair, and learns the device's clock from them. STS may still get them. */
    void synchronize(String first, String second, long now) throws AwsError {
        long clock = now + adjustment;
        for (long step = Math.max(clock - PAIR_STEPS_BEHIND_MAX, lastPair + 2);
                step <= clock + PAIR_STEPS_AHEAD_MAX;
                step++) {
            if (code(step).equals(second) && code(step - 1).equals(first)) {
                lastPair = step;
                adjustment = step - now;
                return;
            }
        }
        throw AwsError.invalidCodes();
    }

    /**
     * Whether this is a code of a step near enough that began no session yet; then it is used up.
     *
     * @param clock the present step by the device's clock as STS knows it
     */
    boolean use(String code, long clock, int window) {
        for (long step = clock - window; step <= clock + window; step++) {
            if (!used.contains(step) && code(step).equals(code)) {
                used.add(step);
                return true;
            }
        }
        return false;
    }

    /** Which step a code is of, right now or not: for the log, which holds no codes. */
    OptionalLong stepOf(String code, long now) {
        for (long away = 0; away <= PAIR_STEPS_AHEAD_MAX + 2; away++) {
            for (long step : new long[] {now + away, now - away}) {
                if (code(step).equals(code)) {
                    return OptionalLong.of(step);
                }
            }
        }
        return OptionalLong.empty();
    }
}
