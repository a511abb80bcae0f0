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
import totp.message.Message;
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
        return devices.device(account.serial(), account.codes(), notes, null);
    }

    void verify(String name) throws Failure, DeviceException {
        DeviceAccount account = chosen(name);
        try (UserDevices devices = devices(account);
                UserDevice device = device(devices, account)) {
            if (!device.canProve()) {
                throw new Failure(
                        ExitCode.AWS_REFUSED,
                        Message.of("aws.aws-proves-device-only"),
                        Message.of("aws.give-profile-user"));
            }
            verify(device, devices, account);
        }
        session.output().note(Message.of("aws.aws-accepts-codes", account.name()));
    }

    private static void verify(UserDevice device, UserDevices devices, DeviceAccount account)
            throws Failure, DeviceException {
        try {
            switch (device.verify()) {
                case TAKEN -> {}
                case FORBIDDEN -> throw new Failure(ExitCode.AWS_REFUSED, Message.of("aws.policy-does-not-allow"));
                case LATER -> {
                    requireListed(devices, account);
                    throw new Failure(ExitCode.AWS_UNREACHABLE, device.whyLater());
                }
            }
        } catch (AwsException e) {
            throw e.reason() == AwsException.Reason.CODES
                    ? AwsFailures.of(e, Message.of("aws.resync-brings-back", account.name()))
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
                    Message.of("aws.aws-does-not-list-device", device.serial(), device.user()),
                    Message.of("aws.totp-aws-devices-lists"));
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
                session.output().note(Message.of("aws.aws-took-codes-proving"));
                UserDevice.Proof outcome = device.prove();
                proven = outcome == UserDevice.Proof.TAKEN;
                if (outcome == UserDevice.Proof.LATER) {
                    session.output().warning(Message.of("aws.not-proven", device.whyLater()));
                }
            }
            finish(account, proven || !device.canProve());
        }
        session.output()
                .note(
                        proven
                                ? Message.of("aws.in-step-and-proven", account.name())
                                : Message.of("aws.in-step", account.name()));
    }

    private void finish(DeviceAccount account, boolean sure) throws Failure {
        if (account.ifPending().isEmpty()) {
            return;
        }
        if (account.device().replaces() == null && sure) {
            account.activate();
        } else {
            session.output().hint(Message.of("aws.totp-enroll-resume-finishes", account.name()));
        }
    }

    void remove(String name) throws Failure, DeviceException {
        DeviceAccount chosen = chosen(name);
        Account account = chosen.account();
        AwsDevice device = chosen.device();
        session.confirm(Message.of("aws.remove-mfa-device-move", device.serial(), device.user(), account.name()));
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
        session.output().note(Message.of("aws.removed-trash", device.serial(), account.name()));
    }
}
