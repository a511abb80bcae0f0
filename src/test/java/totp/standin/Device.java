package totp.standin;

import java.time.Instant;

/** One MFA device and what the server remembers of its codes. Guarded by {@link Devices}. */
public final class Device {
    public enum Kind {
        VIRTUAL,
        FIDO,
        HARDWARE
    }

    /** How old the later code of a pair may be for AWS to take it as one at all; an assumption, its size is not documented. */
    static final int STALE_STEPS_MAX = 20;

    private final Kind kind;
    private final String serial;
    private final byte[] seed;
    private final Lag.Progress creation;

    private Principal owner;
    private Instant enabled;
    private Lag.Progress assignment;
    private Lag.Progress signIn;
    private long lastStep = Long.MIN_VALUE;
    private boolean outOfSync;

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

    /** True after a stale pair: the device is assigned, and no code of it is accepted. */
    public boolean outOfSync() {
        return outOfSync;
    }

    /** The step up to which codes are spent. */
    public long lastStep() {
        return lastStep;
    }

    boolean known(Instant now) {
        return creation.arrived(now);
    }

    boolean assignmentKnown(Instant now) {
        return assignment.arrived(now);
    }

    boolean usableForSignIn(Instant now) {
        return signIn.arrived(now);
    }

    void assign(Principal to, Instant now, Lag.Progress listing, Lag.Progress signingIn) {
        owner = to;
        enabled = now;
        assignment = listing;
        signIn = signingIn;
    }

    /** Steps stay spent: taking a device away and back makes no code good again. */
    void release() {
        owner = null;
        enabled = null;
        outOfSync = false;
    }

    /**
     * Takes two consecutive codes. An old pair shows who holds the seed but not that the clocks agree: AWS associates
     * such a device and then refuses its codes.
     */
    void accept(String first, String second, long now, int window, boolean staleToo) throws AwsError {
        for (long step = now + window; step >= now - STALE_STEPS_MAX; step--) {
            boolean stale = step < now - window;
            if (stale && !staleToo) {
                break;
            }
            // A spent code stays spent, wherever in a pair it comes again.
            if (step - 1 > lastStep
                    && code(step - 1).equals(first)
                    && code(step).equals(second)) {
                lastStep = step;
                outOfSync = stale;
                return;
            }
        }
        throw AwsError.invalidCodes();
    }

    /** True if the code is right, fresh and of a device whose clock is known; then it is spent. */
    boolean accept(String code, long now, int window) {
        for (long step = Math.max(now - window, lastStep + 1); !outOfSync && step <= now + window; step++) {
            if (code(step).equals(code)) {
                lastStep = step;
                return true;
            }
        }
        return false;
    }
}
