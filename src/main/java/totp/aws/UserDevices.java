package totp.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException.Reason;
import totp.crypto.Secret;

/**
 * The MFA devices of one IAM user, as one caller sees and manages them.
 *
 * @param <X> how the notes of codes fail
 */
public final class UserDevices<X extends Exception> {
    /** For a user that was made a moment ago and is not known everywhere yet. */
    private static final Duration NEW_USER_PATIENCE = Duration.ofSeconds(10);

    /** A device that nobody makes. */
    private static final String NO_DEVICE = "totp-asks-whether-mfa-is-wanted";

    private final Iam iam;
    private final Identity caller;
    private final String user;

    public UserDevices(Iam iam, Identity caller, String user) {
        this.iam = iam;
        this.caller = caller;
        this.user = user;
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
                if (e.reason() != Reason.NOT_FOUND || !patience.lasts("AWS does not know the user " + user + " yet")) {
                    throw e;
                }
            }
        }
    }

    /**
     * Which of these virtual devices of the account there are, and whether somebody has them.
     *
     * @return empty if a policy withholds the list
     */
    public Optional<Map<String, Boolean>> assignments(Set<String> serials) throws AwsException {
        return iam.assignments(serials);
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
     * A device whose codes may begin a session.
     *
     * @param seed lent for as long as this is used
     * @param enabled since when it is the user's, or null if AWS did not tell
     */
    public Verification<X> verification(String serial, Secret seed, CodeNotes<X> notes, @Nullable Instant enabled) {
        return new Verification<>(iam, serial, seed, notes, enabled);
    }

    /**
     * The keys with which this user's devices are managed.
     *
     * @param devices those that may begin a session, best first; none if the caller is not the user with long-term keys
     */
    public Authority<X> authority(List<Verification<X>> devices) {
        return new Authority<>(iam, devices);
    }

    /** What is done with the codes of a device of this user, whose seed is kept. */
    public UserDevice<X> registration(Authority<X> authority, String serial, Secret seed, CodeNotes<X> notes) {
        return new UserDevice<>(iam, caller, user, authority, serial, seed, notes);
    }

    /**
     * Takes a virtual device from the user and deletes it; what is gone already is well. A policy that withholds the
     * deletion is a warning: the user is rid of the device, which is what counts.
     *
     * @param assigned whether the user has it, as far as that is known
     */
    public void remove(Authority<X> authority, String serial, boolean assigned) throws AwsException, X {
        if (!MfaDevice.isVirtual(serial)) {
            throw new AwsException(Reason.REFUSED, "NotVirtual", serial + " is not a virtual MFA device");
        }
        if (assigned) {
            authority.run(ignoringAbsence(with -> with.deactivate(user, serial)));
        }
        try {
            authority.run(ignoringAbsence(with -> with.delete(serial)));
        } catch (AwsException e) {
            if (e.code().equals("DeleteConflict") && !assigned) {
                remove(authority, serial, true); // the list was not yet so far
                return;
            }
            if (e.reason() != Reason.DENIED) {
                throw e;
            }
            iam.world()
                    .warning()
                    .accept(serial + " is " + user + "'s no more, but could not be deleted (" + e.getMessage() + ")");
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
}
