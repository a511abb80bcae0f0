package totp.cli.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import totp.aws.AccountAudit;
import totp.aws.AuditCheck;
import totp.aws.AuditLevel;
import totp.aws.Checklist;
import totp.aws.Finding;
import totp.aws.Identity;
import totp.cli.session.AccountFormat;
import totp.cli.session.Colour;
import totp.cli.session.Columns;
import totp.cli.session.Escaper;
import totp.cli.session.Failure;
import totp.cli.session.Output;
import totp.cli.session.Session;
import totp.message.Message;

/** What an audit found, for people, for spreadsheets and for programs. */
final class AuditReport {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What a spreadsheet takes for the beginning of a formula, which may fetch and send (CWE-1236). */
    private static final String FORMULA = "=+-@\t\r";

    private final Identity caller;
    private final Optional<String> alias;
    private final Instant now;
    private final @Nullable Instant generated;
    private final AccountAudit audit;
    private final Checklist checks;
    private final List<Finding> findings;
    private final AuditRemedies remedies;

    /**
     * @param profile the option that names the profile by which the caller spoke to AWS; empty if none was
     * @param generated when AWS wrote the report; null if none was read
     */
    AuditReport(
            Identity caller,
            String profile,
            Optional<String> alias,
            Instant now,
            @Nullable Instant generated,
            AccountAudit audit,
            Checklist checks) {
        this.caller = caller;
        this.alias = alias;
        this.now = now;
        this.generated = generated;
        this.audit = audit;
        this.checks = checks;
        this.findings = audit.findings();
        this.remedies = new AuditRemedies(
                findings.stream().anyMatch(finding -> finding.check() == AuditCheck.ROOT_KEY),
                audit.passwords(),
                caller,
                profile);
    }

    List<Finding> findings() {
        return findings;
    }

    void print(Session session, AuditOptions options) throws Failure {
        switch (options.format()) {
            case json ->
                new AuditDocument(caller, alias, now, generated, audit, checks, findings, remedies)
                        .print(session.output(), options);
            case csv -> csv(session.output());
            case text -> text(session.output());
        }
    }

    private void text(Output output) {
        output.line(title());
        List<Row> rows = new ArrayList<>();
        for (Finding finding : findings) {
            rows.add(new Row(
                    finding.level().name(),
                    finding.check().id(),
                    Escaper.escape(finding.subject().name()),
                    told(output, finding),
                    Escaper.escape(remedies.of(finding))));
        }
        checks.unmade().forEach((check, why) -> rows.add(new Row("skipped", check.id(), "", text(output, why), "")));
        print(output, rows);
        output.line(Message.of(
                "aws.audit-summary",
                count(findings, AuditLevel.critical),
                count(findings, AuditLevel.high),
                count(findings, AuditLevel.medium),
                count(findings, AuditLevel.low),
                Message.counted("aws.audit-users", audit.users().size())));
    }

    private Message title() {
        Message account = alias.map(name -> Message.of("aws.audit-account-named", caller.accountId(), name))
                .orElseGet(() -> Message.of("aws.audit-account", caller.accountId()));
        if (generated == null) {
            return Message.of("aws.audit-title-no-report", account);
        }
        long minutes = Math.max(0, Duration.between(generated, now).toMinutes());
        Message age = minutes < 120
                ? Message.counted("aws.audit-minutes-old", (int) minutes)
                : Message.of("aws.audit-hours-old", minutes / 60);
        int confirmed = (int) findings.stream().filter(Finding::confirmed).count();
        return Message.of(
                "aws.audit-title",
                account,
                MINUTES.format(generated),
                age,
                Message.counted("aws.audit-confirmed", confirmed));
    }

    private static String told(Output output, Finding finding) {
        return text(
                output,
                finding.confirmed() ? finding.message() : Message.of("aws.audit-unconfirmed", finding.message()));
    }

    private static String text(Output output, Message message) {
        return message.in(output.language(), Escaper::escape);
    }

    /** @param name empty for what concerns the account: its message begins there */
    private record Row(String level, String id, String name, String message, String remedy) {}

    private static void print(Output output, List<Row> rows) {
        int levels = width(rows, Row::level);
        int ids = width(rows, Row::id);
        int names = width(rows, Row::name);
        String indent = " ".repeat(levels + ids);
        String remedy = "";
        for (Row row : rows) {
            Colour colour = row.level.equals("critical") || row.level.equals("high") ? Colour.RED : Colour.NONE;
            String level = output.colour(colour, row.level) + pad(row.level, levels);
            String name = row.name.isEmpty() ? "" : row.name + pad(row.name, names);
            // The remedy of many is told once, behind the last of them.
            if (!remedy.isEmpty() && !remedy.equals(row.remedy)) {
                output.drawn(indent + remedy);
            }
            remedy = row.remedy;
            output.drawn(level + row.id + pad(row.id, ids) + name + row.message);
        }
        if (!remedy.isEmpty()) {
            output.drawn(indent + remedy);
        }
    }

    private static int width(List<Row> rows, Function<Row, String> cell) {
        return 2
                + rows.stream()
                        .mapToInt(row -> Columns.width(cell.apply(row)))
                        .max()
                        .orElse(0);
    }

    private static String pad(String cell, int width) {
        return " ".repeat(width - Columns.width(cell));
    }

    private void csv(Output output) {
        output.drawn("id,level,type,name,arn,message,confirmed");
        for (Finding finding : findings) {
            output.drawn(AccountFormat.csv(List.of(
                    finding.check().id(),
                    finding.level().name(),
                    finding.subject().kind().name(),
                    inert(finding.subject().name()),
                    finding.subject().arn(),
                    inert(finding.message().toString()),
                    String.valueOf(finding.confirmed()))));
        }
        checks.unmade().forEach((check, why) -> output.warning(Message.of("message.of", check.id(), why)));
    }

    /** Names may begin so at IAM; an apostrophe before them is what spreadsheets take for text. */
    private static String inert(String cell) {
        return !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }

    static long count(List<Finding> findings, AuditLevel level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }
}
