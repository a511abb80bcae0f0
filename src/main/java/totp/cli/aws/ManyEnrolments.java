package totp.cli.aws;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.CredentialReport;
import totp.aws.DeviceException;
import totp.aws.Identity;
import totp.aws.Pace;
import totp.cli.aws.AwsFailures.Least;
import totp.cli.aws.ManyReport.Result;
import totp.cli.aws.ManyReport.Row;
import totp.cli.aws.OneOfMany.Question;
import totp.cli.aws.UserLines.Wanted;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.Session;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AccountName;
import totp.otp.AwsDevice;
import totp.vault.Rfc3339;

/**
 * {@code totp enroll} for many users: one opening of the vault, one connection, one after the other. Two at once would not be
 * faster: AWS answers a call in less time than the pace leaves between two. Nothing of a run is kept but what the vault, the
 * files for the users and AWS hold; so the same command, once more, goes on wherever the last one was ended.
 */
final class ManyEnrolments {
    /** Ten thousand users with the longest names that people give. */
    private static final int LIST_BYTES_MAX = 4 << 20;

    private final Session session;
    private final AwsOptions aws;
    private final EnrolmentOptions options;
    private final ManyOptions many;
    private final ManyReport report;
    private boolean triedMfa;

    ManyEnrolments(Session session, AwsOptions aws, EnrolmentOptions options, ManyOptions many, ManyReport report) {
        this.session = session;
        this.aws = aws;
        this.options = options;
        this.many = many;
        this.report = report;
    }

    /** @throws Failure what came to nothing; the report is printed */
    void run() throws Failure {
        List<Wanted> listed = many.usersFrom == null ? List.of() : fromFile(many.usersFrom);
        Path folder = many.folder();
        if (folder != null) {
            HandOver.check(session, folder, passphrases());
        }
        VaultAccess access = new VaultAccess(session);
        DoubleSupplier chance = () -> session.host().random().get().nextDouble();
        Failure ending;
        try (RunEnd end = new RunEnd(session.host(), report::cutOff);
                AwsAccess connection =
                        new AwsAccess(session, aws, Pace.gentle(chance), end::pause, session.output()::detail);
                AccountBook book = AccountBook.toChangeInRun(session, access)) {
            new SessionsOfChains(session, connection).beginForRole(book);
            Identity caller = connection.identity();
            connection.warnOfClock();
            List<Wanted> all = many.usersFrom == null ? chosen(connection, book) : listed;
            List<Row> rows = report.begin(caller.accountId(), all);
            rehearse(book, caller, all);
            try (HandOver handOver =
                    folder == null || options.dryRun ? null : HandOver.prepare(session, book, folder, passphrases())) {
                through(rows, connection, book, caller, end, handOver);
            }
            ending = report.finish();
        }
        if (ending != null) {
            throw ending;
        }
    }

    private Path passphrases() {
        return Objects.requireNonNull(many.passphrases(), "it was checked");
    }

    private List<Wanted> fromFile(String file) throws Failure {
        return UserLines.read(new Input(session).bytes(file, ManyOptions.USERS_FROM, LIST_BYTES_MAX), file);
    }

    /** Those of a group, or those who have no device as of AWS's last report; each is looked at once more when its turn comes. */
    private List<Wanted> chosen(AwsAccess connection, AccountBook book) throws Failure {
        List<String> names;
        try {
            String group = many.group;
            names = group == null
                    ? ask(connection, book, () -> withoutMfa(connection))
                    : ask(connection, book, () -> membersOf(connection, group));
        } catch (AwsException e) {
            throw failure(e);
        }
        UserLines.requireRoom(names.size());
        if (names.isEmpty()) {
            session.output().note(Message.of("aws.no-such-users"));
        }
        return names.stream().map(name -> new Wanted(name, name)).toList();
    }

    private static List<String> membersOf(AwsAccess connection, String group) throws Failure, AwsException {
        return connection
                .iam()
                .groups()
                .find(group)
                .map(found -> List.copyOf(found.members()))
                .orElseThrow(() -> new Failure(ExitCode.AWS_REFUSED, Message.of("aws.no-such-group", group)));
    }

    /** With a hint of its own for a name that AWS does not know. */
    static Failure failure(DeviceException e) {
        if (!(e instanceof AwsException refused)) {
            return AwsFailures.of(e);
        }
        return refused.reason() == AwsException.Reason.NOT_FOUND
                ? AwsFailures.of(e, Message.of("aws.names-as-iam-has-them"))
                : AwsFailures.of(refused, Least.ENROLL_MANY);
    }

    private List<String> withoutMfa(AwsAccess connection) throws Failure, AwsException {
        CredentialReport last = connection.iam().details().report();
        session.output().note(Message.of("aws.report-is-of", Rfc3339.seconds(last.generated())));
        List<String> names = new ArrayList<>();
        last.read(row -> {
            if (!row.isRoot() && !row.mfa()) {
                names.add(row.user());
            }
        });
        return names;
    }

    private <T> T ask(AwsAccess connection, AccountBook book, Question<T> call) throws Failure, AwsException {
        try {
            return call.answer();
        } catch (AwsException e) {
            if (triedMfa || !new SessionsOfChains(session, connection).beginAfter(e, book)) {
                throw e;
            }
            triedMfa = true;
            return call.answer();
        }
    }

    /** Before anything is made: that the vault has room for all of them. A name that is taken is its user's matter alone. */
    private void rehearse(AccountBook book, Identity caller, List<Wanted> all) throws Failure {
        Set<String> users = new HashSet<>();
        Set<String> taken = new HashSet<>();
        for (Account account : book.accounts()) {
            taken.add(account.name());
            taken.addAll(account.aliases());
            AwsDevice device = account.aws();
            if (device != null && EnrolmentChecks.isOfAccount(device, caller)) {
                users.add(device.user().toLowerCase(Locale.ROOT));
            }
        }
        List<String> names = all.stream()
                .filter(wanted -> !users.contains(wanted.user().toLowerCase(Locale.ROOT)))
                .map(Wanted::name)
                .filter(name ->
                        !taken.contains(name) && AccountName.problemWith(name).isEmpty())
                .toList();
        PlannedAccount.rehearse(session, book, names);
    }

    private void through(
            List<Row> rows,
            AwsAccess connection,
            AccountBook book,
            Identity caller,
            RunEnd end,
            @Nullable HandOver handOver)
            throws Failure {
        OneOfMany.Asking asking = new OneOfMany.Asking() {
            @Override
            public <T> T ask(Question<T> call) throws Failure, AwsException {
                return ManyEnrolments.this.ask(connection, book, call);
            }
        };
        OneOfMany each = new OneOfMany(session, connection, book, options, many, caller, end, asking, handOver);
        try {
            for (Row row : rows) {
                end.check();
                if (!tried(each, row, end)) {
                    break;
                }
            }
        } catch (Failure e) {
            report.stopped(e);
        }
        Thread.interrupted(); // a wait was, and what is left must not be: a file that is written would be closed
        try {
            each.confirm();
        } catch (Failure e) {
            report.stopped(e);
        }
    }

    /** @return whether the next one is to be tried */
    private boolean tried(OneOfMany each, Row row, RunEnd end) throws Failure {
        Result result;
        try {
            result = each.enrol(row);
        } catch (Failure e) {
            if (e.code() == ExitCode.INTERRUPTED && !row.report().isBegun()) {
                end.check(); // nothing was made for this user, who is not tried then
            }
            report.failed(row, e);
            end.check();
            if (each.ends(e)) {
                report.stopped(e);
                return false;
            }
            return true;
        }
        report.ended(row, result);
        return true;
    }
}
