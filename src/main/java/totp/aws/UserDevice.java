package totp.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/**
 * One device of a user, and its codes: registered with two consecutive codes, proven to work with a third, brought back into
 * step. Codes are made by AWS's clock at the moment of sending, and their steps are noted before, so that nobody is given a
 * code that AWS has seen.
 */
public final class UserDevice implements AutoCloseable {
    /** New users, devices and login profiles take up to a minute until every part of IAM knows them. */
    private static final Duration ENABLE_PATIENCE = Duration.ofSeconds(60);

    /** Until then an assignment that is not listed may only not be visible yet. */
    private static final Duration LIST_PATIENCE = Duration.ofSeconds(30);

    /** Where somebody else registered it, or another run: it may have been so short a time ago. */
    private static final Duration CHANGED_BEFORE = Duration.ofSeconds(4);

    private static final int UNKNOWN_MAX = 3;

    private final UserDevices all;
    private final Authority authority;
    private final Iam iam;
    private final String serial;
    private final StepCodes given;
    private final DeviceCodes codes;
    private final Verification verification;
    private int attempts;
    private Optional<Instant> changed = Optional.empty();

    UserDevice(
            UserDevices all,
            Authority authority,
            String serial,
            StepCodes given,
            CodeNotes notes,
            @Nullable Instant enabled) {
        this.all = all;
        this.authority = authority;
        this.iam = all.iam();
        this.serial = serial;
        this.given = given;
        this.codes = new DeviceCodes(iam.world(), iam.clock(), given, notes);
        this.verification = new Verification(
                iam.world(), iam.clock(), code -> iam.session(serial, code), serial, codes, notes, enabled);
    }

    /** What came of having AWS verify a code. */
    public enum Proof {
        /** AWS took it. */
        TAKEN,
        /** A policy does not allow GetSessionToken. */
        FORBIDDEN,
        /** AWS does not know the device yet, or was asked too often. */
        LATER
    }

    Verification verification() {
        return verification;
    }

    /** How often EnableMFADevice was called. */
    public int attempts() {
        return attempts;
    }

    /** Whether AWS lists the device as this user's. */
    boolean isAssigned() throws AwsException {
        return authority.present().devices(all.user()).stream()
                .anyMatch(device -> device.serial().equals(serial));
    }

    /**
     * Registers the device with the codes of (T-1, T), and if AWS refuses those with (T, T+1).
     *
     * @throws AwsException the seed is still needed: {@code CODES} if AWS takes neither pair, {@code UNKNOWN} if no answer
     *     tells; {@code LIMIT} and {@code MFA_DEMANDED} alone say for certain that the device is nobody's
     */
    public void enable() throws DeviceException {
        Retries patience = new Retries(iam.world(), ENABLE_PATIENCE);
        boolean ahead = false;
        int unknown = 0;
        while (!changed.isPresent()) {
            try {
                sendPair(ahead);
            } catch (AwsException e) {
                if (authority.mayHelp(e)) {
                    authority.begin();
                    continue;
                }
                switch (e.reason()) {
                    case CODES -> {
                        if (ahead) {
                            throw e;
                        }
                        ahead = true;
                        iam.world().progress().accept(Message.of("aws.aws-refused-codes-trying"));
                    }
                    case NOT_FOUND, BEING_CHANGED, THROTTLED, UNREACHABLE -> {
                        if (!patience.lasts(e.message())) {
                            throw e;
                        }
                    }
                    // A registration whose answer was lost: from then on AWS wants MFA for a second one.
                    case EXISTS, MFA_DEMANDED -> requireAssigned(e);
                    case UNKNOWN -> {
                        if (!becameAssigned(e) && ++unknown == UNKNOWN_MAX) {
                            throw e;
                        }
                    }
                    default -> throw e;
                }
            }
        }
    }

    private void sendPair(boolean ahead) throws DeviceException {
        long first = codes.pair(ahead);
        codes.spend(first);
        attempts++;
        authority.present().enable(all.user(), serial, codes.of(first), codes.of(first + 1));
        changed = Optional.of(iam.clock().now());
    }

    private void requireAssigned(AwsException refusal) throws AwsException {
        boolean assigned;
        try {
            assigned = isAssigned();
        } catch (AwsException e) {
            throw e.reason() == Reason.DENIED ? refusal : e;
        }
        if (!assigned) {
            throw refusal;
        }
        changed = Optional.of(iam.clock().now());
    }

    /** No answer came to Enable: the list of the user's devices decides. */
    private boolean becameAssigned(AwsException unanswered) throws AwsException {
        Retries patience = new Retries(iam.world(), LIST_PATIENCE);
        do {
            try {
                if (isAssigned()) {
                    changed = Optional.of(iam.clock().now());
                    return true;
                }
            } catch (AwsException e) {
                throw e.reason() == Reason.INTERRUPTED ? e : unanswered; // it stays unknown
            }
        } while (patience.lasts(Message.of("aws.asking-aws-what-became", unanswered.message())));
        return false;
    }

    /** Whether a proof can be had: STS takes a user's own long-term keys alone. */
    public boolean canProve() {
        return all.isOwnWithLongTermKeys();
    }

    /**
     * Proves that AWS takes the codes of a device that was registered or brought back into step, now or a moment ago.
     *
     * @throws AwsException {@code CODES} if the device is out of step
     */
    public Proof prove() throws DeviceException {
        Proof outcome = verification.afterChange(
                changed.orElseGet(() -> iam.clock().now().minus(CHANGED_BEFORE)));
        authority.adopt(verification);
        return outcome;
    }

    /** The same of a device that AWS has long known. */
    public Proof verify() throws DeviceException {
        return verification.atOnce();
    }

    /** After {@code LATER}, for a person. */
    public Message whyLater() {
        return verification.whyLater();
    }

    /**
     * Brings the device back into step with two consecutive codes that nobody was given.
     *
     * @throws AwsException {@code CODES} if AWS refuses two such pairs
     */
    public void resync() throws DeviceException {
        boolean refused = false;
        while (true) {
            long first = codes.freshPair();
            try {
                iam.resync(all.user(), serial, codes.of(first), codes.of(first + 1));
                changed = Optional.of(iam.clock().now());
                return;
            } catch (AwsException e) {
                if (refused || e.reason() != Reason.CODES) {
                    throw e;
                }
                refused = true;
                iam.world().progress().accept(Message.of("aws.aws-refused-codes-trying"));
            }
        }
    }

    /** Erases what there is of the seed. */
    @Override
    public void close() {
        given.close();
    }
}
