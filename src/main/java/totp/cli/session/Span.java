package totp.cli.session;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import totp.message.Message;

/** A length of time as people write it: {@code 8h}, {@code 90m}, {@code 1h30m}, or seconds. */
public final class Span {
    private static final Pattern PARTS =
            Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,4})h)?(?:(\\d{1,5})m)?(?:(\\d{1,7})s?)?");

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
        return read(text, MAX).orElseThrow(() -> Failure.usage(Message.of("session.takes-length-time", option)));
    }

    /**
     * Reads one of days rather than hours, each part with its unit: whoever writes {@code 7} means no seconds here.
     *
     * @throws Failure {@code USAGE} for nothing, for what is no time, and for more than that many
     */
    public static Duration parse(String option, String text, Duration max) throws Failure {
        return Optional.of(text)
                .filter(written -> written.endsWith("d")
                        || written.endsWith("h")
                        || written.endsWith("m")
                        || written.endsWith("s"))
                .flatMap(written -> read(written, max))
                .orElseThrow(() -> Failure.usage(Message.of("session.takes-length-days", option, max.toDays())));
    }

    private static Optional<Duration> read(String text, Duration max) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Duration span = Duration.ofDays(number(parts, 1))
                .plusHours(number(parts, 2))
                .plusMinutes(number(parts, 3))
                .plusSeconds(number(parts, 4));
        return Optional.of(span).filter(length -> !length.isZero() && length.compareTo(max) <= 0);
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
