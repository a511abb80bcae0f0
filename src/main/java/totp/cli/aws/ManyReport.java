package totp.cli.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import totp.cli.aws.UserLines.Wanted;
import totp.cli.session.AccountFormat;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.message.Message;

/** What came of a run through many users: a line for each as it ends, or one document for all, however the run ends. */
final class ManyReport {
    private final Session session;
    private final boolean json;
    private final boolean dryRun;
    private final List<Row> rows = new ArrayList<>();
    private @Nullable String account;
    private @Nullable Failure failure;
    private boolean printed;

    ManyReport(Session session, boolean json, boolean dryRun) {
        this.session = session;
        this.json = json;
        this.dryRun = dryRun;
    }

    /** Spelled so in lines and documents; the lines of a dry run say that it is foreseen alone, as its document does. */
    enum Result {
        enrolled("would_enroll"),
        resumed("would_resume"),
        skipped("skipped"),
        failed("would_fail"),
        not_tried("not_tried");

        private final String foreseen;

        Result(String foreseen) {
            this.foreseen = foreseen;
        }
    }

    /** One user. */
    static final class Row {
        private final Wanted wanted;
        private final EnrolmentReport report;
        private Result result = Result.not_tried;
        private @Nullable Path handOver;
        private boolean retryable;

        private Row(Wanted wanted, String account) {
            this.wanted = wanted;
            this.report = new EnrolmentReport(wanted.name());
            report.account(wanted.name(), account, wanted.user());
        }

        Wanted wanted() {
            return wanted;
        }

        EnrolmentReport report() {
            return report;
        }

        /** Where the file for the user is. */
        synchronized void handedOver(Path file) {
            handOver = file;
        }

        private synchronized void set(Result reached) {
            result = reached;
        }

        private synchronized Result result() {
            return result;
        }

        private synchronized @Nullable Path handOver() {
            return handOver;
        }
    }

    /** Whom the run is about; until they are tried they are not tried. */
    synchronized List<Row> begin(String accountId, List<Wanted> all) {
        account = accountId;
        all.forEach(wanted -> rows.add(new Row(wanted, accountId)));
        return List.copyOf(rows);
    }

    void ended(Row row, Result result) throws Failure {
        row.set(result);
        line(row);
    }

    void failed(Row row, Failure why) throws Failure {
        row.report.failed(why);
        row.retryable = EnrolmentReport.isRetryable(why);
        row.set(Result.failed);
        session.output().warning(Message.of("aws.user-came-to-nothing", row.wanted.user(), why.message()));
        why.hints().forEach(session.output()::hint);
        line(row);
    }

    /** At once, so that who is cut off knows how far the run had come. */
    private synchronized void line(Row row) throws Failure {
        if (!json) {
            List<String> cells = List.of(
                    row.wanted.user(),
                    row.report.serial(),
                    dryRun ? row.result().foreseen : row.result().name());
            session.output().drawn(AccountFormat.tsv(cells));
            session.output().flush();
        }
    }

    /** Why the run as a whole came to its end before its last user, or did not begin. */
    synchronized void stopped(Failure why) {
        failure = why;
    }

    /**
     * Tells the rest: who was not tried, how many there are of each, and the document.
     *
     * @return what the command fails with; null if all are done or skipped
     */
    @Nullable
    Failure finish() throws Failure {
        for (Row row : rows) {
            if (row.result() == Result.not_tried) {
                line(row);
            }
        }
        print();
        session.output().note(summary());
        if (failure != null && failure.code() == ExitCode.INTERRUPTED) {
            session.output()
                    .hint(Message.of(
                            "aws.run-again-goes-on")); // before the error, which a process that ends may not tell
        }
        return ending();
    }

    private Message summary() {
        long enrolled = count(Result.enrolled);
        long resumed = count(Result.resumed);
        long skipped = count(Result.skipped);
        long failed = count(Result.failed);
        long rest = count(Result.not_tried);
        return dryRun
                ? Message.of("aws.many-would", enrolled, resumed, skipped, failed, rest)
                : Message.of("aws.many-summary", enrolled, resumed, skipped, failed, rest);
    }

    private synchronized @Nullable Failure ending() {
        long undone = count(Result.failed) + count(Result.not_tried);
        if (failure != null) {
            return rows.isEmpty() ? failure : failure.hinting(Message.of("aws.run-again-goes-on"));
        }
        if (undone == 0) {
            return null;
        }
        boolean again = rows.stream().anyMatch(row -> row.result() == Result.failed && row.retryable);
        Message told = Message.of("aws.many-came-to-nothing", undone, rows.size());
        return again
                ? new Failure(ExitCode.AWS_UNREACHABLE, told, Message.of("aws.run-again-goes-on"))
                : new Failure(ExitCode.AWS_REFUSED, told);
    }

    /** Cut off in the midst of a step. */
    synchronized void cutOff() {
        stopped(new Failure(ExitCode.INTERRUPTED, Message.of("aws.ended-signal")));
        session.output().discard();
        try {
            print();
        } catch (Failure e) {
            // Nobody is left to tell.
        }
        session.output().hint(Message.of("aws.run-again-goes-on"));
    }

    /** The document, unless it was printed or nobody wants it. */
    synchronized void print() throws Failure {
        if (json && !printed) {
            printed = true;
            JsonWriter.print(session.output(), this::write);
            session.output().flush();
        }
    }

    private long count(Result result) {
        return rows.stream().filter(row -> row.result() == result).count();
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("account_id", account);
        out.writeBooleanField("dry_run", dryRun);
        out.writeArrayFieldStart("users");
        for (Row row : rows) {
            row.report.document(out, more -> {
                more.writeStringField("result", row.result().name());
                Path file = row.handOver();
                more.writeStringField("hand_over", file == null ? null : Objects.toString(file));
            });
        }
        out.writeEndArray();
        out.writeObjectFieldStart("summary");
        for (Result result : Result.values()) {
            out.writeNumberField(result.name(), count(result));
        }
        out.writeEndObject();
        EnrolmentReport.error(out, failure);
        out.writeEndObject();
    }
}
