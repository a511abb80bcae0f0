package totp.aws;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException.Reason;
import totp.crypto.Secret;

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

    private static final int UNKNOWN_MAX = 3;

    private final Iam iam;
    private final Identity caller;
    private final String user;
    private final String serial;
    private final DeviceCodes<X> codes;
    private int attempts;
    private @Nullable SessionKeys session;

    /** @param seed lent for as long as this is used */
    Registration(Iam iam, Identity caller, String user, String serial, Secret seed, Keeper<X> keeper) {
        this.iam = iam;
        this.caller = caller;
        this.user = user;
        this.serial = serial;
        this.codes = new DeviceCodes<>(iam.world(), iam.clock(), seed, keeper);
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
                sendPair(codes.pair(ahead));
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

    private void sendPair(long first) throws AwsException, X {
        codes.spend(first);
        attempts++;
        iam.enable(user, serial, codes.of(first), codes.of(first + 1));
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
        long step = codes.next();
        boolean refused = false;
        int unknown = 0;
        while (true) {
            try {
                session = iam.session(serial, codes.of(step));
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
                        iam.world().progress().accept("AWS refused the code; trying once more");
                        step = codes.onceBegun(step);
                    }
                    case UNKNOWN -> { // perhaps it was taken, and would be refused now
                        if (++unknown == UNKNOWN_MAX) {
                            throw e;
                        }
                        step = codes.next();
                    }
                    case NOT_FOUND, THROTTLED, UNREACHABLE -> {
                        if (!patience.lasts(String.valueOf(e.getMessage()))) {
                            throw e;
                        }
                        if (codes.isOver(step)) {
                            step = codes.next();
                        }
                    }
                    default -> throw e;
                }
            }
        }
    }

    /**
     * Brings the device back into step with two consecutive codes that nobody was given.
     *
     * @throws AwsException {@code CODES} if AWS refuses two such pairs
     */
    public void resync() throws AwsException, X {
        boolean refused = false;
        while (true) {
            long first = codes.freshPair();
            try {
                iam.resync(user, serial, codes.of(first), codes.of(first + 1));
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
     * that, with a session that one of this device's codes begins. A policy that withholds the deletion is a warning: the
     * user is rid of the device, which is what counts.
     *
     * @param device this one, or another of the same user
     */
    public void remove(String device) throws AwsException, X {
        if (!MfaDevice.isVirtual(device)) {
            throw new AwsException(Reason.REFUSED, "NotVirtual", device + " is not a virtual MFA device");
        }
        withMfaWhereDemanded(with -> with.deactivate(user, device), true);
        try {
            // A device that was just taken from its user begins no session any more.
            withMfaWhereDemanded(with -> with.delete(device), !device.equals(serial));
        } catch (AwsException e) {
            if (e.reason() != Reason.DENIED) {
                throw e;
            }
            iam.world()
                    .warning()
                    .accept(device + " is " + user + "'s no more, but could not be deleted (" + e.getMessage() + ")");
        }
    }

    private void withMfaWhereDemanded(Call call, boolean mayBegin) throws AwsException, X {
        try {
            ignoringAbsence(iam, call);
        } catch (AwsException e) {
            if (e.reason() != Reason.DENIED) {
                throw e;
            }
            if (session == null && mayBegin && canProve()) {
                prove();
            }
            if (session == null) {
                throw e;
            }
            try (Iam withMfa = iam.with(session)) {
                ignoringAbsence(withMfa, call);
            }
        }
    }

    private static void ignoringAbsence(Iam with, Call call) throws AwsException {
        try {
            call.make(with);
        } catch (AwsException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Call {
        void make(Iam with) throws AwsException;
    }
}
