package totp.cli.aws;

import java.util.function.Consumer;
import totp.aws.AwsException;
import totp.aws.DeviceException;
import totp.aws.KeepingException;
import totp.aws.UserDevice;
import totp.aws.UserDevices;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.message.Message;
import totp.otp.Account;

/** Registers and proves the device of an account that is in the vault, and takes away the one that it replaces. */
final class Finishing {
    private final Session session;
    private final EnrolmentOptions options;
    private final EnrolmentReport report;
    private final UserDevices devices;
    private final Consumer<Message> progress;

    Finishing(Session session, EnrolmentOptions options, EnrolmentReport report, UserDevices devices) {
        this(session, options, report, devices, session.output()::note);
    }

    /** @param progress takes what is told of each step */
    Finishing(
            Session session,
            EnrolmentOptions options,
            EnrolmentReport report,
            UserDevices devices,
            Consumer<Message> progress) {
        this.session = session;
        this.options = options;
        this.report = report;
        this.devices = devices;
        this.progress = progress;
    }

    /** Registers it and does no more: the account is confirmed together with others, and nobody else's codes are proven. */
    void register(Begun begun) throws Failure, DeviceException {
        DeviceAccount account = begun.account();
        try (UserDevice device = devices.device(account.serial(), account.codes(), account.notes(), null)) {
            enable(device, begun);
        } catch (KeepingException e) {
            throw AwsFailures.of(e, Message.of("aws.stays-pending-resume", account.name()));
        }
    }

    /** Does what is left to be done, and gives the account as it is then: active. */
    Account finish(Begun begun) throws Failure, DeviceException {
        DeviceAccount account = begun.account();
        StepNotes notes = account.notes();
        try (UserDevice device = devices.device(account.serial(), account.codes(), notes, null)) {
            if (begun.stage() != Begun.Stage.REGISTERED) {
                enable(device, begun);
            }
            if (!options.noVerify && device.canProve()) {
                prove(device, account);
            } else if (account.takesAway() && !options.noVerify) {
                throw Failure.usage(
                        Message.of("aws.old-device-goes-only-after"), Message.of("aws.no-verify-takes-aws-word"));
            }
            if (account.device().replaces() != null) {
                new Replacement(session, report, devices).complete(account);
            }
        } catch (KeepingException e) {
            // Whoever had the seed, or the notes, is gone: an agent that was locked meanwhile, a full disk.
            throw AwsFailures.of(e, Message.of("aws.stays-pending-resume", account.name()));
        }
        Account active = account.activate();
        report.account(active);
        session.output().note(Message.of("aws.ready", active.name()));
        return active;
    }

    private void enable(UserDevice device, Begun begun) throws Failure, DeviceException {
        try {
            progress.accept(Message.of("aws.registering-two-codes"));
            device.enable();
        } catch (AwsException e) {
            String name = begun.account().name();
            switch (e.reason()) {
                case LIMIT -> throw takenBack(begun.account(), e); // nobody has it, and nobody will
                case MFA_DEMANDED -> {
                    if (begun.stage() == Begun.Stage.MADE_NOW) {
                        throw takenBack(begun.account(), e);
                    }
                    throw AwsFailures.of(e, Message.of("aws.stays-pending-with", name));
                }
                case CODES -> throw AwsFailures.of(e, Message.of("aws.stays-pending-tries-again", name));
                default -> throw AwsFailures.of(e, Message.of("aws.stays-pending-resume", name));
            }
        } finally {
            report.attempts(device.attempts());
        }
    }

    private Failure takenBack(DeviceAccount account, AwsException e) throws Failure {
        if (devices.discard(account.serial())) {
            account.trash();
            report.none();
        }
        return AwsFailures.of(e);
    }

    private void prove(UserDevice device, DeviceAccount account) throws Failure, DeviceException {
        String name = account.name();
        boolean needed = account.takesAway();
        try {
            session.output().note(Message.of("aws.proving-third-code"));
            switch (device.prove()) {
                case TAKEN -> report.verified();
                case FORBIDDEN -> {
                    if (needed) {
                        throw new Failure(
                                ExitCode.AWS_REFUSED,
                                Message.of("aws.policy-does-not-allow-proof"),
                                Message.of("aws.no-verify-takes-aws", name));
                    }
                    session.output().detail(Message.of("aws.policy-does-not-allow-getsessiontoken"));
                }
                case LATER -> {
                    if (needed) {
                        throw new Failure(
                                ExitCode.AWS_UNREACHABLE,
                                Message.of("aws.old-device-goes-only", device.whyLater()),
                                Message.of("aws.stays-pending-resume", name));
                    }
                    session.output().warning(Message.of("aws.registered-not-proven-totp", device.whyLater(), name));
                }
            }
        } catch (AwsException e) {
            throw AwsFailures.of(
                    e,
                    e.reason() == AwsException.Reason.CODES
                            ? Message.of("aws.stays-pending-resync", name)
                            : Message.of("aws.stays-pending-resume", name));
        }
    }
}
