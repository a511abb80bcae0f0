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
            session.output()
                    .warning("a policy withholds the list of " + device.user()
                            + "'s devices, so whether AWS still has that" + " of " + account.name() + " is not known");
        } else if (listed.get().stream().noneMatch(found -> found.serial().equals(device.serial()))) {
            throw new Failure(
                    ExitCode.EXISTS,
                    account.name() + " is there, and AWS does not list its device as one of " + device.user() + "'s",
                    "totp enroll " + account.name() + " --replace makes a new one in its place");
        }
        session.output().note(account.name() + " is registered already");
    }
}
