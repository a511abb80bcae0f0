package totp.cli.aws;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.DeviceException;
import totp.aws.Identity;
import totp.aws.UserDevices;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.message.Message;
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
            throw Failure.usage(Message.of("aws.no-registered-aws-device", replaced.name()));
        }
        if (!device.accountId().equals(caller.accountId()) || !device.user().equals(user)) {
            throw Failure.usage(
                    Message.of("aws.device-account-these-not", replaced.name(), device.user(), device.accountId()),
                    Message.of("aws.give-profile-user-belongs"));
        }
        boolean provable = caller.isUser(user) && !connection.iam().hasSessionKeys();
        if (!provable && !options.noVerify) {
            throw Failure.usage(Message.of("aws.new-device-cannot-proven"), Message.of("aws.no-verify-takes-aws-word"));
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
            session.output().note(Message.of("aws.removing", oldSerial));
            devices.remove(oldSerial, true);
        } catch (AwsException e) {
            boolean denied = e.reason() == AwsException.Reason.DENIED || e.reason() == AwsException.Reason.MFA_DEMANDED;
            if (!denied) {
                throw e;
            }
            session.output().warning(Message.of("aws.old-device-stays", oldSerial, e.message()));
        }
    }
}
