package totp.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import totp.aws.Identity;
import totp.otp.Account;
import totp.otp.AccountName;
import totp.otp.AwsDevice;

@CommandLine.Command(
        name = "enroll",
        description = {
            "Creates an AWS virtual MFA device for an IAM user, registers it, and keeps its secret under NAME.",
            "What was interrupted goes on with --resume, or with the same command again."
        })
final class EnrollCommand implements Command {
    private static final int CONSOLE_WAIT_SECONDS = 300;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "the name of the account in the vault")
    @Nullable
    String name;

    @Mixin
    AwsOptions aws = new AwsOptions();

    @Mixin
    EnrollOptions options = new EnrollOptions();

    @Mixin
    CaptureOptions capture = new CaptureOptions();

    @Override
    public void run(Session session) throws Failure {
        options.check(name);
        capture.check();
        if (capture.isGiven() && (!options.console || options.from != null)) {
            throw Failure.usage("--screen, --clipboard and --from go with --console, one at a time");
        }
        if (name == null) {
            resumeAll(session);
            return;
        }
        String wanted = AccountName.normalize(name);
        Texts.checkName(wanted);
        EnrolReport report = new EnrolReport(wanted);
        try {
            report.completing(() -> enrol(session, report, wanted));
            report.print(session, options.json);
        } catch (Failure e) {
            if (options.json) {
                report.print(session, true);
                session.console().flush();
            }
            throw e;
        }
    }

    private void enrol(Session session, EnrolReport report, String wanted) throws Failure {
        VaultAccess access = new VaultAccess(session);
        if (options.console) {
            if (capture.screen && capture.wait == null) {
                capture.wait = CONSOLE_WAIT_SECONDS; // somebody has to click through a few pages first
            }
            NewAccounts source = new NewAccounts(session, new SecretOptions(), capture);
            boolean shown = capture.isGiven() || options.from != null;
            try (AwsAccess connection = new AwsAccess(session, aws)) {
                new ConsoleEnrolling(session, access, connection, report).enrol(wanted, source, options.from, shown);
            }
            return;
        }
        try (AwsAccess connection = new AwsAccess(session, aws);
                SeedKeeper keeper = new SeedKeeper(session, access, options)) {
            Optional<Account> begun = options.resume
                    ? Optional.of(access.findExact(keeper.vault(), wanted)).filter(ConsoleEnrolling::isBegun)
                    : Optional.empty();
            if (begun.isPresent()) {
                new ConsoleEnrolling(session, access, connection, report).resume(keeper.vault(), begun.get());
                return;
            }
            Enrolling enrolling = new Enrolling(session, connection, keeper, options, report);
            if (options.resume) {
                enrolling.resume(access.findExact(keeper.vault(), wanted));
            } else {
                enrolling.enrol(access, wanted);
            }
        }
    }

    /** Every pending account of the caller's AWS account; one that fails does not keep the others from being finished. */
    private void resumeAll(Session session) throws Failure {
        VaultAccess access = new VaultAccess(session);
        List<EnrolReport> reports = new ArrayList<>();
        Failure first = null;
        try (AwsAccess connection = new AwsAccess(session, aws);
                SeedKeeper keeper = new SeedKeeper(session, access, options)) {
            List<Account> pending = keeper.vault().accounts().stream()
                    .filter(account -> account.state() == Account.State.PENDING)
                    .toList();
            if (pending.isEmpty()) {
                session.console().note("no account is pending");
            }
            Identity caller =
                    pending.stream().anyMatch(account -> account.aws() != null) ? connection.identity() : null;
            for (Account account : pending) {
                AwsDevice device = account.aws();
                if (caller == null || device == null || !device.accountId().equals(caller.accountId())) {
                    session.console()
                            .note(account.name() + " is pending as well; totp enroll --resume " + account.name()
                                    + " goes on"
                                    + (device == null ? "" : " with credentials of account " + device.accountId()));
                    continue;
                }
                EnrolReport report = new EnrolReport(account.name());
                reports.add(report);
                try {
                    report.completing(
                            () -> new Enrolling(session, connection, keeper, options, report).resume(account));
                } catch (Failure e) {
                    if (first != null) {
                        session.console().error(first);
                    }
                    first = e;
                }
            }
        }
        EnrolReport.printAll(session, reports, options.json);
        if (first != null) {
            session.console().flush();
            throw first;
        }
    }
}
