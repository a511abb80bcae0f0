package totp.cli.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.otp.Account;
import totp.otp.AwsDevice;

/**
 * What came of an enrolment: the document of {@code enroll --json}, or the device's serial on a line. It is complete at every
 * moment, for a signal may ask for it.
 */
final class EnrolmentReport {
    private String name;
    private @Nullable String user;
    private @Nullable String accountId;
    private @Nullable String serial;
    private Account.@Nullable State state;
    private boolean verified;
    private @Nullable Duration offset;
    private int attempts;
    private @Nullable Failure failure;
    private boolean over;

    EnrolmentReport(String name) {
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
            over();
        } catch (Failure e) {
            failed(e);
            throw e;
        }
    }

    private synchronized void over() {
        over = true;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** The first failure is the one that counts. */
    synchronized void failed(Failure cause) {
        over = true;
        if (failure == null) {
            failure = cause;
        }
    }

    synchronized void account(String named, String accountNumber, String iamUser) {
        name = named;
        accountId = accountNumber;
        user = iamUser;
    }

    /** What is in the vault, already or now: of an account that is none of AWS's there is nothing to tell. */
    synchronized void account(Account account) {
        AwsDevice device = account.aws();
        if (device != null) {
            account(account.name(), device.accountId(), device.user());
            serial = device.serial();
            state = account.state();
        }
    }

    synchronized void device(String arn) {
        serial = arn;
    }

    synchronized void state(Account.State reached) {
        state = reached;
    }

    /** The account is in the trash again. */
    synchronized void none() {
        state = null;
    }

    /** Whether something is in the vault. */
    synchronized boolean isBegun() {
        return state != null;
    }

    /** The ARN, empty if there is none. */
    synchronized String serial() {
        return serial == null ? "" : serial;
    }

    synchronized void verified() {
        verified = true;
    }

    synchronized void clock(@Nullable Duration measured) {
        offset = measured;
    }

    synchronized void attempts(int number) {
        attempts = number;
    }

    /** The serial on a line, unless it failed. */
    synchronized void printSerial(Session session) {
        if (failure == null && serial != null) {
            session.output().line(serial);
        }
    }

    synchronized void document(JsonGenerator out) throws IOException {
        document(out, more -> {});
    }

    /** @param more writes further members */
    synchronized void document(JsonGenerator out, JsonWriter.Content more) throws IOException {
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
        error(out, failure);
        more.write(out);
        out.writeEndObject();
    }

    /** The member that says why something came to nothing; null where it did not. */
    static void error(JsonGenerator out, @Nullable Failure failure) throws IOException {
        if (failure == null) {
            out.writeNullField("error");
            return;
        }
        AwsException aws = aws(failure).orElse(null);
        out.writeObjectFieldStart("error");
        out.writeStringField("code", aws == null ? failure.code().name().toLowerCase(Locale.ROOT) : aws.code());
        out.writeStringField("message", failure.getMessage());
        out.writeBooleanField("retryable", isRetryable(failure));
        out.writeEndObject();
    }

    /** What AWS said, if it was AWS. */
    static Optional<AwsException> aws(Failure failure) {
        return failure.getCause() instanceof AwsException cause ? Optional.of(cause) : Optional.empty();
    }

    /** Whether the same command may succeed later without anybody changing anything. */
    static boolean isRetryable(Failure failure) {
        return aws(failure).map(AwsException::isRetryable).orElseGet(() -> isRetryable(failure.code()));
    }

    private static boolean isRetryable(ExitCode code) {
        return switch (code) {
            case BUSY, AWS_UNREACHABLE, INTERRUPTED, TERMINATED, HUNG_UP -> true;
            default -> false;
        };
    }
}
