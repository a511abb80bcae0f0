package totp.cli.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import totp.cli.session.AtExit;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.message.Message;

/**
 * The one document that {@code enroll --json} prints, however it ends: done, refused, by a bug, or by a signal in the midst of
 * it. Scripts read it to learn whether a device was made.
 */
final class EnrolmentDocument implements AutoCloseable {
    private final Session session;
    private final boolean many;
    private final List<EnrolmentReport> reports = new ArrayList<>();
    private final AtExit atTheEnd;
    private boolean printed;

    /** @param many whether it is an array, whatever stands in it: whoever reads it need not know how many were pending */
    EnrolmentDocument(Session session, boolean many) {
        this.session = session;
        this.many = many;
        this.atTheEnd = new AtExit(session.host().machine(), this::interrupted);
    }

    synchronized void add(EnrolmentReport report) {
        reports.add(report);
    }

    /** Prints it, unless that was done; nothing of it is held back. */
    synchronized void finish() throws Failure {
        if (!printed) {
            printed = true;
            JsonWriter.print(session.output(), this::write);
            session.output().flush();
        }
    }

    /**
     * Prints it with a failure that no report may have noted.
     *
     * @param name of the account, as far as one was understood
     */
    synchronized void fail(Failure failure, String name) throws Failure {
        if (reports.isEmpty() || (many && reports.get(reports.size() - 1).isOver())) {
            reports.add(new EnrolmentReport(name));
        }
        reports.get(reports.size() - 1).failed(failure);
        finish();
    }

    /** A signal; the main thread may be anywhere, but not in the midst of printing. */
    private synchronized void interrupted() {
        if (printed) {
            return;
        }
        session.output().discard();
        try {
            fail(new Failure(ExitCode.INTERRUPTED, Message.of("aws.ended-signal")), "");
        } catch (Failure e) {
            // Nobody is left to tell.
        }
    }

    private void write(JsonGenerator out) throws IOException {
        if (!many) {
            reports.get(0).document(out);
            return;
        }
        out.writeStartArray();
        for (EnrolmentReport report : reports) {
            report.document(out);
        }
        out.writeEndArray();
    }

    @Override
    public void close() {
        synchronized (this) {
            printed = true;
        }
        atTheEnd.cancel();
    }
}
