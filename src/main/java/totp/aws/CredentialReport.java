package totp.aws;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import totp.aws.AwsException.Reason;
import totp.aws.ReportRow.ReportedKey;
import totp.message.Message;

/**
 * The credential report of an account (IAM User Guide, "Get credential reports"): CSV whose columns are found by their names, so
 * that new ones do no harm. A row that is not as documented ends the reading: what is guessed about a user's MFA is worth nothing.
 */
public final class CredentialReport {
    private static final String USER = "user";
    private static final int KEYS = 2;

    private final Instant generated;
    private final byte[] content;

    CredentialReport(Instant generated, byte[] content) {
        this.generated = generated;
        this.content = content.clone();
    }

    /** When AWS wrote it; up to four hours ago. */
    public Instant generated() {
        return generated;
    }

    /**
     * Hands over one row after the other; of all of them no list is made.
     *
     * @throws AwsException {@code UNKNOWN} for a report that cannot be read; the rows before were handed over
     */
    public void read(Consumer<ReportRow> taker) throws AwsException {
        CsvText text = new CsvText(new String(content, StandardCharsets.UTF_8));
        Map<String, Integer> columns = new HashMap<>();
        List<String> names = text.next().orElseThrow(() -> unreadable(1));
        for (String name : names) {
            if (columns.put(name, columns.size()) != null) {
                throw unreadable(1);
            }
        }
        int line = 1;
        for (Optional<List<String>> cells = text.next(); cells.isPresent(); cells = text.next()) {
            line++;
            if (cells.get().size() != names.size()) {
                throw unreadable(line);
            }
            taker.accept(new Cells(columns, cells.get(), line).row());
        }
    }

    private static AwsException unreadable(int line) {
        return new AwsException(Reason.UNKNOWN, "UnreadableReport", Message.of("aws.report-unreadable", line));
    }

    /** The cells of a row by the names of their columns. */
    private record Cells(Map<String, Integer> columns, List<String> cells, int line) {
        ReportRow row() throws AwsException {
            List<ReportedKey> keys = new ArrayList<>();
            for (int number = 1; number <= KEYS; number++) {
                String key = "access_key_" + number + "_";
                keys.add(new ReportedKey(
                        flag(key + "active"),
                        time(key + "last_rotated"),
                        time(key + "last_used_date"),
                        text(key + "last_used_region"),
                        text(key + "last_used_service")));
            }
            return new ReportRow(
                    text(USER),
                    text("arn"),
                    time("user_creation_time"),
                    text("password_enabled").equals("not_supported")
                            ? Optional.empty()
                            : Optional.of(flag("password_enabled")),
                    time("password_last_used"),
                    time("password_last_changed"),
                    flag("mfa_active"),
                    List.copyOf(keys));
        }

        private String text(String column) throws AwsException {
            Integer place = columns.get(column);
            if (place == null) {
                throw unreadable(1);
            }
            return cells.get(place);
        }

        private boolean flag(String column) throws AwsException {
            return switch (text(column)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw unreadable(line);
            };
        }

        private Optional<Instant> time(String column) throws AwsException {
            String text = text(column);
            switch (text) {
                case "N/A", "no_information", "not_supported" -> {
                    return Optional.empty();
                }
                default -> {
                    try {
                        return Optional.of(OffsetDateTime.parse(text).toInstant());
                    } catch (DateTimeException e) {
                        throw unreadable(line);
                    }
                }
            }
        }
    }
}
