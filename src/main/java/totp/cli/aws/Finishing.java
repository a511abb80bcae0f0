package totp.cli.aws;

import totp.aws.AwsException;
import totp.aws.DeviceException;
import totp.aws.UserDevice;
import totp.aws.UserDevices;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.otp.Account;

/** Registers and proves the device of an account that is in the vault, and takes away the one that it replaces. */
final class Finishing {
    private final Session session;
    private final EnrolmentOptions options;
    private final EnrolmentReport report;
    private final UserDevices devices;

    Finishing(Session session, EnrolmentOptions options, EnrolmentReport report, UserDevices devices) {
        this.session = session;
        this.options = options;
        this.report = report;
        this.devices = devices;
    }

    /** Does what is left to be done, and gives the account as it is then: active. */
    Account finish(Begun begun) throws Failure, DeviceException {
        DeviceAccount account = begun.account();
        StepNotes notes = account.notes();
        try (UserDevice device = devices.device(account.serial(), account.seed(), notes, null)) {
            if (begun.stage() != Begun.Stage.REGISTERED) {
                enable(device, begun);
            }
            if (!options.noVerify && device.canProve()) {
                prove(device, account);
            } else if (account.takesAway() && !options.noVerify) {
                throw Failure.usage(
                        "the old device goes only after a proof, which these credentials cannot give",
                        "--no-verify takes AWS's word for it");
            }
            if (account.device().replaces() != null) {
                new Replacement(session, report, devices).complete(account);
            }
        }
        Account active = account.activate();
        report.account(active);
        session.output().note(active.name() + " is ready");
        return active;
    }

    private void enable(UserDevice device, Begun begun) throws Failure, DeviceException {
        try {
            session.output().note("registering it with two codes");
            device.enable();
        } catch (AwsException e) {
            String name = begun.account().name();
            switch (e.reason()) {
                case LIMIT -> throw takenBack(begun.account(), e); // nobody has it, and nobody will
                case MFA_DEMANDED -> {
                    if (begun.stage() == Begun.Stage.MADE_NOW) {
                        throw takenBack(begun.account(), e);
                    }
                    throw AwsFailures.of(
                            e,
                            name + " stays pending; --with NAME names an account whose code begins the"
                                    + " session that AWS wants");
                }
                case CODES ->
                    throw AwsFailures.of(e, name + " stays pending; totp enroll --resume " + name + " tries again");
                default -> throw AwsFailures.of(e, name + " stays pending; totp enroll --resume " + name + " goes on");
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
        String resume = "totp enroll --resume " + name;
        try {
            session.output().note("proving it with a third code");
            switch (device.prove()) {
                case TAKEN -> report.verified();
                case FORBIDDEN -> {
                    if (needed) {
                        throw new Failure(
                                ExitCode.AWS_REFUSED,
                                "a policy does not allow the proof, and the old device goes only after one",
                                resume + " --no-verify takes AWS's word for it");
                    }
                    session.output().detail("a policy does not allow GetSessionToken, so it is not proven");
                }
                case LATER -> {
                    if (needed) {
                        throw new Failure(
                                ExitCode.AWS_UNREACHABLE,
                                device.whyLater() + "; the old device goes only after a proof",
                                name + " stays pending; " + resume + " goes on");
                    }
                    session.output()
                            .warning("it is registered, and not proven: " + device.whyLater() + "; totp aws verify "
                                    + name + " proves it");
                }
            }
        } catch (AwsException e) {
            String next = e.reason() == AwsException.Reason.CODES
                    ? "totp aws resync " + name + " brings it into step"
                    : resume + " goes on";
            throw AwsFailures.of(e, name + " stays pending; " + next);
        }
    }
}
