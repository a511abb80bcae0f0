package totp.aws;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException.Reason;
import totp.crypto.Secret;
import totp.otp.Totp;

/**
 * What is done with the codes of one device: registering it with two consecutive ones, proving that it works with a third,
 * bringing it back into step, removing it. Codes are made by AWS's clock at the moment of sending, and their steps are noted
 * before, so that nobody is given a code that AWS has seen.
 *
 * @param <X> how the keeper fails
 */
public final class Registration<X extends Exception> {
    /** New users, devices and login profiles take up to a minute until every part of IAM knows them. */
    private static final Duration ENABLE_PATIENCE = Duration.ofSeconds(60);

    /** Until then an assignment that is not listed may only not be visible yet. */
    private static final Duration LIST_PATIENCE = Duration.ofSeconds(30);

    /** A pair that is sent this shortly before the step turns arrives as one that is a step older. */
    private static final Duration STEP_MARGIN = Duration.ofSeconds(2);

    private static final int UNKNOWN_MAX = 3;

    private final Iam iam;
    private final Identity caller;
    private final String user;
    private final String serial;
    private final Secret seed;
    private final Keeper<X> keeper;
    private final Totp scheme = Totp.DEFAULT;
    private int attempts;
    private @Nullable SessionKeys session;

    /** @param seed lent for as long as this is used */
    Registration(Iam iam, Identity caller, String user, String serial, Secret seed, Keeper<X> keeper) {
        this.iam = iam;
        this.caller = caller;
        this.user = user;
        this.serial = serial;
        this.seed = seed;
        this.keeper = keeper;
    }

    /** How often EnableMFADevice was called. */
    public int attempts() {
        return attempts;
    }

    /** Whether AWS lists the device as this user's. */
    public boolean isAssigned() throws AwsException {
        return iam.devices(user).stream().anyMatch(device -> device.serial().equals(serial));
    }

    /**
     * Registers the device with the codes of (T-1, T), and if AWS refuses those with (T, T+1).
     *
     * @throws AwsException the seed is still needed: {@code CODES} if AWS takes neither pair, {@code UNKNOWN} if no answer
     *     tells; {@code LIMIT} alone says for certain that the device is nobody's
     */
    public void enable() throws AwsException, X {
        Patience patience = new Patience(iam.world(), ENABLE_PATIENCE);
        boolean ahead = false;
        int unknown = 0;
        while (true) {
            try {
                sendPair(pair(ahead));
                return;
            } catch (AwsException e) {
                switch (e.reason()) {
                    case CODES -> {
                        if (ahead) {
                            throw e;
                        }
                        ahead = true;
                        iam.world().progress().accept("AWS refused the codes; trying the next two");
                    }
                    case NOT_FOUND, BEING_CHANGED, THROTTLED, UNREACHABLE -> {
                        if (!patience.lasts(String.valueOf(e.getMessage()))) {
                            throw e;
                        }
                    }
                    case EXISTS -> {
                        if (isAssigned()) {
                            return;
                        }
                        throw e;
                    }
                    case UNKNOWN -> {
                        if (becameAssigned(e)) {
                            return;
                        }
                        if (++unknown == UNKNOWN_MAX) {
                            throw e;
                        }
                    }
                    default -> throw e;
                }
            }
        }
    }

    /** The first step of the pair to send now, by AWS's clock. */
    private long pair(boolean ahead) throws AwsException {
        Instant turn = scheme.beginOfStep(scheme.stepAt(iam.clock().now()) + 1);
        if (Duration.between(iam.clock().now(), turn).compareTo(STEP_MARGIN) < 0) {
            waitUntil(turn);
        }
        long present = scheme.stepAt(iam.clock().now());
        // Two equal codes in a row, once in a million: AWS wants two different ones.
        boolean alike = code(present - 1).equals(code(present));
        return ahead || alike ? present : present - 1;
    }

    private void sendPair(long first) throws AwsException, X {
        keeper.spend(first, first + 1);
        attempts++;
        iam.enable(user, serial, code(first), code(first + 1));
    }

    /** No answer came to Enable: the list of the user's devices decides. */
    private boolean becameAssigned(AwsException unanswered) throws AwsException {
        Patience patience = new Patience(iam.world(), LIST_PATIENCE);
        do {
            try {
                if (isAssigned()) {
                    return true;
                }
            } catch (AwsException e) {
                throw e.reason() == Reason.INTERRUPTED ? e : unanswered; // it stays unknown
            }
        } while (patience.lasts(unanswered.getMessage() + "; asking AWS what became of it"));
        return false;
    }

    /** Whether a proof can be had: STS takes a user's own long-term keys alone. */
    public boolean canProve() {
        return caller.isUser(user) && !iam.hasSessionKeys();
    }

    /**
     * Proves that AWS takes the codes, with one that nobody was given: by the first free step that is at most one ahead of
     * AWS's clock, and if that is refused once more when it has begun.
     *
     * @return false if a policy does not allow it
     * @throws AwsException {@code CODES} if the device is out of step
     */
    public boolean prove() throws AwsException, X {
        Patience patience = new Patience(iam.world(), LIST_PATIENCE);
        long step = nextStep();
        boolean refused = false;
        int unknown = 0;
        while (true) {
            try {
                session = iam.session(serial, code(step));
                return true;
            } catch (AwsException e) {
                switch (e.reason()) {
                    case DENIED -> {
                        return false;
                    }
                    case CODES -> {
                        if (refused) {
                            throw e;
                        }
                        refused = true;
                        step = begun(step);
                    }
                    case UNKNOWN -> { // perhaps it was taken, and would be refused now
                        if (++unknown == UNKNOWN_MAX) {
                            throw e;
                        }
                        step = nextStep();
                    }
                    case NOT_FOUND, THROTTLED, UNREACHABLE -> {
                        if (!patience.lasts(String.valueOf(e.getMessage()))) {
                            throw e;
                        }
                        if (step < scheme.stepAt(iam.clock().now())) {
                            step = nextStep();
                        }
                    }
                    default -> throw e;
                }
            }
        }
    }

    /** A step that nobody was given, once it is at most one ahead of AWS's clock. */
    private long nextStep() throws AwsException, X {
        long step = keeper.reserve(scheme.stepAt(iam.clock().now()), 1);
        waitUntil(scheme.beginOfStep(step - 1));
        return step;
    }

    /** The same step, once it has begun; if it had begun already when AWS refused it, the next one. */
    private long begun(long refused) throws AwsException, X {
        boolean early = iam.clock().now().isBefore(scheme.beginOfStep(refused));
        long step = early ? refused : keeper.reserve(refused + 1, 1);
        iam.world().progress().accept("AWS refused the code; trying once more");
        waitUntil(scheme.beginOfStep(step));
        return step;
    }

    /**
     * Brings the device back into step with two consecutive codes that nobody was given.
     *
     * @throws AwsException {@code CODES} if AWS refuses two such pairs
     */
    public void resync() throws AwsException, X {
        boolean refused = false;
        while (true) {
            long first = keeper.reserve(scheme.stepAt(iam.clock().now()) - 1, 2);
            waitUntil(scheme.beginOfStep(first + 1));
            try {
                iam.resync(user, serial, code(first), code(first + 1));
                return;
            } catch (AwsException e) {
                if (refused || e.reason() != Reason.CODES) {
                    throw e;
                }
                refused = true;
                iam.world().progress().accept("AWS refused the codes; trying the next two");
            }
        }
    }

    /**
     * Takes a virtual device from the user and deletes it; what is gone already is well. Where a policy demands MFA for
     * that, with a session that one of this device's codes begins.
     *
     * @param device this one, or another of the same user
     */
    public void remove(String device) throws AwsException, X {
        if (!MfaDevice.isVirtual(device)) {
            throw new AwsException(Reason.REFUSED, "NotVirtual", device + " is not a virtual MFA device");
        }
        try {
            deactivateAndDelete(iam, device);
        } catch (AwsException e) {
            if (e.reason() != Reason.DENIED || !canProve() || (session == null && !prove()) || session == null) {
                throw e;
            }
            try (Iam withMfa = iam.with(session)) {
                deactivateAndDelete(withMfa, device);
            }
        }
    }

    private void deactivateAndDelete(Iam with, String device) throws AwsException {
        ignoringAbsence(() -> with.deactivate(user, device));
        ignoringAbsence(() -> with.delete(device));
    }

    private static void ignoringAbsence(Call call) throws AwsException {
        try {
            call.make();
        } catch (AwsException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Call {
        void make() throws AwsException;
    }

    private void waitUntil(Instant awsTime) throws AwsException {
        long millis = Duration.between(iam.clock().now(), awsTime).toMillis();
        if (millis > STEP_MARGIN.toMillis()) {
            iam.world().progress().accept("waiting " + (millis + 999) / 1000 + " s for the next code");
        }
        for (; millis > 0; millis = Duration.between(iam.clock().now(), awsTime).toMillis()) {
            iam.world().pause(Math.min(millis + 1, 1000)); // in slices, since the machine may sleep
        }
    }

    private String code(long step) {
        return scheme.codeOfStep(step, seed, null);
    }
}
