package totp.cli.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import totp.aws.AccountAudit;
import totp.aws.AccountAudit.Accused;
import totp.aws.AccountDetails;
import totp.aws.AuditCheck;
import totp.aws.AuditCheck.Source;
import totp.aws.AwsException;
import totp.aws.Checklist;
import totp.aws.CredentialReport;
import totp.aws.Finding;
import totp.aws.Identity;
import totp.aws.LiveUsers;
import totp.aws.Pace;
import totp.aws.UserFacts;
import totp.aws.UserFacts.Part;
import totp.cli.aws.AwsFailures.Least;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.AwsDevices;

/**
 * {@code aws audit}: asks AWS about an account as a whole, which takes some twenty calls whatever its size, and then about the
 * users whom a report accuses that is older than the question.
 */
final class AuditRun {
    /** Of so many users it is asked whether they have mended since what an older report accuses them of. */
    private static final int CONFIRMED_MAX = 500;

    /** A report of this moment needs nothing confirmed; the ids of keys, which it does not have, are looked up for so many users. */
    private static final int LOOKED_UP_MAX = 20;

    /** Who waits for more than some seconds is told what for. */
    private static final int TOLD_FROM = 20;

    /** More calls than it takes to confirm what a report accuses five hundred users of. */
    private static final int AT_ONCE = 2000;

    private final Session session;
    private final AwsAccess access;
    private final AuditOptions options;
    private final SessionsOfChains sessions;
    private final Checklist checks;
    private boolean mayBegin = true;
    private @Nullable Instant generated;

    AuditRun(Session session, AwsAccess access, AuditOptions options) throws Failure {
        this.session = session;
        this.access = access;
        this.options = options;
        this.sessions = new SessionsOfChains(session, access);
        this.checks = new Checklist(options.skipped());
    }

    /** AWS, at a pace that nothing else in the account is throttled by. */
    static AwsAccess access(Session session, AwsOptions aws) {
        DoubleSupplier chance = () -> session.host().random().get().nextDouble();
        Pace pace = Pace.gentleAfter(AT_ONCE, chance);
        return new AwsAccess(session, aws, pace, session.host().pause()::millis, session.output()::note);
    }

    void run() throws Failure {
        AuditReport report;
        try {
            report = options.vaultCheck ? withVault() : look(null);
        } catch (Failure e) {
            if (options.format() == AuditOptions.Format.json) {
                AuditDocument.failed(session.output(), e);
                session.output().flush();
            }
            throw e;
        }
        report.print(session, options);
        session.output().flush(); // what was found stands there, whatever the exit code says about it
        conclude(report.findings());
    }

    private AuditReport withVault() throws Failure {
        try (AccountBook book = AccountBook.toRead(session, new VaultAccess(session))) {
            return look(book);
        }
    }

    private AuditReport look(@Nullable AccountBook book) throws Failure {
        sessions.beginForRole(book);
        Identity caller = access.identity();
        access.warnOfClock();
        AccountAudit audit = new AccountAudit(caller, now(), options.maxKeyAge(), options.maxUnused(), checks);
        if (book == null) {
            checks.notApplicable(AuditCheck.VAULT_STALE, Message.of("aws.audit-no-vault-check"));
        }
        try {
            return collect(audit, caller, book);
        } catch (AwsException e) {
            throw AwsFailures.of(e, Least.AUDIT);
        }
    }

    private Instant now() {
        return session.host().now().plus(access.offset().orElse(Duration.ZERO));
    }

    private AuditReport collect(AccountAudit audit, Identity caller, @Nullable AccountBook book)
            throws Failure, AwsException {
        Instant began = now();
        source(
                audit,
                book,
                Source.SUMMARY,
                details -> audit.summary(access.iam().summary()));
        source(audit, book, Source.PASSWORD_POLICY, details -> audit.passwordPolicy(details.passwordPolicy()));
        source(audit, book, Source.DEVICES, details -> {
            details.virtualDevices(audit::device);
            vaulted(audit, caller, book);
        });
        source(audit, book, Source.DETAILS, details -> details.users(audit::user));
        report(audit, began, book);
        return new AuditReport(caller, access.profileOption(), alias(), now(), generated, audit, checks);
    }

    @FunctionalInterface
    private interface Question {
        void ask(AccountDetails details) throws Failure, AwsException;
    }

    /** What may not be asked is told as a check that was not made; the rest goes on. */
    private void source(AccountAudit audit, @Nullable AccountBook book, Source source, Question question)
            throws Failure, AwsException {
        if (checks.isSkipped(source)) {
            return;
        }
        try {
            question.ask(access.iam().details());
        } catch (AwsException e) {
            if (!isDenied(e)) {
                throw e;
            }
            if (mayBegin) {
                mayBegin = false;
                if (sessions.beginAfter(e, book)) {
                    source(audit, book, source, question);
                    return;
                }
            }
            checks.unmade(source, denied(e));
        }
    }

    private static boolean isDenied(AwsException e) {
        return e.reason() == AwsException.Reason.DENIED || e.reason() == AwsException.Reason.MFA_DEMANDED;
    }

    private static Message denied(AwsException e) {
        return Message.of("aws.audit-denied", "iam:" + e.action());
    }

    /** The vault's devices of this account; pending ones are their enrolment's business. */
    private static void vaulted(AccountAudit audit, Identity caller, @Nullable AccountBook book) {
        if (book == null) {
            return;
        }
        for (Account account : book.accounts()) {
            AwsDevice device = account.aws();
            if (device != null
                    && account.state() == Account.State.ACTIVE
                    && EnrolmentChecks.isOfAccount(device, caller)) {
                audit.vaulted(account.name(), device, AwsDevices.isStale(book.accounts(), account));
            }
        }
    }

    private Optional<String> alias() throws Failure, AwsException {
        try {
            return access.iam().details().alias();
        } catch (AwsException e) {
            if (isDenied(e)) {
                return Optional.empty(); // it only makes the title friendlier
            }
            throw e;
        }
    }

    private void report(AccountAudit audit, Instant began, @Nullable AccountBook book) throws Failure, AwsException {
        source(audit, book, Source.REPORT, details -> {
            CredentialReport report = details.report();
            generated = report.generated();
            // AWS tells the time in whole seconds.
            boolean current = !report.generated().isBefore(began.truncatedTo(ChronoUnit.SECONDS));
            audit.report(report, current);
            ask(audit, current);
        });
    }

    private void ask(AccountAudit audit, boolean current) throws Failure, AwsException {
        LiveUsers users = access.iam().liveUsers();
        if (options.live) {
            Set<Part> all = EnumSet.of(Part.PASSWORD, Part.DEVICES, Part.KEYS, Part.USE);
            tell(audit.users().size());
            for (UserFacts user : audit.users()) {
                audit.live(user.name(), users.ask(user.name(), all, audit.unusedSince()));
            }
        } else {
            confirm(audit, users);
            if (!current) {
                session.output().warning(Message.of("aws.audit-since-then"));
            }
        }
        users.denied().forEach((part, e) -> checks.unmade(part, denied(e)));
        if (current) {
            for (String name :
                    audit.withNamelessKeys().stream().limit(LOOKED_UP_MAX).toList()) {
                audit.live(name, users.ask(name, Set.of(Part.KEYS), audit.unusedSince()));
            }
        }
    }

    private void confirm(AccountAudit audit, LiveUsers users) throws AwsException {
        List<Accused> accused = audit.accused();
        List<Accused> first = accused.subList(0, Math.min(accused.size(), CONFIRMED_MAX));
        tell(first.size());
        for (Accused user : first) {
            audit.live(user.name(), users.ask(user.name(), user.parts(), audit.unusedSince()));
        }
        if (first.size() < accused.size()) {
            session.output().warning(Message.of("aws.audit-not-all-confirmed", accused.size() - first.size()));
        }
    }

    private void tell(int users) {
        if (users > TOLD_FROM) {
            session.output().note(Message.of("aws.audit-asking", users));
        }
    }

    private void conclude(List<Finding> findings) throws Failure {
        long heavy = findings.stream()
                .filter(finding -> options.failOn().isReachedBy(finding.level()))
                .count();
        Map<AuditCheck, Message> unmade = checks.unmade();
        if (heavy > 0) {
            throw new Failure(ExitCode.FINDINGS, Message.NONE);
        }
        if (!unmade.isEmpty()) {
            List<String> ids = unmade.keySet().stream().map(AuditCheck::id).toList();
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    options.failOn() == AuditOptions.FailOn.none
                            ? Message.of("aws.audit-checks-unmade", Message.names(ids))
                            : Message.of("aws.audit-incomplete", options.failOn(), Message.names(ids)),
                    Message.of("aws.audit-skip", String.join(",", ids)));
        }
    }
}
