package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    /** The JDK's formatter is the oracle. */
    @Test
    void agreesWithTheJdk() {
        long seed = 3339;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(253_402_300_800L), random.nextInt(1000) * 1_000_000);
            assertEquals(Optional.of(time), Rfc3339.parse(time.toString()), "seed " + seed);
            assertEquals(time, Instant.parse(Rfc3339.precise(time)), "seed " + seed);
            assertEquals(
                    time.getEpochSecond(), Instant.parse(Rfc3339.seconds(time)).getEpochSecond(), "seed " + seed);
        }
    }

    @Test
    void millisecondsAreAlwaysWritten() {
        assertEquals("2026-11-23T15:00:00.000Z", Rfc3339.precise(Instant.parse("2026-11-23T15:00:00Z")));
        assertEquals("1970-01-01T00:00:00.007Z", Rfc3339.precise(Instant.ofEpochMilli(7)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-11-23",
                "2026-11-23T15:00:00",
                "2026-11-23T15:00Z",
                "2026-11-23 15:00:00Z",
                "2026-11-23T15:00:00+00:00",
                "2026-02-30T15:00:00Z",
                "2026-13-23T15:00:00Z",
                "2026-11-23T24:00:00Z",
                "2026-11-23T15:60:00Z",
                "2026-11-23T15:00:60Z",
                "2026-11-23T15:00:00.Z",
                "2026-11-23T15:00:00.1234567890Z",
                "2026-11-23T15:00:00,5Z",
                "-026-11-23T15:00:00Z",
                "+2026-11-23T15:00:00Z",
                "２026-11-23T15:00:00Z",
                "2026-11-23T15:00:0 Z"
            })
    void otherShapesAreNoTimes(String text) {
        assertTrue(Rfc3339.parse(text).isEmpty(), text);
    }
}
