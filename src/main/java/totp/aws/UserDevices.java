package totp.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/**
 * The MFA devices of one IAM user, as one caller sees and manages them: with the caller's own keys, or in a session that one
 * of these devices begins where AWS demands that.
 */
public final class UserDevices implements AutoCloseable {
    /** AWS allows so many devices of all kinds to a user. */
    public static final int DEVICES_MAX = 8;

    private static final Duration CREATE_PATIENCE = Duration.ofSeconds(30);

    /** For a user that was made a moment ago and is not known everywhere yet. */
    private static final Duration NEW_USER_PATIENCE = Duration.ofSeconds(10);

    /** A device that nobody makes. */
    private static final String NO_DEVICE = "totp-asks-whether-mfa-is-wanted";

    private final Iam iam;
    private final Identity caller;
    private final String user;
    private final Authority authority;

    /** With the caller's keys; speaks to nobody yet. */
    public UserDevices(Iam iam, Identity caller, String user) {
        this.iam = iam;
        this.caller = caller;
        this.user = user;
        this.authority = new Authority(iam);
    }

    /** Who manages them. */
    public Identity caller() {
        return caller;
    }

    /** Whose they are. */
    public String user() {
        return user;
    }

    Iam iam() {
        return iam;
    }

    /** The ARN that a device of this account has. */
    public String serialOf(String path, String deviceName) {
        return caller.serialOf(path, deviceName);
    }

    /** Whether these are the user's own long-term keys, with which alone codes can be verified and sessions begun. */
    public boolean isOwnWithLongTermKeys() {
        return caller.isUser(user) && !iam.hasSessionKeys();
    }

    /** Whether this is the user, with whatever keys. */
    public boolean isOwn() {
        return caller.isUser(user);
    }

    /**
     * The user's devices, of whatever kind; asked for a while where the user may be new.
     *
     * @return empty if a policy withholds the list
     */
    public Optional<List<MfaDevice>> list() throws AwsException {
        Retries patience = new Retries(iam.world(), NEW_USER_PATIENCE);
        while (true) {
            try {
                return Optional.of(iam.devices(user));
            } catch (AwsException e) {
                if (e.reason() == Reason.DENIED) {
                    return Optional.empty();
                }
                if (e.reason() != Reason.NOT_FOUND || !patience.lasts(Message.of("aws.aws-does-not-know-user", user))) {
                    throw e;
                }
            }
        }
    }

    /**
     * The same, asked once: for who must know, and goes through users that are there for long.
     *
     * @throws AwsException {@code DENIED} if a policy withholds the list; {@code NOT_FOUND}
     */
    public List<MfaDevice> listed() throws AwsException {
        return iam.devices(user);
    }

    /**
     * Which of these virtual devices of the account there are, and whether somebody has them.
     *
     * @return empty if a policy withholds the list
     */
    public Optional<Map<String, Boolean>> assignments(Set<String> serials) throws AwsException {
        return iam.virtualDevices().assignments(serials);
    }

    /**
     * Whether AWS wants MFA of session keys of the user, which do not tell whether they have it: asked with a registration
     * that can never be, since AWS looks at that before it looks for the device.
     */
    public boolean refusesForWantOfMfa() throws AwsException {
        try {
            iam.enable(user, serialOf("/", NO_DEVICE), "000000", "000001");
            return false;
        } catch (AwsException e) {
            return e.reason() == Reason.MFA_DEMANDED;
        }
    }

    /**
     * A device of this user, made or to be registered.
     *
     * @param codes the device's from here on, to be closed with it
     * @param enabled since when it is the user's; null if it is not, or AWS did not tell
     */
    public UserDevice device(String serial, StepCodes codes, CodeNotes notes, @Nullable Instant enabled) {
        return new UserDevice(this, authority, serial, codes, notes, enabled);
    }

    /**
     * Names one more device that may begin a session, once AWS demands one and if those before it cannot.
     *
     * @param beginner closed with this, or once there is a session
     */
    public void mayBegin(UserDevice beginner) {
        authority.mayBegin(beginner);
    }

    /**
     * Begins the session at once, where AWS is certain to demand one.
     *
     * @throws AwsException why the last of the devices that may begin one did not: {@code LATER}, {@code CODES}, {@code DENIED}
     */
    public void begin() throws DeviceException {
        authority.begin();
    }

    /**
     * Makes a virtual device and hands its seed to the keeper. The seed comes once, in the answer to the call that makes the
     * device; a keeper that cannot keep it leaves no device behind.
     *
     * @param path {@code /} or {@code /…/}
     * @param known what the user has
     */
    public Creation create(String path, String name, List<MfaDevice> known, SeedKeeper keeper) throws DeviceException {
        String serial = serialOf(path, name);
        Retries patience = new Retries(iam.world(), CREATE_PATIENCE);
        while (true) {
            try {
                make(path, name, serial, keeper);
                return new Creation.Made(serial);
            } catch (AwsException e) {
                switch (e.reason()) {
                    case THROTTLED, BEING_CHANGED, UNREACHABLE -> {
                        if (!patience.lasts(e.message())) {
                            throw e;
                        }
                    }
                    case EXISTS -> {
                        return new Creation.Taken(serial, holder(serial, known), e);
                    }
                    case UNKNOWN -> {
                        warn(Message.of("aws.device-may-now-nobody", e.message(), serial));
                        return new Creation.Lost(serial, e);
                    }
                    default -> throw e;
                }
            }
        }
    }

    /** For whoever found all names like this one taken. */
    public static AwsException noneFree(String name) {
        return new AwsException(Reason.EXISTS, "EntityAlreadyExists", Message.of("aws.no-name-like-free", name));
    }

    private void make(String path, String name, String serial, SeedKeeper keeper) throws DeviceException {
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
            Message told = discard(serial) ? Message.of("aws.deleted-again", e.message()) : e.message();
            throw new AwsException(Reason.UNUSABLE, e.code(), told);
        }
    }

    private Creation.Holder holder(String serial, List<MfaDevice> known) throws AwsException {
        if (known.stream().anyMatch(device -> device.serial().equals(serial))) {
            return Creation.Holder.SAME_USER;
        }
        boolean unassigned =
                authority.present().virtualDevices().isUnassigned(serial).orElse(false);
        return unassigned ? Creation.Holder.NOBODY : Creation.Holder.UNKNOWN;
    }

    /** Deletes a virtual device that nobody has, for another of its name to be made. */
    public void delete(String serial) throws DeviceException {
        authority.run(with -> with.delete(serial));
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
            warn(Message.of("aws.device-left-behind-unused", serial, e.message()));
            return false;
        }
    }

    /**
     * Takes a virtual device from the user and deletes it; what is gone already is well. A policy that withholds the
     * deletion is a warning: the user is rid of the device, which is what counts.
     *
     * @param assigned whether the user has it, as far as that is known
     */
    public void remove(String serial, boolean assigned) throws DeviceException {
        if (!MfaDevice.isVirtual(serial)) {
            throw new AwsException(Reason.REFUSED, "NotVirtual", Message.of("aws.not-virtual-mfa-device", serial));
        }
        if (assigned) {
            authority.run(ignoringAbsence(with -> with.deactivate(user, serial)));
        }
        try {
            authority.run(ignoringAbsence(with -> with.delete(serial)));
        } catch (AwsException e) {
            if (e.code().equals("DeleteConflict") && !assigned) {
                remove(serial, true); // the list was not yet so far
                return;
            }
            if (e.reason() != Reason.DENIED) {
                throw e;
            }
            warn(Message.of("aws.no-more-but-could", serial, user, e.message()));
        }
    }

    private static Authority.Call ignoringAbsence(Authority.Call call) {
        return with -> {
            try {
                call.make(with);
            } catch (AwsException e) {
                if (e.reason() != Reason.NOT_FOUND) {
                    throw e;
                }
            }
        };
    }

    private void warn(Message what) {
        iam.world().warning().accept(what);
    }

    /** Ends the session, and closes the devices that might have begun one. */
    @Override
    public void close() {
        authority.close();
    }
}
