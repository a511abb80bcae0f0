package totp.cli.aws;

import java.util.List;
import java.util.Optional;
import totp.aws.AwsException;
import totp.aws.DeviceException;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.aws.UserDevice;
import totp.aws.UserDevices;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.otp.Account;
import totp.otp.AwsDevice;

/** Proves, resynchronises and removes the registered device of an account. */
final class DeviceCare {
    private final Session session;
    private final AwsAccess connection;
    private final AccountBook book;

    DeviceCare(Session session, AwsAccess connection, AccountBook book) {
        this.session = session;
        this.connection = connection;
        this.book = book;
    }

    /** The account that is meant, if AWS may be asked anything in its name. */
    private DeviceAccount chosen(String name) throws Failure {
        DeviceAccount account = DeviceAccount.of(book, book.findExact(name));
        account.requirePresent();
        return account;
    }

    private UserDevices devices(DeviceAccount account) throws Failure {
        account.notes().rehearse();
        Identity caller = connection.identity();
        account.requireOfAccountOf(caller);
        connection.warnOfClock();
        return new UserDevices(connection.iam(), caller, account.device().user());
    }

    private static UserDevice device(UserDevices devices, DeviceAccount account) throws Failure {
        StepNotes notes = account.notes();
        return devices.device(account.serial(), account.seed(), notes, null);
    }

    void verify(String name) throws Failure, DeviceException {
        DeviceAccount account = chosen(name);
        try (UserDevices devices = devices(account);
                UserDevice device = device(devices, account)) {
            if (!device.canProve()) {
                throw new Failure(
                        ExitCode.AWS_REFUSED,
                        "AWS proves a device only to its own user, with long-term keys",
                        "give the --profile of that user");
            }
            verify(device, devices, account);
        }
        session.output().note("AWS accepts the codes of " + account.name());
    }

    private static void verify(UserDevice device, UserDevices devices, DeviceAccount account)
            throws Failure, DeviceException {
        try {
            switch (device.verify()) {
                case TAKEN -> {}
                case FORBIDDEN -> throw new Failure(ExitCode.AWS_REFUSED, "a policy does not allow GetSessionToken");
                case LATER -> {
                    requireListed(devices, account);
                    throw new Failure(ExitCode.AWS_UNREACHABLE, device.whyLater());
                }
            }
        } catch (AwsException e) {
            throw e.reason() == AwsException.Reason.CODES
                    ? AwsFailures.of(e, "totp aws resync " + account.name() + " brings it back into step")
                    : AwsFailures.of(e);
        }
    }

    /** What AWS says to a code of a device that it does not have is the same as of one that it does not know yet. */
    private static void requireListed(UserDevices devices, DeviceAccount account) throws Failure, AwsException {
        AwsDevice device = account.device();
        Optional<List<MfaDevice>> listed = devices.list();
        if (listed.isPresent()
                && listed.get().stream().noneMatch(found -> found.serial().equals(device.serial()))) {
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    "AWS does not list " + device.serial() + " as a device of " + device.user(),
                    "totp aws devices lists what the user has");
        }
    }

    /** An account that waited for this is active from here on. */
    void resync(String name) throws Failure, DeviceException {
        DeviceAccount account = chosen(name);
        boolean proven = false;
        try (UserDevices devices = devices(account);
                UserDevice device = device(devices, account)) {
            device.resync();
            if (device.canProve()) {
                session.output().note("AWS took the codes; proving it with a third one");
                UserDevice.Proof outcome = device.prove();
                proven = outcome == UserDevice.Proof.TAKEN;
                if (outcome == UserDevice.Proof.LATER) {
                    session.output().warning("it is not proven: " + device.whyLater());
                }
            }
            finish(account, proven || !device.canProve());
        }
        session.output().note(account.name() + " is in step with AWS" + (proven ? ", proven with a third code" : ""));
    }

    private void finish(DeviceAccount account, boolean sure) throws Failure {
        if (account.ifPending().isEmpty()) {
            return;
        }
        if (account.device().replaces() == null && sure) {
            account.activate();
        } else {
            session.output().hint("totp enroll --resume " + account.name() + " finishes it");
        }
    }

    void remove(String name) throws Failure, DeviceException {
        DeviceAccount chosen = chosen(name);
        Account account = chosen.account();
        AwsDevice device = chosen.device();
        session.confirm("Remove the MFA device " + device.serial() + " from " + device.user() + ", and move "
                + account.name() + " to the trash");
        try (UserDevices devices = devices(chosen)) {
            Optional<List<MfaDevice>> listed = devices.list();
            SessionSource source = new SessionSource(book, devices, listed);
            boolean assigned = listed.isEmpty() || source.isListed(device.serial());
            List<Account> beginners = source.beginners(account, assigned);
            if (assigned) {
                source.beginIfNeeded(beginners);
            } else {
                source.offer(beginners);
            }
            devices.remove(device.serial(), assigned);
        }
        chosen.trash();
        session.output().note("removed " + device.serial() + "; " + account.name() + " is in the trash");
    }
}
