package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.aws.AwsException.Reason;
import totp.crypto.Secret;
import totp.otp.Totp;

/** A device that was made: registered, proven, and known of where an answer is lost. */
class UserDeviceTest extends WithLocalIam {
    @Test
    void aDeviceIsRegisteredWithTheLastTwoCodesAndProvenWithAnother() throws Exception {
        try (UserDevice device = made()) {
            device.enable();
            assertEquals(alice, atAws().owner());
            assertEquals(1, device.attempts());
            assertEquals(List.of(present() - 1, present()), notes.spent);
            assertTrue(device.isAssigned());
            assertTrue(device.canProve());
            assertEquals(UserDevice.Proof.TAKEN, device.prove());
            assertEquals(notes.spent.size(), notes.spent.stream().distinct().count(), "a code is sent once");
        }
    }

    @Test
    void whatBecameOfARegistrationWithoutAnAnswerIsLookedUp() throws Exception {
        server.faults().add("EnableMFADevice:1:lose-after");
        try (UserDevice device = made()) {
            device.enable();
            assertEquals(1, device.attempts());
        }
        assertEquals(alice, atAws().owner());
    }

    @Test
    void aRegistrationThatNeverArrivedIsSentAgainOnceTheListIsSureOfIt() throws Exception {
        server.faults().add("EnableMFADevice:1:lose-before");
        Instant before = now;
        try (UserDevice device = made()) {
            device.enable();
            assertEquals(2, device.attempts());
        }
        assertEquals(alice, atAws().owner());
        assertFalse(now.isBefore(before.plusSeconds(30)), "an absence counts only after half a minute: " + now);
    }

    /** Nothing tells whether the user has it: it is nobody's to delete, and the seed stays needed. */
    @Test
    void aRegistrationOfWhichNothingTellsStaysUnknown() throws Exception {
        server.faults().add("EnableMFADevice:1:lose-after");
        try (UserDevice device = made()) {
            deny("ListMFADevices");
            assertEquals(
                    Reason.UNKNOWN,
                    assertThrows(AwsException.class, device::enable).reason());
        }
        assertEquals(alice, atAws().owner());
        assertEquals(0, calls("DeleteVirtualMFADevice"));
    }

    @Test
    void codesThatAreRefusedAreFollowedByTheNextTwo() throws Exception {
        server.faults().add("EnableMFADevice:1:error=InvalidAuthenticationCode,403");
        try (UserDevice device = made()) {
            device.enable();
            assertEquals(2, device.attempts());
        }
        assertEquals(List.of(present() - 1, present(), present(), present() + 1), notes.spent);
        assertEquals(alice, atAws().owner());
    }

    @Test
    void codesThatAreRefusedTwiceAreNotFollowedByMore() throws Exception {
        server.faults().add("EnableMFADevice:*:error=InvalidAuthenticationCode,403");
        try (UserDevice device = made()) {
            assertEquals(
                    Reason.CODES,
                    assertThrows(AwsException.class, device::enable).reason());
        }
        assertEquals(2, calls("EnableMFADevice"));
    }

    @Test
    void aCodeThatCannotBeNotedIsNotSent() throws Exception {
        try (UserDevice device = made()) {
            notes.broken = true;
            assertThrows(KeepingException.class, device::enable);
        }
        assertEquals(0, calls("EnableMFADevice"));
        assertNull(atAws().owner());
    }

    /** AWS lets who has a device add another only in a session that theirs began. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFirstDeviceBeginsTheSessionThatTheSecondNeeds(boolean atOnce) throws Exception {
        try (UserDevice first = made()) {
            first.enable();
        }
        now = now.plusSeconds(120);
        Secret copy = seed().copy();
        devices.mayBegin(devices.device(SERIAL, codes(copy), notes, null));
        if (atOnce) {
            devices.begin();
        }
        devices.create("/", "second", List.of(), this::keep);
        String serial = SERIAL.replace("alice", "second");
        try (UserDevice second = devices.device(serial, codes(kept.get(serial).copy()), notes, null)) {
            second.enable();
            assertEquals(atOnce ? 1 : 2, second.attempts());
        }
        assertEquals(2, server.devices().of(alice).size());
        assertEquals("Secret[closed]", copy.toString(), "nobody needs it once there is a session");
    }

    @Test
    void aRemovedDeviceIsGoneWhateverTheListSaid() throws Exception {
        try (UserDevice device = made()) {
            device.enable();
            device.prove(); // which begins the session that AWS wants for taking it away
        }
        devices.remove(SERIAL, false);
        assertEquals(List.of(), server.devices().all());
        devices.remove(SERIAL, true); // what is gone already is well
    }

    private long present() {
        return Totp.DEFAULT.stepAt(now);
    }
}
