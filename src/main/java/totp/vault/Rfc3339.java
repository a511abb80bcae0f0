package totp.vault;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Times as RFC 3339 text in UTC, {@code 2026-11-23T15:00:00Z} with an optional fraction of a second. The JDK's formatter
 * would read the same and load some hundred classes on the way to a code.
 */
public final class Rfc3339 {
    private static final int SECONDS_LENGTH = "2026-11-23T15:00:00".length();

    private Rfc3339() {}

    /** The time, or nothing if the text is not one; an offset other than {@code Z} is not. */
    public static Optional<Instant> parse(String text) {
        int length = text.length();
        boolean shaped = length > SECONDS_LENGTH
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && (text.charAt(10) == 'T' || text.charAt(10) == 't')
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && (text.charAt(length - 1) == 'Z' || text.charAt(length - 1) == 'z');
        int year = shaped ? number(text, 0, 4) : -1;
        int nanos = shaped ? nanos(text, length) : -1;
        if (year < 0 || nanos < 0) {
            return Optional.empty();
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                    year,
                    number(text, 5, 7),
                    number(text, 8, 10),
                    number(text, 11, 13),
                    number(text, 14, 16),
                    number(text, 17, 19),
                    nanos);
            return Optional.of(time.toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** With milliseconds, as the vault keeps times, or with nanoseconds where a later version noted them. */
    public static String precise(Instant time) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
        StringBuilder out = new StringBuilder(24);
        pad(out, utc.getYear(), 4).append('-');
        pad(out, utc.getMonthValue(), 2).append('-');
        pad(out, utc.getDayOfMonth(), 2).append('T');
        pad(out, utc.getHour(), 2).append(':');
        pad(out, utc.getMinute(), 2).append(':');
        pad(out, utc.getSecond(), 2).append('.');
        int nanos = utc.getNano();
        boolean millis = nanos % 1_000_000 == 0;
        return (millis ? pad(out, nanos / 1_000_000, 3) : pad(out, nanos, 9))
                .append('Z')
                .toString();
    }

    /** In whole seconds, as people and scripts read times. */
    public static String seconds(Instant time) {
        return precise(time).substring(0, SECONDS_LENGTH) + "Z";
    }

    /** The fraction between the seconds and the zone, or -1. */
    private static int nanos(String text, int length) {
        if (length == SECONDS_LENGTH + 1) {
            return 0;
        }
        int digits = length - 1 - SECONDS_LENGTH - 1;
        if (text.charAt(SECONDS_LENGTH) != '.' || digits < 1 || digits > 9) {
            return -1;
        }
        int value = number(text, SECONDS_LENGTH + 1, length - 1);
        for (int i = digits; i < 9 && value >= 0; i++) {
            value *= 10;
        }
        return value;
    }

    /** ASCII digits only, or -1, which no month, day, hour, minute or second is. */
    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    private static StringBuilder pad(StringBuilder out, int value, int width) {
        String digits = Integer.toString(value);
        for (int i = digits.length(); i < width; i++) {
            out.append('0');
        }
        return out.append(digits);
    }
}
