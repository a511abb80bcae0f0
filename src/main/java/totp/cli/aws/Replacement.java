package totp.cli.aws;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.Authority;
import totp.aws.AwsException;
import totp.aws.Identity;
import totp.aws.UserDevices;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.otp.Account;
import totp.otp.AwsDevice;

/** A device that takes the place of another: the old one goes last, so that at no moment the user is without MFA. */
final class Replacement {
    private final Session session;
    private final PendingAccount keeper;
    private final EnrolmentReport report;

    Replacement(Session session, PendingAccount keeper, EnrolmentReport report) {
        this.session = session;
        this.keeper = keeper;
        this.report = report;
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

    /**
     * Names first, then the device: whoever asks for NAME from now on gets codes of the one that works.
     *
     * @param next the new device
     * @param old the account that it takes the place of, unless it has it already
     */
    void complete(UserDevices<Failure> user, Authority<Failure> authority, AwsDevice next, Optional<Account> old)
            throws Failure, AwsException {
        if (old.isPresent()) {
            keeper.swap(old.get());
            report.account(old.get().name(), next.accountId(), next.user());
        }
        @Nullable String oldSerial = next.replaces();
        if (oldSerial == null || oldSerial.equals(next.serial())) {
            return; // AWS gave its ARN to the new one: it was gone before
        }
        try {
            session.output().note("removing " + oldSerial);
            user.remove(authority, oldSerial, true);
        } catch (AwsException e) {
            boolean denied = e.reason() == AwsException.Reason.DENIED || e.reason() == AwsException.Reason.MFA_DEMANDED;
            if (!denied) {
                throw e;
            }
            session.output().warning("the old device " + oldSerial + " stays: " + e.getMessage());
        }
    }
}
