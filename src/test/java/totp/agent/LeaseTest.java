package totp.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final Instant START = Instant.parse("2026-11-23T15:00:00Z");

    private Instant clock = START;
    private long nanos = 7;
    private final Lease lease = new Lease(() -> clock, () -> nanos, Duration.ofHours(8), Duration.ofMinutes(10));

    /** Both clocks go on, as they do on a machine that is awake; somebody looks every few seconds. */
    private boolean isOverAfter(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusSeconds(5)) {
            clock = clock.plusSeconds(5);
            nanos += Duration.ofSeconds(5).toNanos();
            if (lease.isOver()) {
                return true;
            }
        }
        return false;
    }

    @Test
    void endsWhenNobodyAsks() {
        assertFalse(isOverAfter(Duration.ofSeconds(595)));
        assertTrue(isOverAfter(Duration.ofSeconds(5)));
    }

    @Test
    void goesOnWhileSomebodyAsksAndEndsAtItsLongest() {
        for (int minutes = 0; minutes < 8 * 60 - 5; minutes += 5) {
            assertFalse(isOverAfter(Duration.ofMinutes(5)), minutes + " minutes");
            lease.used();
        }
        assertTrue(isOverAfter(Duration.ofMinutes(5)));
    }

    @Test
    void endsWithASleepOfTheMachine() {
        assertFalse(isOverAfter(Duration.ofMinutes(1)));
        clock = clock.plusSeconds(61); // while the clock that nobody sets stood still
        assertTrue(lease.isOver());
    }

    @Test
    void aClockThatIsCorrectedEndsNothing() {
        assertFalse(isOverAfter(Duration.ofMinutes(1)));
        clock = clock.plusSeconds(59);
        assertFalse(lease.isOver());
        clock = clock.minusSeconds(3600);
        assertFalse(lease.isOver());
    }

    @Test
    void aClockThatWasSetBackGivesNoTime() {
        clock = clock.minus(Duration.ofDays(1));
        assertFalse(isOverAfter(Duration.ofSeconds(595)));
        assertTrue(isOverAfter(Duration.ofSeconds(5)), "idle by the other clock");
    }

    @Test
    void tellsItsTimes() {
        clock = START.plusSeconds(60);
        nanos += Duration.ofSeconds(60).toNanos();
        lease.used();
        List<String> expected = List.of(
                Long.toString(START.toEpochMilli()),
                Long.toString(START.plus(Duration.ofHours(8)).toEpochMilli()),
                Long.toString(START.plusSeconds(660).toEpochMilli()));
        assertEquals(expected, lease.fields());
    }
}
