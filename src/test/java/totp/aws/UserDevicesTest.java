package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.aws.AwsException.Reason;
import totp.aws.Creation.Holder;
import totp.message.MessageException;
import totp.otp.Totp;
import totp.standin.Principal;

/** A device that is to be made: each way in which that ends, and what is at AWS and with the keeper then. */
class UserDevicesTest extends WithLocalIam {
    @Test
    void theSeedIsKeptWhileNobodyHasTheDevice() throws Exception {
        List<Principal> owners = new ArrayList<>();
        Creation made = devices.create("/", "alice", List.of(), device -> {
            owners.add(atAws().owner());
            keep(device);
        });
        assertEquals(new Creation.Made(SERIAL), made);
        assertEquals(1, owners.size());
        assertNull(owners.get(0));
        assertEquals(atAws().code(1), Totp.DEFAULT.codeOfStep(1, seed(), null), "the seed that AWS has");
    }

    @Test
    void aNameOfTheUsersOwnDeviceIsTaken() throws Exception {
        server.devices().putVirtual(alice, "alice");
        assertTaken(Holder.SAME_USER, create());
        assertEquals(0, calls("ListVirtualMFADevices"), "who has it was known");
    }

    @Test
    void anUnassignedDevicesNameIsTakenUntilItIsDeleted() throws Exception {
        server.devices().putUnassigned("alice");
        assertTaken(Holder.NOBODY, create());
        devices.delete(SERIAL);
        assertEquals(new Creation.Made(SERIAL), create());
    }

    @Test
    void somebodyElsesDeviceIsNotSaidToBeNobodys() throws Exception {
        server.devices().putVirtual(server.account().addUser("bob"), "alice");
        assertTaken(Holder.UNKNOWN, create());
    }

    @Test
    void anUnassignedDeviceIsNobodysOnlyIfAwsSaysSo() throws Exception {
        server.devices().putUnassigned("alice");
        deny("ListVirtualMFADevices");
        assertTaken(Holder.UNKNOWN, create());
    }

    /** Whether it was made is not known, so that it is neither asked for again nor deleted. */
    @ParameterizedTest
    @CsvSource({"lose-after,1", "500-after,1", "lose-before,0", "portal,0"})
    void anAnswerThatDoesNotComeLosesTheDeviceAndLeavesIt(String fault, int left) throws Exception {
        server.faults().add("CreateVirtualMFADevice:1:" + fault);
        Creation creation = create();
        assertTrue(creation instanceof Creation.Lost, creation.toString());
        assertEquals(SERIAL, creation.serial());
        assertEquals(Reason.UNKNOWN, ((Creation.Lost) creation).silence().reason());
        assertEquals(Map.of(), kept);
        assertEquals(left, server.devices().all().size());
        assertEquals(1, calls("CreateVirtualMFADevice"));
        assertEquals(0, calls("DeleteVirtualMFADevice"));
        assertTrue(warnings.get(0).contains("nobody knows its secret"), warnings.toString());
    }

    @Test
    void aBusyAwsIsAskedAgain() throws Exception {
        server.faults().add("CreateVirtualMFADevice:1-3:throttle");
        assertEquals(new Creation.Made(SERIAL), create());
        assertEquals(4, calls("CreateVirtualMFADevice"));
    }

    @Test
    void aKeeperThatCannotKeepLeavesNoDeviceBehind() {
        DiskFull full = new DiskFull();
        assertSame(full, keepingFails(full).getCause());
        assertEquals(List.of(), server.devices().all());
        assertEquals(List.of(), warnings);
    }

    /** A bug of the keeper's is no reason to leave one either. */
    @Test
    void aKeeperThatBreaksLeavesNoDeviceBehind() {
        assertThrows(
                IllegalStateException.class,
                () -> devices.create("/", "alice", List.of(), device -> {
                    throw new IllegalStateException();
                }));
        assertEquals(List.of(), server.devices().all());
    }

    @Test
    void aDeviceThatIsLeftBehindIsTold() {
        deny("DeleteVirtualMFADevice");
        keepingFails(new DiskFull());
        assertEquals(1, server.devices().all().size());
        assertTrue(warnings.get(0).startsWith("the device " + SERIAL + " is left behind unused"), warnings.toString());
    }

    private KeepingException keepingFails(MessageException cause) {
        return assertThrows(
                KeepingException.class,
                () -> devices.create("/", "alice", List.of(), device -> {
                    throw new KeepingException(cause);
                }));
    }

    private void assertTaken(Holder holder, Creation creation) {
        assertTrue(creation instanceof Creation.Taken, creation.toString());
        assertEquals(SERIAL, creation.serial());
        assertEquals(holder, ((Creation.Taken) creation).holder());
        assertEquals(Map.of(), kept);
        assertEquals(0, calls("DeleteVirtualMFADevice"));
    }
}
