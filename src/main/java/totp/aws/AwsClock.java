package totp.aws;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import totp.message.Message;

/**
 * AWS's clock, read off the {@code Date} header of its answers. Codes that are sent to AWS are made by it, since a machine
 * whose clock is minutes off makes valid requests and useless codes. Exact to about half a second and half a round trip.
 */
public final class AwsClock {
    /** More than that no clock is off: a proxy or a portal answered with something that is not the time. */
    private static final Duration OFFSET_MAX = Duration.ofDays(1);

    private final World world;
    private boolean known;
    private boolean complained;
    private Instant anchor = Instant.EPOCH;
    private long anchorNanos;

    AwsClock(World world) {
        this.world = world;
    }

    /** AWS's time as far as it is known, this machine's before. */
    public Instant now() {
        return known
                ? anchor.plusNanos(world.nanoTime().getAsLong() - anchorNanos)
                : world.clock().instant();
    }

    /** How far AWS is ahead of this machine (negative: behind it); empty before the first answer. */
    public Optional<Duration> offset() {
        return known ? Optional.of(Duration.between(world.clock().instant(), now())) : Optional.empty();
    }

    /** For {@link #learn}. */
    long sending() {
        return world.nanoTime().getAsLong();
    }

    /**
     * Reads the time off an answer that has just come.
     *
     * @param sentNanos what {@link #sending} said before the request
     * @param date the header; whole seconds, RFC 9110 section 5.6.7
     */
    void learn(long sentNanos, Optional<String> date) {
        long received = world.nanoTime().getAsLong();
        Optional<Instant> said = date.flatMap(AwsClock::parse);
        if (said.isEmpty()) {
            complain(Message.of("aws.aws-answer-does-not"));
            return;
        }
        long halfRoundTrip = (received - sentNanos) / 2;
        Instant estimate = said.get().plusMillis(500).plusNanos(halfRoundTrip);
        Duration offset = Duration.between(world.clock().instant(), estimate);
        if (offset.abs().compareTo(OFFSET_MAX) > 0) {
            complain(Message.of("aws.aws-answer-tells-time"));
            return;
        }
        anchor = estimate;
        anchorNanos = received;
        known = true;
    }

    private void complain(Message what) {
        if (!complained && !known) {
            complained = true;
            world.warning().accept(Message.of("aws.machine-clock-used-must", what));
        }
    }

    private static Optional<Instant> parse(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
