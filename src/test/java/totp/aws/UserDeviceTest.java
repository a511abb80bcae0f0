package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.SeededRandom;
import totp.aws.AwsException.Reason;
import totp.aws.Creation.Holder;
import totp.crypto.Secret;
import totp.otp.Totp;
import totp.standin.Device;
import totp.standin.LocalIam;
import totp.standin.Policies;
import totp.standin.Principal;

/** The devices of one user: each way in which making and registering one ends, and what is at AWS and with the keeper then. */
class UserDeviceTest {
    private static final String SERIAL = "arn:aws:iam::123456789012:mfa/alice";
    private static final String DENY = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:ACTION","Resource":"*"}]}""";

    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Secret> kept = new HashMap<>();
    private final Notes notes = new Notes();
    private volatile Instant now = Instant.parse("2026-11-23T15:00:05Z");
    private @Nullable LocalIam server;
    private @Nullable Principal alice;
    private @Nullable Iam iam;
    private @Nullable UserDevices devices;

    @BeforeEach
    void start() throws Exception {
        server = LocalIam.builder().clock(() -> now).random(new SeededRandom(5)).start();
        server.setTimeChecked(false); // the SDK signs by the machine's clock, which is not this one
        alice = server.account().addUser("alice");
        AwsSettings settings = new AwsSettings(
                null,
                null,
                null,
                server.environment(server.account().addKey(alice)),
                Path.of("/dev/null"),
                "test",
                line -> List.of(line.split(" ")));
        World world = new World(
                () -> now,
                () -> Math.multiplyExact(now.toEpochMilli(), 1_000_000L),
                millis -> now = now.plusMillis(millis),
                line -> {},
                warnings::add);
        iam = Iam.connect(settings, world);
        devices = new UserDevices(iam, iam.identity(), "alice");
    }

    @AfterEach
    void stop() throws IOException {
        devices.close();
        iam.close();
        server.close();
    }

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
        IOException full = new IOException("the disk is full");
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
        keepingFails(new IOException("the disk is full"));
        assertEquals(1, server.devices().all().size());
        assertTrue(warnings.get(0).startsWith("the device " + SERIAL + " is left behind unused"), warnings.toString());
    }

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
        devices.mayBegin(devices.device(SERIAL, copy, notes, null));
        if (atOnce) {
            devices.begin();
        }
        devices.create("/", "second", List.of(), this::keep);
        String serial = SERIAL.replace("alice", "second");
        try (UserDevice second = devices.device(serial, kept.get(serial).copy(), notes, null)) {
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

    private Creation create() throws DeviceException {
        return devices.create("/", "alice", devices.list().orElseThrow(), this::keep);
    }

    private void keep(VirtualMfaDevice device) {
        kept.put(device.serial(), device.seed().copy());
    }

    private Secret seed() {
        return kept.get(SERIAL);
    }

    private UserDevice made() throws DeviceException {
        assertEquals(new Creation.Made(SERIAL), create());
        return devices.device(SERIAL, seed().copy(), notes, null);
    }

    private KeepingException keepingFails(IOException cause) {
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

    private void deny(String action) {
        alice.setPolicies(Policies.ALLOW_ALL, DENY.replace("ACTION", action));
    }

    private Device atAws() {
        return server.devices().find(SERIAL).orElseThrow();
    }

    private int calls(String action) {
        return server.log().of(action).size();
    }

    private long present() {
        return Totp.DEFAULT.stepAt(now);
    }

    /** The steps of codes that were given away, in memory. */
    private static final class Notes implements CodeNotes {
        private final List<Long> spent = new ArrayList<>();
        private boolean broken;

        @Override
        public void spend(long firstStep, long lastStep) throws KeepingException {
            if (broken) {
                throw new KeepingException(new IOException("the disk is full"));
            }
            for (long step = firstStep; step <= lastStep; step++) {
                spent.add(step);
            }
        }

        @Override
        public long reserve(long from, int count) throws KeepingException {
            long first = from;
            while (spent.contains(first) || spent.contains(first + count - 1)) {
                first++;
            }
            spend(first, first + count - 1);
            return first;
        }

        @Override
        public Optional<Instant> verification(Instant time) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> pausedUntil(Instant time) {
            return Optional.empty();
        }
    }
}
