package totp.cli;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.Enrolment;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.aws.Registration;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AwsDevice;

/**
 * One run of {@code totp enroll}. Its order is what keeps people from being locked out: nothing is written at AWS before the
 * vault is known to take the secret, nothing is registered before the secret is on the disk, and no device is taken away
 * before another is known to work.
 */
final class Enrolling {
    private final Session session;
    private final AwsAccess connection;
    private final SeedKeeper keeper;
    private final EnrollOptions options;
    private final EnrolReport report;

    Enrolling(Session session, AwsAccess connection, SeedKeeper keeper, EnrollOptions options, EnrolReport report) {
        this.session = session;
        this.connection = connection;
        this.keeper = keeper;
        this.options = options;
        this.report = report;
    }

    /** Makes a device, or finishes one that was begun under this name. */
    void enrol(VaultAccess access, String name) throws Failure {
        Account replaced = options.replace ? access.findExact(keeper.vault(), name) : null;
        if (replaced != null && isReplacement(replaced)) {
            session.console().note(replaced.name() + " is pending; going on with it");
            resume(replaced);
            return;
        }
        String newName = replaced == null ? name : replaced.name() + ".new";
        if (replaced != null) {
            Texts.checkName(newName);
        }
        Optional<Account> present = keeper.vault().named(newName);
        if (present.isPresent()
                && present.get().state() == Account.State.PENDING
                && present.get().aws() != null) {
            session.console().note(newName + " is pending; going on with it");
            resume(present.get());
            return;
        }
        if (present.isPresent()) {
            throw new Failure(
                    ExitCode.EXISTS,
                    "there is already an account named " + newName,
                    replaced == null
                            ? "--replace makes a new device in place of its own"
                            : "totp rename moves it away");
        }
        keeper.rehearse(newName);
        Identity caller = connection.identity();
        String user = connection.user(caller);
        report.account(newName, caller.accountId(), user);
        if (replaced != null) {
            Replacement.check(connection, options, replaced, caller, user);
        }
        keeper.plan(new SeedKeeper.Plan(newName, caller, user, replaced));
        try (Interruption interruption = new Interruption(session, () -> interrupted(name))) {
            make(caller, user, newName);
            interruption.over();
        }
    }

    /** Whether it has its predecessor's name already, and only that one's device is still to go. */
    private static boolean isReplacement(Account account) {
        AwsDevice device = account.aws();
        return account.state() == Account.State.PENDING && device != null && device.replaces() != null;
    }

    private void make(Identity caller, String user, String name) throws Failure {
        Enrolment<Failure> enrolment = new Enrolment<>(connection.iam(), caller, user, keeper);
        String deviceName = options.deviceName == null ? user : options.deviceName;
        try {
            List<MfaDevice> devices = devices(enrolment);
            connection.warnOfClock();
            report.clock(connection.offset().orElse(null));
            if (devices.size() >= Enrolment.DEVICES_MAX) {
                throw new Failure(
                        ExitCode.AWS_REFUSED,
                        user + " has " + devices.size() + " MFA devices, and AWS allows no more",
                        "totp aws devices lists them");
            }
            if (options.dryRun) {
                report.device(caller.serialOf(options.devicePath, deviceName));
                session.console().note("would create this device for " + user + " and keep its secret as " + name);
                return;
            }
            session.console().note("creating an MFA device for " + user + " in account " + caller.accountId());
            Optional<String> made = enrolment.create(options.devicePath, deviceName, devices, options.replace);
            if (made.isPresent()) {
                report.device(made.get());
                finish(enrolment);
            } else {
                finishOther(enrolment, name);
            }
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        } finally {
            noteState();
            report.clock(connection.offset().orElse(null));
        }
    }

    /** The list is asked for to be warned early; a policy that withholds it does not stop an enrolment. */
    private List<MfaDevice> devices(Enrolment<Failure> enrolment) throws AwsException {
        try {
            return enrolment.devices();
        } catch (AwsException e) {
            if (e.reason() != AwsException.Reason.DENIED) {
                throw e;
            }
            session.console().detail(String.valueOf(e.getMessage()));
            return List.of();
        }
    }

    /** A device of the wanted name was begun earlier, under another name of the vault: that account gets both names. */
    private void finishOther(Enrolment<Failure> enrolment, String name) throws Failure, AwsException {
        Account other = account(keeper.unfinished());
        session.console().note("the device was begun as " + other.name() + "; going on with that");
        keeper.choose(other);
        keeper.alias(name);
        AwsDevice device = device(other);
        report.account(other.name(), device.accountId(), device.user());
        report.device(device.serial());
        finish(enrolment);
    }

    /** Goes on with an account whose secret is in the vault. */
    void resume(Account account) throws Failure {
        AwsDevice device = account.aws();
        if (device == null) {
            throw Failure.usage(account.name() + " is not the account of an AWS device");
        }
        keeper.choose(account);
        report.account(account.name(), device.accountId(), device.user());
        report.device(device.serial());
        report.state(account.state());
        if (account.state() == Account.State.ACTIVE) {
            session.console().note(account.name() + " is not pending");
            return;
        }
        try (Interruption interruption = new Interruption(session, () -> interrupted(account.name()))) {
            Identity caller = connection.identity();
            requireSameAccount(account, caller);
            connection.warnOfClock();
            finish(new Enrolment<>(connection.iam(), caller, device.user(), keeper));
            interruption.over();
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        } finally {
            noteState();
            report.clock(connection.offset().orElse(null));
        }
    }

    static void requireSameAccount(Account account, Identity caller) throws Failure {
        AwsDevice device = device(account);
        if (!device.accountId().equals(caller.accountId())
                || !device.partition().equals(caller.partition())) {
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    account.name() + " belongs to AWS account " + device.accountId() + ", and these are credentials of "
                            + caller.accountId(),
                    "give the --profile that it belongs to");
        }
    }

    /** Registers and proves the device of an account that is in the vault, and takes away the one that it replaces. */
    private void finish(Enrolment<Failure> enrolment) throws Failure, AwsException {
        Account account = account(keeper.account());
        AwsDevice device = device(account);
        try (Secret seed = account.secret().copy()) {
            Registration<Failure> registration = enrolment.registration(device.serial(), seed);
            enable(enrolment, registration, device);
            if (!options.noVerify && registration.canProve()) {
                prove(registration, account.name(), device.replaces() != null);
            } else if (device.replaces() != null && !options.noVerify) {
                throw Failure.usage(
                        "the old device goes only after a proof, which these credentials cannot give",
                        "--no-verify takes AWS's word for it");
            }
            if (device.replaces() != null) {
                new Replacement(session, keeper, report).complete(registration, device.replaces());
            }
        }
        keeper.confirm();
        report.state(Account.State.ACTIVE);
        session.console().note(account(keeper.account()).name() + " is ready");
    }

    private void enable(Enrolment<Failure> enrolment, Registration<Failure> registration, AwsDevice device)
            throws Failure, AwsException {
        if (options.resume && registration.isAssigned()) {
            return;
        }
        try {
            session.console().note("registering it with two codes");
            registration.enable();
        } catch (AwsException e) {
            String name = account(keeper.account()).name();
            switch (e.reason()) {
                case LIMIT -> { // nobody has it, and nobody will
                    if (enrolment.discard(device.serial())) {
                        keeper.trash();
                    }
                    throw AwsFailures.of(e);
                }
                case CODES ->
                    throw AwsFailures.of(e, name + " stays pending; totp enroll --resume " + name + " tries again");
                default -> throw AwsFailures.of(e, name + " stays pending; totp enroll --resume " + name + " goes on");
            }
        } finally {
            report.attempts(registration.attempts());
        }
    }

    private void prove(Registration<Failure> registration, String name, boolean needed) throws Failure, AwsException {
        try {
            session.console().note("proving it with a third code");
            if (registration.prove()) {
                report.verified();
                return;
            }
        } catch (AwsException e) {
            String next = e.reason() == AwsException.Reason.CODES
                    ? "totp aws resync " + name + " brings it into step"
                    : "totp enroll --resume " + name + " goes on";
            throw AwsFailures.of(e, name + " stays pending; " + next);
        }
        if (needed) {
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    "a policy does not allow the proof, and the old device goes only after one",
                    "totp enroll --resume " + name + " --no-verify takes AWS's word for it");
        }
        session.console().detail("a policy does not allow GetSessionToken, so it is not proven");
    }

    private void interrupted(String name) {
        Optional<Account> account = keeper.account();
        if (account.isEmpty()) {
            session.console()
                    .hint("if a device was made, nobody knows its secret; totp enroll " + name
                            + " takes another name, and --replace-unassigned deletes it");
        } else if (account.get().state() == Account.State.PENDING) {
            String pending = account.get().name();
            session.console()
                    .hint(pending + " is pending; totp enroll --resume " + pending + " goes on, totp aws remove "
                            + pending + " takes it back");
        }
    }

    private void noteState() {
        keeper.account()
                .filter(account -> account.trashed() == null)
                .ifPresent(account -> report.state(account.state()));
    }

    private static Account account(Optional<Account> account) {
        return account.orElseThrow(() -> new IllegalStateException("the account is in the vault"));
    }

    private static AwsDevice device(Account account) {
        @Nullable AwsDevice device = account.aws();
        if (device == null) {
            throw new IllegalStateException("the account has a device");
        }
        return device;
    }
}
