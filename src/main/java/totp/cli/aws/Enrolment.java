package totp.cli.aws;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.DeviceCreation;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.aws.UserDevices;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Interruption;
import totp.cli.session.Session;
import totp.cli.session.TextRules;
import totp.otp.Account;
import totp.otp.AwsDevice;

/**
 * One run of {@code totp enroll}. Its order is what keeps people from being locked out: nothing is written at AWS before the
 * vault and this machine's notes are known to take what comes, nothing is registered before the secret is on the disk, and no
 * device is taken away before another is known to work.
 */
final class Enrolment {
    private final Session session;
    private final AwsAccess connection;
    private final PendingAccount keeper;
    private final EnrolmentOptions options;
    private final EnrolmentReport report;
    private final EnrolmentChecks checks;

    Enrolment(
            Session session,
            AwsAccess connection,
            PendingAccount keeper,
            EnrolmentOptions options,
            EnrolmentReport report) {
        this.session = session;
        this.connection = connection;
        this.keeper = keeper;
        this.options = options;
        this.report = report;
        this.checks = new EnrolmentChecks(keeper, options);
        keeper.watch(account -> report.state(account.state()));
    }

    /** Makes a device, or finishes one that was begun under this name. */
    void enrol(String name) throws Failure {
        Account replaced = options.replace ? keeper.findExact(name) : null;
        if (replaced != null && isReplacement(replaced)) {
            session.output().note(replaced.name() + " is pending; going on with it");
            resume(replaced);
            return;
        }
        String newName = replaced == null ? name : replaced.name() + Finishing.NEW;
        if (replaced != null) {
            checks.requirePresent(replaced);
            TextRules.checkName(newName);
        }
        Optional<Account> present = keeper.named(newName);
        if (present.isPresent()) {
            takeUp(present.get(), newName, replaced != null);
            return;
        }
        keeper.rehearse(newName);
        Identity caller = connection.identity();
        String user = connection.user(caller);
        report.account(newName, caller.accountId(), user);
        if (replaced != null) {
            Replacement.check(connection, options, replaced, caller, user);
        }
        keeper.plan(new PendingAccount.Plan(newName, caller, user, replaced));
        try (Interruption interruption = new Interruption(session, () -> interrupted(name))) {
            make(caller, user, newName, replaced);
            interruption.over();
        }
    }

    /** Whether it has its predecessor's name already, and only that one's device is still to go. */
    private static boolean isReplacement(Account account) {
        AwsDevice device = account.aws();
        return account.state() == Account.State.PENDING && device != null && device.replaces() != null;
    }

    /** The name is taken: by an enrolment that goes on, by one that is done, or by something else. */
    private void takeUp(Account present, String name, boolean replacing) throws Failure {
        AwsDevice device = present.aws();
        report.found(present);
        if (present.state() == Account.State.PENDING && device != null) {
            session.output().note(name + " is pending; going on with it");
            resume(present);
            return;
        }
        if (options.ifMissing && device != null) {
            new RegisteredAlready(session, connection, keeper, checks, report).require(present, device);
            return;
        }
        throw new Failure(
                ExitCode.EXISTS,
                "there is already an account named " + name,
                replacing ? "totp rename moves it away" : "--replace makes a new device in place of its own");
    }

    private void make(Identity caller, String userName, String name, @Nullable Account replaced) throws Failure {
        UserDevices<Failure> user = new UserDevices<>(connection.iam(), caller, userName);
        String deviceName = options.deviceName == null ? userName : options.deviceName;
        try (DeviceAuthority authority = new DeviceAuthority(keeper, user)) {
            Optional<List<MfaDevice>> listed = devices(user);
            connection.warnOfClock();
            report.clock(connection.offset().orElse(null));
            List<MfaDevice> devices = listed.orElse(List.of());
            EnrolmentChecks.requireRoom(userName, devices);
            if (!options.replace) {
                checks.requireNotHere(user, deviceName, devices);
            }
            SessionSource source = new SessionSource(keeper, user, caller, userName, listed);
            Optional<Account> beginner = source.choose(options.with, replaced, keeper.id());
            if (!options.replace) {
                checks.requireFree(user, deviceName, devices);
            }
            keeper.notes(user.serialOf(options.path(), deviceName)).rehearse();
            if (options.dryRun) {
                foresee(user, deviceName, devices, name, beginner);
                return;
            }
            authority.beginWith(source, beginner.stream().toList(), source.isNeeded());
            session.output().note("creating an MFA device for " + userName + " in account " + caller.accountId());
            create(new DeviceCreation<>(user, authority.get(), keeper), user, authority, deviceName, devices, name);
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        } finally {
            report.clock(connection.offset().orElse(null));
        }
    }

    private void create(
            DeviceCreation<Failure> enrolment,
            UserDevices<Failure> user,
            DeviceAuthority authority,
            String deviceName,
            List<MfaDevice> devices,
            String name)
            throws Failure, AwsException {
        Optional<String> made;
        try {
            made = enrolment.create(options.path(), deviceName, devices, options.replace);
        } catch (AwsException e) {
            throw e.reason() == AwsException.Reason.EXISTS
                    ? checks.taken(e, user.serialOf(options.path(), deviceName))
                    : AwsFailures.of(e);
        }
        if (made.isPresent()) {
            report.device(made.get());
        } else {
            takeOver(name);
        }
        new Finishing(session, keeper, options, report, user, authority).finish(enrolment, made.isPresent());
    }

    private void foresee(
            UserDevices<Failure> user,
            String deviceName,
            List<MfaDevice> devices,
            String name,
            Optional<Account> beginner)
            throws Failure, AwsException {
        report.device(checks.foreseen(user, deviceName, devices));
        beginner.ifPresent(account ->
                session.output().note("would begin a session with a code of " + account.name() + ", which AWS wants"));
        session.output().note("would create this device and keep its secret as " + name);
    }

    private Optional<List<MfaDevice>> devices(UserDevices<Failure> user) throws AwsException {
        Optional<List<MfaDevice>> devices = user.list();
        if (devices.isEmpty()) {
            // The list is asked for to be warned early; a policy that withholds it does not stop an enrolment.
            session.output().detail("a policy withholds the list of the user's devices");
        }
        return devices;
    }

    /** A device of the wanted name was begun earlier, under another name of the vault: that account gets both names. */
    private void takeOver(String name) throws Failure {
        Account other = keeper.unfinished().orElseThrow(() -> new IllegalStateException("it was found a moment ago"));
        AwsDevice device = Finishing.device(other);
        checks.requireSame(other, device, report.user());
        session.output().note("the device was begun as " + other.name() + "; going on with that");
        keeper.choose(other);
        keeper.alias(name);
        report.found(other);
    }

    /** Goes on with an account whose secret is in the vault. */
    void resume(Account account) throws Failure {
        AwsDevice device = account.aws();
        if (device == null) {
            throw Failure.usage(account.name() + " is not the account of an AWS device");
        }
        report.found(account);
        checks.requireSame(account, device, connection.askedUser());
        checks.requirePresent(account);
        keeper.choose(account);
        if (account.state() == Account.State.ACTIVE) {
            session.output().note(account.name() + " is not pending");
            return;
        }
        if (options.dryRun) {
            session.output().note("would go on with " + account.name());
            return;
        }
        keeper.notes(device.serial()).rehearse();
        try (Interruption interruption = new Interruption(session, () -> interrupted(account.name()))) {
            goOn(account, device);
            interruption.over();
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        } finally {
            report.clock(connection.offset().orElse(null));
        }
    }

    private void goOn(Account account, AwsDevice device) throws Failure, AwsException {
        Identity caller = connection.identity();
        if (options.resume) {
            requireSameAccount(account, caller);
        } else {
            checks.requireSame(account, device, caller);
            checks.requireSame(account, device, connection.userIfAny(caller));
        }
        connection.warnOfClock();
        UserDevices<Failure> user = new UserDevices<>(connection.iam(), caller, device.user());
        try (DeviceAuthority authority = new DeviceAuthority(keeper, user)) {
            Finishing finishing = new Finishing(session, keeper, options, report, user, authority);
            Optional<List<MfaDevice>> listed = devices(user);
            boolean assigned = listed.stream()
                    .flatMap(List::stream)
                    .anyMatch(listedDevice -> listedDevice.serial().equals(device.serial()));
            SessionSource source = new SessionSource(keeper, user, caller, device.user(), listed);
            if (assigned) {
                // Registered already; perhaps an old device is still to be taken away.
                authority.beginWith(source, user.isOwnWithLongTermKeys() ? List.of(account) : List.of(), false);
            } else {
                Account replaced = finishing.replaced().orElse(null);
                Optional<Account> beginner = source.choose(options.with, replaced, account.id());
                authority.beginWith(source, beginner.stream().toList(), source.isNeeded());
            }
            finishing.assigned(assigned);
            finishing.finish(new DeviceCreation<>(user, authority.get(), keeper), false);
        }
    }

    static void requireSameAccount(Account account, Identity caller) throws Failure {
        AwsDevice device = Finishing.device(account);
        if (!EnrolmentChecks.isOfAccount(device, caller)) {
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    account.name() + " belongs to AWS account " + device.accountId() + ", and these are credentials of "
                            + caller.accountId(),
                    "give the --profile that it belongs to");
        }
    }

    private void interrupted(String name) {
        Optional<Account> account = keeper.account();
        if (account.isEmpty()) {
            session.output()
                    .hint("if a device was made, nobody knows its secret; totp enroll " + name
                            + " takes another name, and --replace-unassigned deletes it");
        } else if (account.get().state() == Account.State.PENDING) {
            String pending = account.get().name();
            session.output()
                    .hint(pending + " is pending; totp enroll --resume " + pending + " goes on, totp aws remove "
                            + pending + " takes it back");
        }
    }
}
