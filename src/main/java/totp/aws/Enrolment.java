package totp.aws;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import totp.aws.AwsException.Reason;
import totp.crypto.Secret;

/**
 * The making of a user's virtual MFA device. Its seed comes once, in the answer to the call that makes it: an answer that is
 * lost leaves a device that nobody can use, and which is not deleted here, since it may be somebody else's in the making.
 *
 * @param <X> how the keeper of the seed fails
 */
public final class Enrolment<X extends Exception> {
    /** AWS allows so many devices of all kinds to a user. */
    public static final int DEVICES_MAX = 8;

    /** For a user that was made a moment ago and is not known everywhere yet. */
    private static final Duration NEW_USER_PATIENCE = Duration.ofSeconds(10);

    private static final Duration CREATE_PATIENCE = Duration.ofSeconds(30);
    private static final int NAMES_MAX = 9;

    /** So many devices may be left behind at AWS by answers that did not come. */
    private static final int UNKNOWN_MAX = 3;

    private final Iam iam;
    private final Identity caller;
    private final String user;
    private final Keeper<X> keeper;
    private int unknown;

    public Enrolment(Iam iam, Identity caller, String user, Keeper<X> keeper) {
        this.iam = iam;
        this.caller = caller;
        this.user = user;
        this.keeper = keeper;
    }

    /** The steps that follow for a device whose seed is kept. */
    public Registration<X> registration(String serial, Secret seed) {
        return new Registration<>(iam, caller, user, serial, seed, keeper);
    }

    /** The user's devices; asked for a while where the user may be new. */
    public List<MfaDevice> devices() throws AwsException {
        Patience patience = new Patience(iam.world(), NEW_USER_PATIENCE);
        while (true) {
            try {
                return iam.devices(user);
            } catch (AwsException e) {
                if (e.reason() != Reason.NOT_FOUND || !patience.lasts("AWS does not know the user " + user + " yet")) {
                    throw e;
                }
            }
        }
    }

    /**
     * Makes a device and hands it to the keeper.
     *
     * @param path {@code /} or {@code /…/}
     * @param name the first choice; {@code name-2} and so on follow
     * @param devices what the user has
     * @param anyFree whether names of the user's own devices are passed over as well
     * @return its serial; empty if the keeper chose to finish one that is there
     * @throws AwsException {@code UNKNOWN} if the answers to several attempts are lost
     */
    public Optional<String> create(String path, String name, List<MfaDevice> devices, boolean anyFree)
            throws AwsException, X {
        for (int i = 1; i <= NAMES_MAX; i++) {
            String candidate = i == 1 ? name : name + "-" + i;
            String serial = caller.serialOf(path, candidate);
            boolean own = devices.stream().anyMatch(device -> device.serial().equals(serial));
            if (own && anyFree) {
                continue;
            }
            Attempt attempt = attempt(path, candidate, serial, own);
            if (attempt != Attempt.NEXT_NAME) {
                return attempt == Attempt.MADE ? Optional.of(serial) : Optional.empty();
            }
        }
        throw new AwsException(Reason.EXISTS, "EntityAlreadyExists", "no name like " + name + " is free for a device");
    }

    private enum Attempt {
        MADE,
        FINISH_OTHER,
        NEXT_NAME
    }

    private Attempt attempt(String path, String name, String serial, boolean own) throws AwsException, X {
        Patience patience = new Patience(iam.world(), CREATE_PATIENCE);
        while (true) {
            try {
                make(path, name, serial);
                return Attempt.MADE;
            } catch (AwsException e) {
                switch (e.reason()) {
                    case THROTTLED, BEING_CHANGED, UNREACHABLE -> {
                        if (!patience.lasts(String.valueOf(e.getMessage()))) {
                            throw e;
                        }
                    }
                    case UNKNOWN -> {
                        iam.world()
                                .warning()
                                .accept(e.getMessage() + "; the device " + serial
                                        + " may be there now, and nobody knows its secret");
                        if (++unknown == UNKNOWN_MAX) {
                            throw e;
                        }
                        iam.world().progress().accept("taking another name");
                        return Attempt.NEXT_NAME;
                    }
                    case EXISTS -> {
                        switch (existing(serial, own)) {
                            case FINISH -> {
                                return Attempt.FINISH_OTHER;
                            }
                            case DELETE -> iam.delete(serial);
                            case OTHER_NAME -> {
                                return Attempt.NEXT_NAME;
                            }
                            case STOP -> throw e;
                        }
                    }
                    default -> throw e;
                }
            }
        }
    }

    private Keeper.Existing existing(String serial, boolean own) throws AwsException, X {
        if (own) {
            return keeper.existing(serial, Keeper.Holder.SAME_USER);
        }
        boolean unassigned = iam.isUnassigned(serial).orElse(false);
        return keeper.existing(serial, unassigned ? Keeper.Holder.NOBODY : Keeper.Holder.UNKNOWN);
    }

    /** The seed is the keeper's before this returns; a keeper that cannot keep it leaves no device behind. */
    private void make(String path, String name, String serial) throws AwsException, X {
        try (VirtualMfaDevice device = iam.create(path, name)) {
            if (!device.serial().equals(serial)) {
                throw Refusals.notAws("CreateVirtualMFADevice");
            }
            boolean kept = false;
            try {
                keeper.keep(device);
                kept = true;
            } finally {
                if (!kept) {
                    discard(serial);
                }
            }
        }
    }

    /**
     * Deletes a device that is of no use to anybody; a policy may forbid that, and a warning says so then.
     *
     * @return whether it is gone
     */
    public boolean discard(String serial) {
        try {
            iam.delete(serial);
            return true;
        } catch (AwsException e) {
            iam.world()
                    .warning()
                    .accept("the device " + serial + " is left behind unused and could not be deleted ("
                            + e.getMessage() + ")");
            return false;
        }
    }
}
