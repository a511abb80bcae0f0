package totp.cli.aws;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.DeviceCreation;
import totp.aws.UserDevice;
import totp.aws.UserDevices;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.AwsDevices;

/** Registers and proves the device of an account that is in the vault, and takes away the one that it replaces. */
final class Finishing {
    /** Behind the name of the account that is about to take another's place. */
    static final String NEW = ".new";

    private final Session session;
    private final PendingAccount keeper;
    private final EnrolmentOptions options;
    private final EnrolmentReport report;
    private final UserDevices<Failure> user;
    private final DeviceAuthority authority;
    private boolean assigned;

    Finishing(
            Session session,
            PendingAccount keeper,
            EnrolmentOptions options,
            EnrolmentReport report,
            UserDevices<Failure> user,
            DeviceAuthority authority) {
        this.session = session;
        this.keeper = keeper;
        this.options = options;
        this.report = report;
        this.user = user;
        this.authority = authority;
    }

    /** AWS lists the device as the user's, so that it is not registered again. */
    void assigned(boolean listed) {
        assigned = listed;
    }

    /** @param justMade whether this run made the device: who has no way to register it takes it back then */
    void finish(DeviceCreation<Failure> enrolment, boolean justMade) throws Failure, AwsException {
        Account account = account();
        AwsDevice device = device(account);
        try (Secret seed = keeper.seed(account)) {
            UserDevice<Failure> registration =
                    user.registration(authority.get(), device.serial(), seed, keeper.notes(device.serial()));
            if (!assigned) {
                enable(enrolment, registration, device, justMade);
            }
            if (!options.noVerify && registration.canProve()) {
                prove(registration, account.name(), takesAway(device));
            } else if (takesAway(device) && !options.noVerify) {
                throw Failure.usage(
                        "the old device goes only after a proof, which these credentials cannot give",
                        "--no-verify takes AWS's word for it");
            }
            if (device.replaces() != null) {
                new Replacement(session, keeper, report).complete(user, authority.get(), device, replaced());
            }
        }
        keeper.confirm();
        session.output().note(account().name() + " is ready");
    }

    /** Whether a device goes that is not gone already: a new one of the same ARN says that it is. */
    private static boolean takesAway(AwsDevice device) {
        return device.replaces() != null && !device.replaces().equals(device.serial());
    }

    /** The account whose place this one takes, unless it has it already. */
    Optional<Account> replaced() {
        AwsDevice device = device(account());
        @Nullable String serial = device.replaces();
        if (serial == null) {
            return Optional.empty();
        }
        if (!serial.equals(device.serial())) {
            return AwsDevices.holder(keeper.accounts(), serial);
        }
        String name = account().name();
        // AWS gave the new device the ARN of the one that it replaces, which was gone.
        return name.endsWith(NEW)
                ? keeper.named(name.substring(0, name.length() - NEW.length())).filter(old -> isOf(old, serial))
                : Optional.empty();
    }

    private static boolean isOf(Account account, String serial) {
        AwsDevice device = account.aws();
        return device != null && device.serial().equals(serial);
    }

    private void enable(
            DeviceCreation<Failure> enrolment, UserDevice<Failure> registration, AwsDevice device, boolean justMade)
            throws Failure, AwsException {
        try {
            session.output().note("registering it with two codes");
            registration.enable();
        } catch (AwsException e) {
            String name = account().name();
            switch (e.reason()) {
                case LIMIT -> throw takenBack(enrolment, device, e); // nobody has it, and nobody will
                case MFA_DEMANDED -> {
                    if (justMade) {
                        throw takenBack(enrolment, device, e);
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
            report.attempts(registration.attempts());
        }
    }

    private Failure takenBack(DeviceCreation<Failure> enrolment, AwsDevice device, AwsException e) throws Failure {
        if (enrolment.discard(device.serial())) {
            keeper.trash();
            report.none();
        }
        return AwsFailures.of(e);
    }

    private void prove(UserDevice<Failure> registration, String name, boolean needed) throws Failure, AwsException {
        String resume = "totp enroll --resume " + name;
        try {
            session.output().note("proving it with a third code");
            switch (registration.prove()) {
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
                                registration.whyLater() + "; the old device goes only after a proof",
                                name + " stays pending; " + resume + " goes on");
                    }
                    session.output()
                            .warning("it is registered, and not proven: " + registration.whyLater()
                                    + "; totp aws verify " + name + " proves it");
                }
            }
        } catch (AwsException e) {
            String next = e.reason() == AwsException.Reason.CODES
                    ? "totp aws resync " + name + " brings it into step"
                    : resume + " goes on";
            throw AwsFailures.of(e, name + " stays pending; " + next);
        }
    }

    private Account account() {
        return keeper.account().orElseThrow(() -> new IllegalStateException("the account is in the vault"));
    }

    static AwsDevice device(Account account) {
        @Nullable AwsDevice device = account.aws();
        if (device == null) {
            throw new IllegalStateException("the account has a device");
        }
        return device;
    }
}
