package totp.cli.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.Identity;
import totp.cli.intake.CaptureOptions;
import totp.cli.intake.NewAccounts;
import totp.cli.intake.SecretOptions;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.SecretArguments;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.TextRules;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.AwsDevices;
import totp.otp.Text;
import totp.vault.VaultException;

public final class EnrollCommand implements Command {
    private static final int CONSOLE_WAIT_SECONDS = 300;

    /** The section of the page about devices that only a web console registers. */
    static final String CONSOLE = "console";

    /** The section about many users in one run. */
    static final String MANY = "many";

    @Nullable
    String name;

    AwsOptions aws = new AwsOptions();
    EnrolmentOptions options = new EnrolmentOptions();
    ManyOptions many = new ManyOptions();
    CaptureOptions capture = new CaptureOptions();
    private @Nullable ManyReport manyReport;
    private @Nullable EnrolmentDocument document;

    @Override
    public void declare(Syntax syntax) {
        syntax.optionalParameter(String.class, "NAME", given -> name = given);
        aws.declare(syntax);
        options.declare(syntax);
        many.declare(syntax.only(MANY));
        capture.declare(syntax.only(CONSOLE));
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        if (many.areGiven()) {
            manyReport = new ManyReport(session, options.json, options.dryRun);
        } else if (options.json) {
            document = new EnrolmentDocument(session, name == null);
        }
        options.check(name, many.areGiven());
        many.check(name != null, options, aws);
        aws.check();
        capture.check(options.from != null);
        if (capture.isGiven() && !options.webConsole) {
            throw Failure.usage(Message.of("aws.screen-clipboard-go-console"));
        }
        if (manyReport != null) {
            new ManyEnrolments(session, aws, options, many, manyReport).run();
        } else if (name == null) {
            resumeAll(session);
        } else {
            one(session, Text.normalize(name));
        }
        if (document != null) {
            document.finish();
            document.close();
        }
    }

    @Override
    public void failed(Session session, List<String> arguments, Failure failure) {
        if (!options.json && !arguments.contains("--json")) {
            return;
        }
        if (many.areGiven() || ManyOptions.areIn(arguments)) {
            ManyReport all = manyReport == null ? new ManyReport(session, true, options.dryRun) : manyReport;
            failed(session, all, failure);
            return;
        }
        boolean nameless = name == null && (options.resume || arguments.contains("--resume"));
        EnrolmentDocument last = document == null ? new EnrolmentDocument(session, nameless) : document;
        try (last) {
            session.output().discard();
            last.fail(failure, name == null || SecretArguments.mightBeSecret(name) ? "" : name);
        } catch (Failure e) {
            // What the command failed with is told; who reads standard output has left.
        }
    }

    private static void failed(Session session, ManyReport all, Failure failure) {
        try {
            session.output().discard();
            all.stopped(failure);
            all.print();
        } catch (Failure e) {
            // What the command failed with is told; who reads standard output has left.
        }
    }

    private void one(Session session, String wanted) throws Failure {
        EnrolmentReport report = reported(new EnrolmentReport(wanted));
        TextRules.checkName(wanted);
        report.completing(() -> enrol(session, report, wanted));
        if (!options.json) {
            report.printSerial(session);
        }
    }

    private EnrolmentReport reported(EnrolmentReport report) {
        if (document != null) {
            document.add(report);
        }
        return report;
    }

    /** A device is its user's own, whatever role his profile leads to; for another user that role is what counts. */
    private void ofCaller(Session session, AwsAccess connection, AccountBook book) throws Failure {
        SessionsOfChains sessions = new SessionsOfChains(session, connection);
        if (aws.user == null) {
            sessions.beginWithBase();
        } else {
            sessions.beginForRole(book);
        }
    }

    private void enrol(Session session, EnrolmentReport report, String wanted) throws Failure {
        VaultAccess access = new VaultAccess(session);
        try (AwsAccess connection = new AwsAccess(session, aws);
                AccountBook book = AccountBook.toChange(session, access, this::goesBeyondAgent)) {
            WebConsoleEnrolment console = new WebConsoleEnrolment(session, book, connection, report);
            if (options.webConsole) {
                inConsole(session, console, wanted);
                return;
            }
            ofCaller(session, connection, book);
            Enrolment enrolment = new Enrolment(session, connection, book, options, report);
            if (!options.resume) {
                enrolment.enrol(wanted);
                return;
            }
            Account resumed = book.findExact(wanted);
            if (WebConsoleEnrolment.isBegun(resumed)) {
                console.goOn(resumed);
            } else {
                enrolment.resume(resumed);
            }
        }
    }

    /** A device that takes another's place gets its name, and sends its account to the trash. */
    private boolean goesBeyondAgent(List<Account> accounts) {
        return options.replace
                || accounts.stream()
                        .filter(account -> account.state() == Account.State.PENDING)
                        .map(Account::aws)
                        .anyMatch(device -> device != null && device.replaces() != null);
    }

    private void inConsole(Session session, WebConsoleEnrolment console, String wanted) throws Failure {
        if (capture.screen && capture.wait == null) {
            capture.wait = CONSOLE_WAIT_SECONDS; // somebody has to click through a few pages first
        }
        Optional<Account> begun = console.begun(wanted);
        if (begun.isPresent() && !capture.isGiven() && options.from == null) {
            session.output().note(Message.of("aws.pending-going", wanted));
            console.goOn(begun.get());
            return;
        }
        NewAccounts source = new NewAccounts(session, new SecretOptions(), capture);
        console.enrol(wanted, begun, source, options.from);
    }

    /** Every pending account of the caller's AWS account; one that fails does not keep the others from being finished. */
    private void resumeAll(Session session) throws Failure {
        VaultAccess access = new VaultAccess(session);
        List<EnrolmentReport> reports = new ArrayList<>();
        Failure first = null;
        try (AwsAccess connection = new AwsAccess(session, aws);
                AccountBook book = AccountBook.toChange(session, access, this::goesBeyondAgent)) {
            ofCaller(session, connection, book);
            for (Account account : pendingOfCaller(session, connection, book)) {
                EnrolmentReport report = reported(new EnrolmentReport(account.name()));
                reports.add(report);
                try {
                    report.completing(() -> new Enrolment(session, connection, book, options, report).resume(account));
                } catch (Failure e) {
                    if (first != null) {
                        session.output().error(first);
                    }
                    first = e;
                }
            }
        }
        if (!options.json) {
            reports.forEach(report -> report.printSerial(session));
        } else if (first != null && document != null) {
            document.finish();
        }
        if (first != null) {
            session.output().flush();
            throw first;
        }
    }

    private static List<Account> pendingOfCaller(Session session, AwsAccess connection, AccountBook book)
            throws Failure {
        List<Account> pending = book.accounts().stream()
                .filter(account -> account.state() == Account.State.PENDING)
                .toList();
        if (pending.isEmpty()) {
            session.output().note(Message.of("aws.no-account-pending"));
        }
        List<Account> callers = new ArrayList<>();
        Identity caller = pending.stream().anyMatch(account -> account.aws() != null) ? connection.identity() : null;
        for (Account account : pending) {
            AwsDevice device = account.aws();
            if (device != null && AwsDevices.isStale(book.accounts(), account)) {
                session.output().note(Message.of("aws.pending-device-gone-totp", account.name()));
            } else if (caller != null && device != null && EnrolmentChecks.isOfAccount(device, caller)) {
                callers.add(account);
            } else {
                session.output()
                        .note(
                                device == null
                                        ? Message.of("aws.pending-as-well", account.name())
                                        : Message.of("aws.pending-as-well-there", account.name(), device.accountId()));
            }
        }
        return callers;
    }
}
