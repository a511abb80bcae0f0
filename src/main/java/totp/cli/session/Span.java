package totp.cli.session;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import totp.message.Message;

/** A length of time as people write it: {@code 8h}, {@code 90m}, {@code 1h30m}, or seconds. */
public final class Span {
    private static final Pattern PARTS =
            Pattern.compile("(?:(\\d{1,3})d)?(?:(\\d{1,4})h)?(?:(\\d{1,5})m)?(?:(\\d{1,7})s?)?");

    /** A month; whoever wants more wants no lock. */
    private static final Duration MAX = Duration.ofDays(31);

    private Span() {}

    /**
     * Reads one.
     *
     * @param option for which it was given
     * @throws Failure {@code USAGE} for nothing, for what is no time, and for more than a month
     */
    public static Duration parse(String option, String text) throws Failure {
        Matcher parts = PARTS.matcher(text);
        Duration span = Duration.ZERO;
        if (parts.matches()) {
            span = Duration.ofDays(number(parts, 1))
                    .plusHours(number(parts, 2))
                    .plusMinutes(number(parts, 3))
                    .plusSeconds(number(parts, 4));
        }
        if (span.isZero() || span.compareTo(MAX) > 0) {
            throw Failure.usage(Message.of("session.takes-length-time", option));
        }
        return span;
    }

    /** As it is written. */
    public static String text(Duration span) {
        StringBuilder text = new StringBuilder();
        append(text, span.toDays(), "d");
        append(text, span.toHoursPart(), "h");
        append(text, span.toMinutesPart(), "m");
        append(text, span.toSecondsPart(), "s");
        return text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }

    private static long number(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
    }
}
