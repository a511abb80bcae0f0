package totp.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.otp.Account;

/** What came of an enrolment: the document of {@code enroll --json}, or the device's serial on a line. */
final class EnrolReport {
    private String name;
    private @Nullable String user;
    private @Nullable String accountId;
    private @Nullable String serial;
    private Account.@Nullable State state;
    private boolean verified;
    private @Nullable Duration offset;
    private int attempts;
    private @Nullable Failure failure;

    EnrolReport(String name) {
        this.name = name;
    }

    /** Part of an enrolment. */
    @FunctionalInterface
    interface Work {
        void run() throws Failure;
    }

    /** Does the work and notes how it failed, if it does. */
    void completing(Work work) throws Failure {
        try {
            work.run();
        } catch (Failure e) {
            failure = e;
            throw e;
        }
    }

    void account(String named, String accountNumber, String iamUser) {
        name = named;
        accountId = accountNumber;
        user = iamUser;
    }

    void device(String arn) {
        serial = arn;
    }

    void state(Account.State reached) {
        state = reached;
    }

    void verified() {
        verified = true;
    }

    void clock(@Nullable Duration measured) {
        offset = measured;
    }

    void attempts(int number) {
        attempts = number;
    }

    void print(Session session, boolean json) {
        if (json) {
            JsonWriter.print(session.console(), this::document);
        } else if (serial != null) {
            session.console().line(Escaper.escape(serial));
        }
    }

    /** One array, also for one or none: whoever reads it need not know how many were pending. */
    static void printAll(Session session, List<EnrolReport> reports, boolean json) {
        if (!json) {
            reports.stream().filter(report -> report.failure == null).forEach(report -> report.print(session, false));
            return;
        }
        JsonWriter.print(session.console(), out -> {
            out.writeStartArray();
            for (EnrolReport report : reports) {
                report.document(out);
            }
            out.writeEndArray();
        });
    }

    private void document(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", name);
        out.writeStringField("user", user);
        out.writeStringField("account_id", accountId);
        out.writeStringField("serial", serial);
        out.writeStringField("state", state == null ? "none" : state.name().toLowerCase(Locale.ROOT));
        out.writeBooleanField("verified", verified);
        if (offset == null) {
            out.writeNullField("clock_offset_seconds");
        } else {
            out.writeNumberField(
                    "clock_offset_seconds",
                    BigDecimal.valueOf(offset.toMillis(), 3).setScale(1, RoundingMode.HALF_UP));
        }
        out.writeNumberField("attempts", attempts);
        error(out);
        out.writeEndObject();
    }

    private void error(JsonGenerator out) throws IOException {
        if (failure == null) {
            out.writeNullField("error");
            return;
        }
        AwsException aws = failure.getCause() instanceof AwsException cause ? cause : null;
        out.writeObjectFieldStart("error");
        out.writeStringField("code", aws == null ? failure.code().name().toLowerCase(Locale.ROOT) : aws.code());
        out.writeStringField("message", failure.getMessage());
        out.writeBooleanField("retryable", aws == null ? failure.code() == ExitCode.BUSY : aws.isRetryable());
        out.writeEndObject();
    }
}
