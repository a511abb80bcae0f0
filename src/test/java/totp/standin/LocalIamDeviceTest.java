package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which codes and pairs are taken, by step: the part of AWS that emulators leave out. */
final class LocalIamDeviceTest {
    private static final long NOW = 59_000_000;
    private static final int WINDOW = 2;

    private final Device device = new Device(
            Device.Kind.VIRTUAL,
            "arn:aws:iam::123456789012:mfa/alice",
            "0123456789012345678901234567890123456789".getBytes(StandardCharsets.US_ASCII),
            Lag.NONE.startingAt(Instant.EPOCH));

    /** The step is that of the second code. What the device's clock shows is learnt from it, however wrong that is. */
    @ParameterizedTest
    @ValueSource(longs = {-998, -997, -20, -1, 0, 1, 500, 1000})
    void pairsOfOtherTimesAdjustTheDevicesClock(long away) throws AwsError {
        pair(NOW + away, NOW);
        assertEquals(away, device.adjustment());
        assertEquals(NOW + away, device.lastPair());
        assertEquals(away == 0, device.use(device.code(NOW), NOW + away, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1000, -999, 1001, 1002})
    void pairsBeyondTheSearch(long away) {
        refused(NOW + away, NOW);
    }

    /** The search continues from the clock that was learnt before, not from AWS's. */
    @Test
    void adjustmentsAddUp() throws AwsError {
        pair(NOW + 1000, NOW);
        pair(NOW + 2000, NOW);
        assertEquals(2000, device.adjustment());
        refused(NOW + 3001, NOW);
        refused(NOW, NOW);
    }

    @Test
    void wrongOrderAndGapsAndRepeats() {
        refused(device.code(NOW), device.code(NOW - 1));
        refused(device.code(NOW - 1), device.code(NOW + 1));
        refused(device.code(NOW), device.code(NOW));
        refused("000000", device.code(NOW));
        refused(device.code(NOW), "000000");
        assertEquals(Long.MIN_VALUE, device.lastPair());
    }

    @Test
    void bothCodesAreNewerThanTheLastPair() throws AwsError {
        pair(NOW, NOW);
        refused(NOW, NOW);
        refused(NOW + 1, NOW);
        refused(NOW - 5, NOW);
        pair(NOW + 2, NOW);
    }

    @Test
    void takenAwayAndBackThePairsStaySpentAndTheClockStaysAdjusted() throws AwsError {
        pair(NOW - 4, NOW);
        device.release();
        refused(NOW - 4, NOW);
        refused(NOW - 3, NOW);
        assertEquals(-4, device.adjustment());
        pair(NOW - 2, NOW);
    }

    /** IAM and STS keep separate books. */
    @Test
    void codesOfAPairStillBeginSessionsAndUsedCodesStillMakePairs() throws AwsError {
        pair(NOW, NOW);
        assertTrue(use(NOW));
        assertTrue(use(NOW - 1));
        assertTrue(use(NOW + 2));
        pair(NOW + 2, NOW);
        assertFalse(use(NOW + 2), "no pair makes a used code good again");
    }

    @Test
    void eachCodeOnceInWhateverOrder() {
        assertTrue(use(NOW + 2));
        assertTrue(use(NOW - 2));
        assertTrue(use(NOW));
        assertTrue(use(NOW - 1));
        assertTrue(use(NOW + 1));
        for (long step = NOW - 2; step <= NOW + 2; step++) {
            assertFalse(use(step));
        }
        assertEquals(Set.of(NOW - 2, NOW - 1, NOW, NOW + 1, NOW + 2), device.used());
    }

    @ParameterizedTest
    @ValueSource(longs = {NOW - 4, NOW - 3, NOW + 3, NOW + 4})
    void singleCodeOutsideTheWindow(long step) {
        assertFalse(use(step));
    }

    private boolean use(long step) {
        return device.use(device.code(step), NOW, WINDOW);
    }

    private void pair(long step, long now) throws AwsError {
        device.synchronize(device.code(step - 1), device.code(step), now);
    }

    private void refused(long step, long now) {
        assertThrows(AwsError.class, () -> pair(step, now));
    }

    private void refused(String first, String second) {
        AwsError refused = assertThrows(AwsError.class, () -> device.synchronize(first, second, NOW));
        assertEquals("InvalidAuthenticationCode", refused.code());
        assertEquals(403, refused.status());
    }
}
