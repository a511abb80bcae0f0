package totp.aws;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import totp.aws.AwsException.Reason;

/**
 * The making of a user's virtual MFA device. Its seed comes once, in the answer to the call that makes it: an answer that is
 * lost leaves a device that nobody can use, and which is not deleted here, since it may be somebody else's in the making.
 *
 * @param <X> how the keeper of the seed fails
 */
public final class DeviceCreation<X extends Exception> {
    /** AWS allows so many devices of all kinds to a user. */
    public static final int DEVICES_MAX = 8;

    private static final Duration CREATE_PATIENCE = Duration.ofSeconds(30);
    private static final int NAMES_MAX = 9;

    /** So many devices may be left behind at AWS by answers that did not come. */
    private static final int UNKNOWN_MAX = 3;

    private final UserDevices<X> user;
    private final Iam iam;
    private final Authority<X> authority;
    private final SeedKeeper<X> keeper;
    private int unknown;

    public DeviceCreation(UserDevices<X> user, Authority<X> authority, SeedKeeper<X> keeper) {
        this.user = user;
        this.iam = user.iam();
        this.authority = authority;
        this.keeper = keeper;
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
        for (String candidate : names(name)) {
            String serial = user.serialOf(path, candidate);
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

    /** The names that are tried for a device, in this order. */
    public static List<String> names(String first) {
        return IntStream.rangeClosed(1, NAMES_MAX)
                .mapToObj(i -> i == 1 ? first : first + "-" + i)
                .toList();
    }

    private enum Attempt {
        MADE,
        FINISH_OTHER,
        NEXT_NAME
    }

    private Attempt attempt(String path, String name, String serial, boolean own) throws AwsException, X {
        Retries patience = new Retries(iam.world(), CREATE_PATIENCE);
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
                            case DELETE -> authority.run(with -> with.delete(serial));
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

    private SeedKeeper.Existing existing(String serial, boolean own) throws AwsException, X {
        if (own) {
            return keeper.existing(serial, SeedKeeper.Holder.SAME_USER);
        }
        boolean unassigned = authority.present().isUnassigned(serial).orElse(false);
        return keeper.existing(serial, unassigned ? SeedKeeper.Holder.NOBODY : SeedKeeper.Holder.UNKNOWN);
    }

    /** The seed is the keeper's before this returns; a keeper that cannot keep it leaves no device behind. */
    private void make(String path, String name, String serial) throws AwsException, X {
        try (VirtualMfaDevice device = authority.present().create(path, name, serial)) {
            boolean kept = false;
            try {
                keeper.keep(device);
                kept = true;
            } finally {
                if (!kept) {
                    discard(serial);
                }
            }
        } catch (AwsException e) {
            if (e.reason() != Reason.UNUSABLE) {
                throw e;
            }
            // Made by this call and by nobody else, and nobody can ever use it.
            String after = discard(serial) ? "; the device was deleted again" : "";
            throw new AwsException(Reason.UNUSABLE, e.code(), e.getMessage() + after);
        }
    }

    /**
     * Deletes a device that is of no use to anybody; a policy may forbid that, and a warning says so then.
     *
     * @return whether it is gone
     */
    public boolean discard(String serial) {
        try {
            authority.present().delete(serial);
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
