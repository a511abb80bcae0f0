package totp.cli.aws;

import java.util.List;
import java.util.Optional;
import totp.aws.AwsException;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.aws.UserDevices;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevice;

/** {@code enroll --if-missing} where nothing is missing: the account is there, and AWS lists its device. */
final class RegisteredAlready {
    private final Session session;
    private final AwsAccess connection;
    private final EnrolmentChecks checks;
    private final EnrolmentReport report;

    RegisteredAlready(Session session, AwsAccess connection, EnrolmentChecks checks, EnrolmentReport report) {
        this.session = session;
        this.connection = connection;
        this.checks = checks;
        this.report = report;
    }

    /** @throws Failure {@code EXISTS} if it is something else than was asked for, or AWS does not list its device */
    void require(DeviceAccount present) throws Failure {
        Account account = present.account();
        AwsDevice device = present.device();
        checks.requireSame(account, connection.askedUser());
        present.requirePresent();
        Identity caller = connection.identity();
        checks.requireSame(account, caller);
        checks.requireSame(account, connection.userIfAny(caller));
        connection.warnOfClock();
        report.clock(connection.offset().orElse(null));
        Optional<List<MfaDevice>> listed;
        try (UserDevices devices = new UserDevices(connection.iam(), caller, device.user())) {
            listed = devices.list();
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
        if (listed.isEmpty()) {
            session.output().warning(Message.of("aws.policy-withholds-list-devices", device.user(), account.name()));
        } else if (listed.get().stream().noneMatch(found -> found.serial().equals(device.serial()))) {
            throw new Failure(
                    ExitCode.EXISTS,
                    Message.of("aws.aws-does-not-list", account.name(), device.user()),
                    Message.of("aws.totp-enroll-replace-makes", account.name()));
        }
        session.output().note(Message.of("aws.registered-already", account.name()));
    }
}
