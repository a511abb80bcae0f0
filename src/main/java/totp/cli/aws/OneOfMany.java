package totp.cli.aws;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.DeviceException;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.aws.UserDevices;
import totp.cli.aws.ManyReport.Result;
import totp.cli.aws.ManyReport.Row;
import totp.cli.aws.StopRule.Step;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.TextRules;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.AwsDevices;

/**
 * What is done for each of many users. The order is that of a single enrolment, with one step more: the seed is in the vault,
 * and in the user's hands as far as that is up to this program, before AWS asks that user for codes.
 */
final class OneOfMany {
    private final Session session;
    private final AwsAccess connection;
    private final AccountBook book;
    private final EnrolmentOptions options;
    private final ManyOptions many;
    private final Identity caller;
    private final RunEnd end;
    private final Asking asking;
    private final @Nullable HandOver handOver;
    private final Confirmations confirmations;
    private final StopRule rule = new StopRule();
    private Step step = Step.LIST;

    /** Makes a call of which AWS may want that it is made in a session with MFA. */
    @FunctionalInterface
    interface Asking {
        <T> T ask(Question<T> call) throws Failure, AwsException;
    }

    /** A call that only reads. */
    @FunctionalInterface
    interface Question<T> {
        T answer() throws Failure, AwsException;
    }

    /** @param handOver null where nothing is handed over, or nothing is done */
    OneOfMany(
            Session session,
            AwsAccess connection,
            AccountBook book,
            EnrolmentOptions options,
            ManyOptions many,
            Identity caller,
            RunEnd end,
            Asking asking,
            @Nullable HandOver handOver) {
        this.session = session;
        this.connection = connection;
        this.book = book;
        this.options = options;
        this.many = many;
        this.caller = caller;
        this.end = end;
        this.asking = asking;
        this.handOver = handOver;
        this.confirmations = new Confirmations(book);
    }

    /** After a failure: whether none of the others is to be tried. */
    boolean ends(Failure failure) {
        return rule.ends(step, failure);
    }

    /** Confirms in the vault what AWS has registered. */
    void confirm() throws Failure {
        confirmations.save();
    }

    /** Does all of it, as far as the user needs it. */
    Result enrol(Row row) throws Failure {
        step = Step.LIST;
        String user = row.wanted().user();
        TextRules.checkName(row.wanted().name());
        try {
            List<MfaDevice> listed = listed(user);
            row.report().clock(connection.offset().orElse(null));
            Optional<Account> pending = pending(user, listed);
            if (!listed.isEmpty()) {
                return registered(row, listed, pending);
            }
            if (many.folder() == null) {
                requireNoPassword(user);
            }
            try (UserDevices devices = new UserDevices(connection.iam(), caller, user)) {
                return pending.isPresent() ? resume(row, devices, pending.get()) : make(row, devices);
            }
        } catch (DeviceException e) {
            throw ManyEnrolments.failure(e);
        } finally {
            row.report().clock(connection.offset().orElse(null));
        }
    }

    /** Asked in any case: whom the list is withheld from would lock users out without knowing it. */
    private List<MfaDevice> listed(String user) throws Failure, AwsException {
        List<MfaDevice> listed = asking.ask(() -> {
            try (UserDevices devices = new UserDevices(connection.iam(), caller, user)) {
                return devices.listed();
            }
        });
        rule.taken(step);
        return listed;
    }

    /** What an earlier run began for this user and did not finish; of several the one that AWS lists. */
    private Optional<Account> pending(String user, List<MfaDevice> listed) {
        List<Account> all = book.accounts().stream()
                .filter(account -> account.state() == Account.State.PENDING)
                .filter(account -> isOf(account, user) && !AwsDevices.isStale(book.accounts(), account))
                .toList();
        return all.stream()
                .filter(account -> isListed(account, listed))
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private boolean isOf(Account account, String user) {
        AwsDevice device = account.aws();
        return device != null && device.user().equals(user) && EnrolmentChecks.isOfAccount(device, caller);
    }

    private static boolean isListed(Account account, List<MfaDevice> listed) {
        String serial = DeviceAccount.device(account).serial();
        return listed.stream().anyMatch(device -> device.serial().equals(serial));
    }

    /** A user who has a device: an earlier run's, of which it did not hear, or some other one. */
    private Result registered(Row row, List<MfaDevice> listed, Optional<Account> pending) throws Failure {
        boolean ours = pending.isPresent()
                && isListed(pending.get(), listed)
                && DeviceAccount.device(pending.get()).replaces() == null;
        if (!ours) {
            Optional<Account> holder = listed.stream()
                    .flatMap(device -> book.holder(device.serial()).stream())
                    .filter(account -> account.state() == Account.State.ACTIVE)
                    .findFirst();
            if (holder.isEmpty()) {
                row.report().device(listed.get(0).serial());
                return Result.skipped;
            }
            row.report().account(holder.get());
            if (!options.dryRun) {
                handOver(row, holder.get()); // a file that was lost, or not asked for then
            }
            return Result.skipped;
        }
        row.report().account(pending.get());
        if (!options.dryRun) {
            end.check();
            handOver(row, pending.get());
            confirmations.add(pending.get().id(), row.report());
        }
        return Result.resumed;
    }

    /** From the registration on nobody signs in to the console without a code. */
    private void requireNoPassword(String user) throws Failure, AwsException {
        step = Step.PASSWORD;
        if (asking.ask(() -> connection.iam().passwords().find(user).isPresent())) {
            rule.taken(step);
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    Message.of("aws.has-console-password"),
                    Message.of("aws.hand-over-serves-them"));
        }
        rule.taken(step);
    }

    private Result resume(Row row, UserDevices devices, Account pending) throws Failure, DeviceException {
        row.report().account(pending);
        if (DeviceAccount.device(pending).replaces() != null) {
            throw new Failure(
                    ExitCode.EXISTS,
                    Message.of("aws.not-pending-of-run", pending.name()),
                    Message.of("aws.totp-enroll-resume-finishes", pending.name()));
        }
        if (!options.dryRun) {
            finish(row, devices, new Begun(new DeviceAccount(book, pending.id()), Begun.Stage.MADE_BEFORE));
        }
        return Result.resumed;
    }

    private Result make(Row row, UserDevices devices) throws Failure, DeviceException {
        step = Step.CREATE;
        String name = row.wanted().name();
        Optional<Account> taken = book.named(name);
        if (taken.isPresent()) {
            throw new Failure(
                    ExitCode.EXISTS, Message.of("aws.already-account-named", name), Message.of("aws.name-behind-tab"));
        }
        NewDevice device = NewDevice.ofMany(session, book, options, devices);
        if (options.dryRun) {
            row.report().device(device.foreseen());
            return Result.enrolled;
        }
        end.check();
        PlannedAccount planned = new PlannedAccount(
                        session, book, row.report(), name, caller, row.wanted().user(), null)
                .amongMany(many.tags);
        planned.notes(device.serial()).rehearse();
        Begun begun = device.make(planned);
        rule.taken(step);
        if (begun.stage() == Begun.Stage.MADE_NOW) {
            finish(row, devices, begun);
            return Result.enrolled;
        }
        new EnrolmentChecks(options)
                .requireSame(begun.account().account(), row.wanted().user());
        row.report().account(begun.account().account());
        finish(row, devices, begun);
        return Result.resumed;
    }

    /** What is left once the seed is in the vault. */
    private void finish(Row row, UserDevices devices, Begun begun) throws Failure, DeviceException {
        end.check();
        begun.account().notes().rehearse();
        handOver(row, begun.account().account());
        end.check();
        step = Step.ENABLE;
        new Finishing(session, options, row.report(), devices, session.output()::detail).register(begun);
        rule.taken(step);
        confirmations.add(begun.account().account().id(), row.report());
    }

    private void handOver(Row row, Account account) throws Failure {
        if (handOver != null) {
            String user = row.wanted().user();
            handOver.ensure(user, account.id());
            row.handedOver(handOver.file(user));
        }
    }
}
