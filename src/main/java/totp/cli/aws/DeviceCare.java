package totp.cli.aws;

import java.util.List;
import java.util.Optional;
import totp.aws.AwsException;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.aws.UserDevice;
import totp.aws.UserDevices;
import totp.aws.Verification;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AwsDevice;

/** Proves, resynchronises and removes the registered device of an account. */
final class DeviceCare {
    private final Session session;
    private final AwsAccess connection;
    private final PendingAccount keeper;

    DeviceCare(Session session, AwsAccess connection, PendingAccount keeper) {
        this.session = session;
        this.connection = connection;
        this.keeper = keeper;
    }

    /** The account that is meant, if AWS may be asked anything in its name. */
    private Account chosen(String name) throws Failure {
        Account account = keeper.findExact(name);
        if (account.aws() == null) {
            throw Failure.usage(account.name() + " is not the account of an AWS device");
        }
        new EnrolmentChecks(keeper, new EnrolmentOptions()).requirePresent(account);
        keeper.choose(account);
        return account;
    }

    private Identity caller(Account account) throws Failure {
        keeper.notes(Finishing.device(account).serial()).rehearse();
        Identity caller = connection.identity();
        Enrolment.requireSameAccount(account, caller);
        connection.warnOfClock();
        return caller;
    }

    void verify(String name) throws Failure, AwsException {
        Account account = chosen(name);
        AwsDevice device = Finishing.device(account);
        UserDevices<Failure> user = new UserDevices<>(connection.iam(), caller(account), device.user());
        try (Secret seed = keeper.seed(account);
                DeviceAuthority authority = new DeviceAuthority(keeper, user)) {
            UserDevice<Failure> registration =
                    user.registration(authority.get(), device.serial(), seed, keeper.notes(device.serial()));
            if (!registration.canProve()) {
                throw new Failure(
                        ExitCode.AWS_REFUSED,
                        "AWS proves a device only to its own user, with long-term keys",
                        "give the --profile of that user");
            }
            verify(registration, user, account);
        }
        session.output().note("AWS accepts the codes of " + account.name());
    }

    private static void verify(UserDevice<Failure> registration, UserDevices<Failure> user, Account account)
            throws Failure, AwsException {
        try {
            switch (registration.verify()) {
                case TAKEN -> {}
                case FORBIDDEN -> throw new Failure(ExitCode.AWS_REFUSED, "a policy does not allow GetSessionToken");
                case LATER -> {
                    requireListed(user, account);
                    throw new Failure(ExitCode.AWS_UNREACHABLE, registration.whyLater());
                }
            }
        } catch (AwsException e) {
            throw e.reason() == AwsException.Reason.CODES
                    ? AwsFailures.of(e, "totp aws resync " + account.name() + " brings it back into step")
                    : AwsFailures.of(e);
        }
    }

    /** What AWS says to a code of a device that it does not have is the same as of one that it does not know yet. */
    private static void requireListed(UserDevices<Failure> user, Account account) throws Failure, AwsException {
        AwsDevice device = Finishing.device(account);
        Optional<List<MfaDevice>> listed = user.list();
        if (listed.isPresent()
                && listed.get().stream().noneMatch(found -> found.serial().equals(device.serial()))) {
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    "AWS does not list " + device.serial() + " as a device of " + device.user(),
                    "totp aws devices lists what the user has");
        }
    }

    /** An account that waited for this is active from here on. */
    void resync(String name) throws Failure, AwsException {
        Account account = chosen(name);
        AwsDevice device = Finishing.device(account);
        UserDevices<Failure> user = new UserDevices<>(connection.iam(), caller(account), device.user());
        boolean proven = false;
        try (Secret seed = keeper.seed(account);
                DeviceAuthority authority = new DeviceAuthority(keeper, user)) {
            UserDevice<Failure> registration =
                    user.registration(authority.get(), device.serial(), seed, keeper.notes(device.serial()));
            registration.resync();
            if (registration.canProve()) {
                session.output().note("AWS took the codes; proving it with a third one");
                Verification.Outcome outcome = registration.prove();
                proven = outcome == Verification.Outcome.TAKEN;
                if (outcome == Verification.Outcome.LATER) {
                    session.output().warning("it is not proven: " + registration.whyLater());
                }
            }
            finish(account, device, proven || !registration.canProve());
        }
        session.output().note(account.name() + " is in step with AWS" + (proven ? ", proven with a third code" : ""));
    }

    private void finish(Account account, AwsDevice device, boolean sure) throws Failure {
        if (account.state() != Account.State.PENDING) {
            return;
        }
        if (device.replaces() == null && sure) {
            keeper.confirm();
        } else {
            session.output().hint("totp enroll --resume " + account.name() + " finishes it");
        }
    }

    void remove(String name) throws Failure, AwsException {
        Account account = chosen(name);
        AwsDevice device = Finishing.device(account);
        session.confirm("Remove the MFA device " + device.serial() + " from " + device.user() + ", and move "
                + account.name() + " to the trash");
        Identity caller = caller(account);
        UserDevices<Failure> user = new UserDevices<>(connection.iam(), caller, device.user());
        try (DeviceAuthority authority = new DeviceAuthority(keeper, user)) {
            Optional<List<MfaDevice>> listed = user.list();
            boolean assigned = listed.isEmpty()
                    || listed.get().stream().anyMatch(found -> found.serial().equals(device.serial()));
            SessionSource source = new SessionSource(keeper, user, caller, device.user(), listed);
            authority.beginWith(
                    source,
                    source.beginners(account, assigned),
                    assigned && source.isNeeded() && user.isOwnWithLongTermKeys());
            user.remove(authority.get(), device.serial(), assigned);
        }
        keeper.trash();
        session.output().note("removed " + device.serial() + "; " + account.name() + " is in the trash");
    }
}
