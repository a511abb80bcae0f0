package totp.standin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The side of STS: it hears of devices some seconds after IAM did, takes the code of each step once, near the present one and
 * in whatever order, and grows deaf to a serial number for which it was asked too often. Guarded by {@link Devices}.
 */
final class Verifier {
    private static final long BUDGET_SECONDS = 180;

    private final ServerClock clock;
    private final Map<String, Seen> bySerial = new HashMap<>();
    private int window = 2;
    private int budget = 9;
    private Lag lag = Lag.ofSeconds(8);

    Verifier(ServerClock clock) {
        this.clock = clock;
    }

    /** What a device was at some moment. */
    private record State(Device device, Principal owner, long adjustment) {}

    private record Change(State state, Lag.Progress progress) {}

    /** One serial number, whatever device had it, and has it now. */
    private static final class Seen {
        private final Deque<Change> coming = new ArrayDeque<>();
        private State present;
        private long period;
        private int verifications;
    }

    void setWindow(int steps) {
        window = steps;
    }

    void setBudget(int verifications) {
        budget = verifications;
    }

    void setLag(Lag time) {
        lag = time;
    }

    /** IAM says what a device is from now on; it is seen here later, and in order. */
    void changed(Device device) {
        changed(device, lag);
    }

    /** The same of a device that has long been so. */
    void changedLongAgo(Device device) {
        changed(device, Lag.NONE);
    }

    private void changed(Device device, Lag behind) {
        State state = new State(device, device.owner(), device.adjustment());
        bySerial.computeIfAbsent(device.serial(), serial -> new Seen())
                .coming
                .add(new Change(state, behind.startingAt(clock.instant())));
    }

    void verify(Principal caller, String serial, String code) throws AwsError {
        Seen seen = bySerial.get(serial);
        if (seen == null || isExhausted(seen)) {
            throw unable();
        }
        while (!seen.coming.isEmpty() && seen.coming.peek().progress().arrived(clock.instant())) {
            seen.present = seen.coming.remove().state();
        }
        State state = seen.present;
        if (state == null || !caller.equals(state.owner()) || state.device().kind() != Device.Kind.VIRTUAL) {
            throw unable();
        }
        if (!state.device().use(code, clock.step() + state.adjustment(), window)) {
            throw AwsError.accessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code.");
        }
    }

    /** Counts this verification, right or wrong, in its three minutes of UTC. */
    private boolean isExhausted(Seen seen) {
        long period = Math.floorDiv(clock.instant().getEpochSecond(), BUDGET_SECONDS);
        if (seen.period != period) {
            seen.period = period;
            seen.verifications = 0;
        }
        return ++seen.verifications > budget;
    }

    private static AwsError unable() {
        return AwsError.accessDenied("MultiFactorAuthentication failed, unable to validate MFA code."
                + "  Please verify your MFA serial number is valid and associated with this user.");
    }
}
