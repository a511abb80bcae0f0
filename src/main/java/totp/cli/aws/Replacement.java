package totp.cli.aws;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.DeviceException;
import totp.aws.Identity;
import totp.aws.UserDevices;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.otp.Account;
import totp.otp.AwsDevice;

/** A device that takes the place of another: the old one goes last, so that at no moment the user is without MFA. */
final class Replacement {
    private final Session session;
    private final EnrolmentReport report;
    private final UserDevices devices;

    Replacement(Session session, EnrolmentReport report, UserDevices devices) {
        this.session = session;
        this.report = report;
        this.devices = devices;
    }

    /** Before anything is written: whether the device of {@code replaced} may go once a new one is registered. */
    static void check(AwsAccess connection, EnrolmentOptions options, Account replaced, Identity caller, String user)
            throws Failure {
        AwsDevice device = replaced.aws();
        if (device == null || replaced.state() == Account.State.PENDING) {
            throw Failure.usage(replaced.name() + " has no registered AWS device that could be replaced");
        }
        if (!device.accountId().equals(caller.accountId()) || !device.user().equals(user)) {
            throw Failure.usage(
                    replaced.name() + " is a device of " + device.user() + " in account " + device.accountId()
                            + ", and these are not",
                    "give the --profile or --user that it belongs to");
        }
        boolean provable = caller.isUser(user) && !connection.iam().hasSessionKeys();
        if (!provable && !options.noVerify) {
            throw Failure.usage(
                    "the new device cannot be proven with these credentials, and the old one goes only after a proof",
                    "--no-verify takes AWS's word for it");
        }
    }

    /** Names first, then the device: whoever asks for NAME from now on gets codes of the one that works. */
    void complete(DeviceAccount next) throws Failure, DeviceException {
        Optional<Account> old = next.replaced();
        if (old.isPresent()) {
            report.account(next.takePlaceOf(old.get()));
        }
        @Nullable String oldSerial = next.device().replaces();
        if (oldSerial == null || !next.takesAway()) {
            return; // AWS gave its ARN to the new one: it was gone before
        }
        try {
            session.output().note("removing " + oldSerial);
            devices.remove(oldSerial, true);
        } catch (AwsException e) {
            boolean denied = e.reason() == AwsException.Reason.DENIED || e.reason() == AwsException.Reason.MFA_DEMANDED;
            if (!denied) {
                throw e;
            }
            session.output().warning("the old device " + oldSerial + " stays: " + e.getMessage());
        }
    }
}
