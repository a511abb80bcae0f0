package totp.cli;

import totp.aws.AwsException;
import totp.aws.Identity;
import totp.aws.Registration;
import totp.otp.Account;
import totp.otp.AwsDevice;

/** A device that takes the place of another: the old one goes last, so that at no moment the user is without MFA. */
final class Replacement {
    private final Session session;
    private final SeedKeeper keeper;
    private final EnrolReport report;

    Replacement(Session session, SeedKeeper keeper, EnrolReport report) {
        this.session = session;
        this.keeper = keeper;
        this.report = report;
    }

    /** Before anything is written: whether the device of {@code replaced} may go once a new one is registered. */
    static void check(AwsAccess connection, EnrollOptions options, Account replaced, Identity caller, String user)
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
    void complete(Registration<Failure> registration, String oldSerial) throws Failure, AwsException {
        for (Account old : keeper.vault().accounts()) {
            AwsDevice device = old.aws();
            if (device != null && device.serial().equals(oldSerial)) {
                keeper.swap(old);
                report.account(old.name(), device.accountId(), device.user());
                break;
            }
        }
        try {
            session.console().note("removing " + oldSerial);
            registration.remove(oldSerial);
        } catch (AwsException e) {
            if (e.reason() != AwsException.Reason.DENIED) {
                throw e;
            }
            session.console().warning("the old device " + oldSerial + " stays: " + e.getMessage());
        }
    }
}
