package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.crypto.Argon2id;

class KdfCostTest {
    @ParameterizedTest
    @CsvSource({"8192,1,1", "8192,20,16", "65536,3,4", "1048576,4,16", "209715,20,1"})
    void costsWithinTheBoundsAreTaken(long memory, long passes, long lanes) {
        assertEquals(
                new Argon2id.Cost((int) memory, (int) passes, (int) lanes),
                KdfCost.of(memory, passes, lanes).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "0,3,4",
        "8191,3,4",
        "1048577,1,1",
        "4294967295,3,4",
        "65536,0,4",
        "65536,21,4",
        "65536,4294967295,4",
        "65536,3,0",
        "65536,3,17",
        "65536,3,255",
        "1048576,5,4",
        "209716,20,1"
    })
    void costsBeyondTheBoundsAreNot(long memory, long passes, long lanes) {
        assertTrue(KdfCost.of(memory, passes, lanes).isEmpty());
    }

    @Test
    void lessThanTheDefaultIsWeak() {
        assertFalse(KdfCost.isWeak(KdfCost.DEFAULT));
        assertFalse(KdfCost.isWeak(new Argon2id.Cost(128 << 10, 3, 1)));
        assertTrue(KdfCost.isWeak(new Argon2id.Cost((64 << 10) - 1, 3, 4)));
        assertTrue(KdfCost.isWeak(new Argon2id.Cost(64 << 10, 2, 4)));
    }
}
