package totp.standin;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which codes and pairs are taken, by step: the part of AWS that emulators leave out. */
final class DeviceTest {
    private static final long NOW = 59_000_000;
    private static final int WINDOW = 1;

    private final Device device = new Device(
            Device.Kind.VIRTUAL,
            "arn:aws:iam::123456789012:mfa/alice",
            "0123456789012345678901234567890123456789".getBytes(StandardCharsets.US_ASCII),
            Lag.NONE.startingAt(Instant.EPOCH));

    /** The step is that of the second code. */
    @ParameterizedTest
    @ValueSource(longs = {NOW - 1, NOW, NOW + 1})
    void freshPair(long step) throws AwsError {
        enable(step);
        assertFalse(device.outOfSync());
        assertEquals(step, device.lastStep());
    }

    @ParameterizedTest
    @ValueSource(longs = {NOW - 20, NOW - 3, NOW - 2})
    void stalePairIsTakenAndThenNothing(long step) throws AwsError {
        enable(step);
        assertTrue(device.outOfSync());
        for (long later = NOW - 1; later <= NOW + 1; later++) {
            assertFalse(device.accept(device.code(later), NOW, WINDOW));
        }
        resync(NOW);
        assertFalse(device.outOfSync());
        assertTrue(device.accept(device.code(NOW + 1), NOW, WINDOW));
    }

    @ParameterizedTest
    @ValueSource(longs = {NOW - 22, NOW - 21, NOW + 2, NOW + 3})
    void pairOfAnotherTime(long step) {
        refused(device.code(step - 1), device.code(step));
    }

    @Test
    void wrongOrderAndGapsAndRepeats() {
        refused(device.code(NOW), device.code(NOW - 1));
        refused(device.code(NOW - 1), device.code(NOW + 1));
        refused(device.code(NOW), device.code(NOW));
        refused("000000", device.code(NOW));
        refused(device.code(NOW), "000000");
        assertEquals(Long.MIN_VALUE, device.lastStep());
    }

    @ParameterizedTest
    @ValueSource(longs = {NOW - 2, NOW - 20})
    void resyncWithAStalePair(long step) throws AwsError {
        enable(NOW - 10);
        assertThrows(AwsError.class, () -> resync(step));
        assertTrue(device.outOfSync());
    }

    @Test
    void codesOfAPairAreSpent() throws AwsError {
        enable(NOW);
        assertFalse(device.accept(device.code(NOW - 1), NOW, WINDOW));
        assertFalse(device.accept(device.code(NOW), NOW, WINDOW));
        assertTrue(device.accept(device.code(NOW + 1), NOW, WINDOW));
        assertFalse(device.accept(device.code(NOW + 1), NOW + 1, WINDOW));
        assertThrows(AwsError.class, () -> resync(NOW + 1));
        assertThrows(AwsError.class, () -> resync(NOW + 2), "the first of its codes is spent");
        assertDoesNotThrow(() -> device.accept(device.code(NOW + 2), device.code(NOW + 3), NOW + 2, WINDOW, false));
    }

    @Test
    void earlierCodesThanTheLastAreSpentToo() {
        assertTrue(device.accept(device.code(NOW), NOW, WINDOW));
        assertFalse(device.accept(device.code(NOW - 1), NOW, WINDOW));
        assertTrue(device.accept(device.code(NOW + 1), NOW, WINDOW));
    }

    @ParameterizedTest
    @ValueSource(longs = {NOW - 2, NOW + 2})
    void singleCodeOutsideTheWindow(long step) {
        assertFalse(device.accept(device.code(step), NOW, WINDOW));
        assertTrue(device.accept(device.code(step), NOW, 2));
    }

    @Test
    void takenAwayAndBackCodesStaySpent() throws AwsError {
        enable(NOW);
        device.release();
        refused(device.code(NOW - 1), device.code(NOW));
        enable(NOW + 2, NOW + 1);
    }

    private void enable(long step) throws AwsError {
        enable(step, NOW);
    }

    private void enable(long step, long now) throws AwsError {
        device.accept(device.code(step - 1), device.code(step), now, WINDOW, true);
    }

    private void resync(long step) throws AwsError {
        device.accept(device.code(step - 1), device.code(step), NOW, WINDOW, false);
    }

    private void refused(String first, String second) {
        AwsError refused = assertThrows(AwsError.class, () -> device.accept(first, second, NOW, WINDOW, true));
        assertEquals("InvalidAuthenticationCode", refused.code());
        assertEquals(403, refused.status());
    }
}
