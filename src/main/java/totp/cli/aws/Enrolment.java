package totp.cli.aws;

import java.util.List;
import java.util.Optional;
import totp.aws.AwsException;
import totp.aws.DeviceException;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.aws.UserDevices;
import totp.cli.session.AtExit;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.TextRules;
import totp.message.Message;
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
    private final AccountBook book;
    private final EnrolmentOptions options;
    private final EnrolmentReport report;
    private final EnrolmentChecks checks;

    Enrolment(
            Session session, AwsAccess connection, AccountBook book, EnrolmentOptions options, EnrolmentReport report) {
        this.session = session;
        this.connection = connection;
        this.book = book;
        this.options = options;
        this.report = report;
        this.checks = new EnrolmentChecks(options);
    }

    /** Makes a device, or finishes one that was begun under this name. */
    void enrol(String name) throws Failure {
        Account replaced = options.replace ? book.findExact(name) : null;
        if (replaced != null && isReplacement(replaced)) {
            session.output().note(Message.of("aws.pending-going", replaced.name()));
            resume(replaced);
            return;
        }
        String newName = replaced == null ? name : replaced.name() + DeviceAccount.NEW;
        if (replaced != null) {
            DeviceAccount.requirePresent(book, replaced);
            TextRules.checkName(newName);
        }
        Optional<Account> present = book.named(newName);
        if (present.isPresent()) {
            takeUp(present.get(), newName);
            return;
        }
        PlannedAccount.rehearse(session, book, newName);
        Identity caller = connection.identity();
        String user = connection.user(caller);
        report.account(newName, caller.accountId(), user);
        if (replaced != null) {
            Replacement.check(connection, options, replaced, caller, user);
        }
        PlannedAccount planned = new PlannedAccount(session, book, report, newName, caller, user, replaced);
        try (UserDevices devices = new UserDevices(connection.iam(), caller, user)) {
            enrol(name, planned, devices);
        }
    }

    /** Whether it has its predecessor's name already, and only that one's device is still to go. */
    private static boolean isReplacement(Account account) {
        AwsDevice device = account.aws();
        return account.state() == Account.State.PENDING && device != null && device.replaces() != null;
    }

    /** The name is taken: by an enrolment that goes on, by one that is done, or by something else. */
    private void takeUp(Account present, String name) throws Failure {
        AwsDevice device = present.aws();
        report.account(present);
        if (present.state() == Account.State.PENDING && device != null) {
            session.output().note(Message.of("aws.pending-going", name));
            resume(present);
            return;
        }
        if (options.ifMissing && device != null) {
            new RegisteredAlready(session, connection, checks, report).require(DeviceAccount.of(book, present));
            return;
        }
        throw new Failure(
                ExitCode.EXISTS, Message.of("aws.already-account-named", name), wayPast(name, device != null));
    }

    private Message wayPast(String name, boolean registered) {
        if (options.replace) {
            return Message.of("aws.totp-rename-moves-away");
        }
        return registered
                ? Message.of("aws.give-another-name-replace", name)
                : Message.of("aws.give-another-name-rm", name);
    }

    private void enrol(String name, PlannedAccount planned, UserDevices devices) throws Failure {
        Runnable farewell = () -> interrupted(name, planned);
        Ready ready = waiting(farewell, () -> prepare(planned, devices));
        if (options.dryRun) {
            waiting(farewell, () -> foresee(planned, ready));
            return;
        }
        Begun begun = waiting(farewell, () -> make(planned, devices, ready));
        waiting(() -> interrupted(begun.account()), () -> {
            if (begun.stage() != Begun.Stage.MADE_NOW) {
                takeOver(begun.account(), planned);
            }
            return new Finishing(session, options, report, devices).finish(begun);
        });
    }

    /** What is known before anything is written at AWS. */
    private record Ready(NewDevice device, SessionSource source, List<Account> beginners) {}

    private Ready prepare(PlannedAccount planned, UserDevices devices) throws Failure, AwsException {
        Optional<List<MfaDevice>> listed = list(devices);
        tellClock();
        NewDevice device = new NewDevice(session, book, options, devices, listed.orElse(List.of()));
        device.requireRoom();
        if (!options.replace) {
            device.requireNotHere();
        }
        SessionSource source = new SessionSource(book, devices, listed);
        Optional<Account> beginner = source.choose(options.with, planned.replaced(), planned.id());
        if (!options.replace) {
            device.requireFree();
        }
        planned.notes(device.serial()).rehearse();
        if (!options.replace && !devices.caller().isUser(planned.user())) {
            warnOfPassword(planned.user());
        }
        return new Ready(device, source, beginner.stream().toList());
    }

    /** From the registration on nobody signs in to the console without a code, and it is only here. */
    private void warnOfPassword(String user) throws Failure, AwsException {
        try {
            if (connection.iam().passwords().find(user).isPresent()) {
                session.output().warning(Message.of("aws.user-signs-in", user));
                session.output().hint(Message.of("aws.hand-over-afterwards", user));
            }
        } catch (AwsException e) {
            if (e.reason() != AwsException.Reason.DENIED && e.reason() != AwsException.Reason.MFA_DEMANDED) {
                throw e;
            }
            session.output().detail(e.message());
        }
    }

    private String foresee(PlannedAccount planned, Ready ready) throws Failure, DeviceException {
        String serial = ready.device().foreseen();
        report.device(serial);
        ready.beginners()
                .forEach(account -> session.output().note(Message.of("aws.would-begin-session-code", account.name())));
        session.output().note(Message.of("aws.would-create-device-keep", planned.name()));
        return serial;
    }

    private Begun make(PlannedAccount planned, UserDevices devices, Ready ready) throws Failure, DeviceException {
        ready.source().beginIfNeeded(ready.beginners());
        session.output()
                .note(Message.of(
                        "aws.creating-mfa-device-account",
                        planned.user(),
                        devices.caller().accountId()));
        return ready.device().make(planned);
    }

    /** A device of the wanted name was begun earlier, under another name of the vault: that account gets both names. */
    private void takeOver(DeviceAccount other, PlannedAccount planned) throws Failure {
        checks.requireSame(other.account(), planned.user());
        session.output().note(Message.of("aws.device-begun-going", other.name()));
        report.account(other.alias(planned.name()));
    }

    /** Goes on with an account whose secret is in the vault. */
    void resume(Account account) throws Failure {
        DeviceAccount begun = DeviceAccount.of(book, account);
        report.account(account);
        checks.requireSame(account, connection.askedUser());
        begun.requirePresent();
        if (account.state() == Account.State.ACTIVE) {
            session.output().note(Message.of("aws.not-pending", account.name()));
            return;
        }
        if (options.dryRun) {
            session.output().note(Message.of("aws.would-go", account.name()));
            return;
        }
        begun.notes().rehearse();
        waiting(() -> interrupted(begun), () -> goOn(begun));
    }

    private Account goOn(DeviceAccount begun) throws Failure, DeviceException {
        Identity caller = connection.identity();
        if (options.resume) {
            begun.requireOfAccountOf(caller);
        } else {
            checks.requireSame(begun.account(), caller);
            checks.requireSame(begun.account(), connection.userIfAny(caller));
        }
        tellClock();
        try (UserDevices devices =
                new UserDevices(connection.iam(), caller, begun.device().user())) {
            Optional<List<MfaDevice>> listed = list(devices);
            SessionSource source = new SessionSource(book, devices, listed);
            boolean registered = source.isListed(begun.serial());
            if (registered) {
                // Perhaps an old device is still to be taken away.
                source.offer(devices.isOwnWithLongTermKeys() ? List.of(begun.account()) : List.of());
            } else {
                Account replaced = begun.replaced().orElse(null);
                source.beginIfNeeded(
                        source.choose(options.with, replaced, begun.account().id()).stream()
                                .toList());
            }
            return new Finishing(session, options, report, devices)
                    .finish(new Begun(begun, registered ? Begun.Stage.REGISTERED : Begun.Stage.MADE_BEFORE));
        }
    }

    private Optional<List<MfaDevice>> list(UserDevices devices) throws AwsException {
        Optional<List<MfaDevice>> listed = devices.list();
        if (listed.isEmpty()) {
            // The list is asked for to be warned early; a policy that withholds it does not stop an enrolment.
            session.output().detail(Message.of("aws.policy-withholds-list-user"));
        }
        return listed;
    }

    private void tellClock() {
        connection.warnOfClock();
        report.clock(connection.offset().orElse(null));
    }

    /** A part of an enrolment in which AWS is waited for. */
    @FunctionalInterface
    private interface Part<T> {
        T run() throws Failure, DeviceException;
    }

    /** Does a part; who interrupts it is told what is there then, and AWS's clock is reported however it ends. */
    private <T> T waiting(Runnable farewell, Part<T> part) throws Failure {
        try (AtExit interruption = new AtExit(session.host().machine(), farewell)) {
            T outcome = part.run();
            interruption.cancel();
            return outcome;
        } catch (DeviceException e) {
            throw AwsFailures.of(e);
        } finally {
            report.clock(connection.offset().orElse(null));
        }
    }

    private void interrupted(String name, PlannedAccount planned) {
        Optional<DeviceAccount> kept = planned.kept();
        if (kept.isPresent()) {
            interrupted(kept.get());
            return;
        }
        session.output().hint(Message.of("aws.device-made-nobody-knows", name));
    }

    private void interrupted(DeviceAccount begun) {
        begun.ifPending()
                .map(Account::name)
                .ifPresent(pending -> session.output()
                        .hint(Message.of("aws.pending-totp-enroll-resume-goes", pending, pending, pending)));
    }
}
