package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Calls keep their distance, and AWS's word doubles it. */
class PaceTest {
    private final AtomicLong nanos = new AtomicLong();
    private final List<Long> pauses = new ArrayList<>();
    private final World world = new World(
            () -> Instant.EPOCH,
            nanos::get,
            millis -> {
                pauses.add(millis);
                nanos.addAndGet(millis * 1_000_000);
            },
            message -> {},
            message -> {});

    @Test
    void fiveCallsASecondAndTheFirstAtOnce() throws AwsException {
        Pace pace = Pace.gentle(() -> 0);
        for (int i = 0; i < 4; i++) {
            pace.await(world);
            pace.taken();
        }
        assertEquals(List.of(200L, 200L, 200L), pauses);
    }

    @Test
    void theTimeThatACallTakesCounts() throws AwsException {
        Pace pace = Pace.gentle(() -> 0);
        pace.await(world);
        nanos.addAndGet(150_000_000);
        pace.await(world);
        nanos.addAndGet(500_000_000);
        pace.await(world);
        assertEquals(List.of(50L), pauses);
    }

    @Test
    void itHalvesDownToATenthAndComesBackSlowly() {
        Pace pace = Pace.gentle(() -> 0);
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pace.throttled();
            rates.add(pace.rate());
        }
        assertEquals(List.of(2.5, 1.25, 0.625, 0.5, 0.5), rates);
        int calls = 0;
        for (; pace.rate() < Pace.CALLS_PER_SECOND; calls++) {
            pace.taken();
        }
        assertTrue(calls >= 45 && calls <= 46, calls + " calls");
        pace.taken();
        assertEquals(Pace.CALLS_PER_SECOND, pace.rate());
    }

    @Test
    void chanceMakesAPauseLongerAndNeverShorter() throws AwsException {
        Pace pace = Pace.gentle(() -> 0.999);
        pace.await(world);
        pace.await(world);
        assertTrue(pauses.get(0) > 230 && pauses.get(0) <= 240, pauses.toString());
    }

    @Test
    void whoHasNoPaceNeverWaits() throws AwsException {
        Pace pace = Pace.none();
        for (int i = 0; i < 100; i++) {
            pace.await(world);
            pace.throttled();
        }
        assertEquals(List.of(), pauses);
    }
}
