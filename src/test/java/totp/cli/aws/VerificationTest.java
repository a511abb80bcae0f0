package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.AccessKey;
import totp.standin.CallLog;
import totp.standin.Device;
import totp.standin.Lag;

/** How often and when AWS is asked to verify a code: it takes nine in three minutes, and then none of the owner's either. */
class VerificationTest extends WithAwsWorld {
    @ParameterizedTest
    @CsvSource({"0, 4", "3, 4", "8, 4 9", "9, 4 9", "14, 4 9 15"})
    void theProofWaitsUntilAwsKnowsTheDevice(int lag, String seconds) {
        world().iam.devices().setSignInLag(Lag.of(Duration.ofSeconds(lag)));
        Map<String, String> report = AwsWorld.json(world().succeed("enroll", "aws", "--json"));
        assertEquals("true", report.get("verified"));
        assertEquals(seconds, secondsAfterEnable());
        assertEquals(1, world().device("alice").used().size());
    }

    @Test
    void aDeviceThatAwsDoesNotKnowInTimeIsActiveAndToldAsUnproven() {
        world().iam.devices().setSignInLag(Lag.of(Duration.ofMinutes(2)));
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws", "--json");
        assertEquals("active", AwsWorld.json(result.out()).get("state"));
        assertEquals("false", AwsWorld.json(result.out()).get("verified"));
        assertTrue(result.err().contains("not proven"), result.err());
        assertTrue(result.err().contains("again at 15:03:00 UTC; totp aws verify aws"), result.err());
        assertEquals(3, world().calls("GetSessionToken"));
        world().expect(ExitCode.AWS_UNREACHABLE, "aws", "verify", "aws");
        world().host.setClock(Instant.parse("2026-11-23T15:03:01Z"));
        world().succeed("aws", "verify", "aws");
    }

    /** The old device stays until the new one is known to work. */
    @Test
    void aReplacementThatCannotBeProvenYetStaysPending() {
        world().succeed("enroll", "aws");
        world().iam.devices().setSignInLag(Lag.of(Duration.ofMinutes(2)));
        TestHost.Result result = world().expect(ExitCode.AWS_UNREACHABLE, "enroll", "aws", "--replace", "--json");
        assertEquals("pending", AwsWorld.json(result.out()).get("state"));
        assertEquals("true", AwsWorld.json(result.out()).get("error.retryable"));
        assertEquals(2, world().iam.devices().of(world().alice).size());
        world().host.setClock(Instant.parse("2026-11-23T15:04:00Z"));
        world().succeed("enroll", "aws", "--replace");
        assertEquals(1, world().iam.devices().of(world().alice).size());
    }

    /** Six of the nine, counted over runs; the rest is the owner's. */
    @Test
    void theSeventhVerificationInThreeMinutesIsNotSent() throws IOException {
        world().iam.devices().setSignInLag(Lag.NONE);
        world().host.setClock(Instant.parse("2026-11-23T15:00:00Z"));
        world().succeed("enroll", "aws");
        for (int i = 0; i < 5; i++) {
            world().succeed("aws", "verify", "aws");
        }
        assertEquals(6, world().calls("GetSessionToken"));
        TestHost.Result seventh = world().expect(ExitCode.AWS_UNREACHABLE, "aws", "verify", "aws");
        assertTrue(seventh.err().contains("were sent in these three minutes"), seventh.err());
        assertTrue(seventh.err().contains("again at 15:03:00 UTC"), seventh.err());
        assertEquals(6, world().calls("GetSessionToken"));
        // Anything else that wants a session says so as well, before it makes anything.
        world().expect(ExitCode.AWS_UNREACHABLE, "enroll", "laptop", "--device-name", "laptop");
        world().expect(ExitCode.AWS_UNREACHABLE, "aws", "remove", "aws", "--yes");
        assertEquals(1, world().calls("CreateVirtualMFADevice"));
        world().host.setClock(Instant.parse("2026-11-23T15:03:00Z"));
        world().succeed("aws", "verify", "aws");
        try (Stream<Path> files = Files.list(folder().resolve(".local/state/totp"))) {
            assertTrue(
                    files.noneMatch(file -> file.toString().contains("alice")), "the name of a note tells no serial");
        }
    }

    @Test
    void aProofBeyondTheCountEndsUnproven() {
        world().iam.devices().setSignInLag(Lag.NONE);
        world().succeed("enroll", "aws");
        for (int i = 0; i < 5; i++) {
            world().succeed("aws", "verify", "aws");
        }
        AccessKey admin = world().iam.account().addKey(world().iam.account().addUser("admin"));
        AccessKey alices = world().iam.account().addKey(world().alice);
        world().become(admin);
        world().succeed("aws", "remove", "aws", "--yes");
        world().become(alices);
        world().iam.log().clear();
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "again", "--json");
        assertEquals("false", AwsWorld.json(result.out()).get("verified"));
        assertEquals("active", AwsWorld.json(result.out()).get("state"));
        assertEquals(0, world().calls("GetSessionToken"), "AWS counts by the ARN, whatever seed it has");
    }

    /** Three codes are free at any moment: nobody waits for one who did not ask for many. */
    @Test
    void codesThatWereNotUsedYetSpareAWait() {
        world().iam.devices().setSignInLag(Lag.NONE);
        world().succeed("enroll", "aws");
        world().host.setClock(world().host.now().plusSeconds(600));
        Instant begun = world().host.now();
        for (int i = 0; i < 3; i++) {
            world().succeed("aws", "verify", "aws");
        }
        assertTrue(Duration.between(begun, world().host.now()).toSeconds() < 3, "waited");
    }

    @Test
    void aDeviceThatAwsDoesNotHaveIsToldAtOnce() {
        world().succeed("enroll", "aws");
        AccessKey admin = world().iam.account().addKey(world().iam.account().addUser("admin"));
        AccessKey alices = world().iam.account().addKey(world().alice);
        world().become(admin);
        world().succeed("aws", "remove", "aws", "--yes");
        world().succeed("undelete", "aws");
        world().become(alices);
        world().host.setClock(world().host.now().plusSeconds(60));
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "aws", "verify", "aws");
        assertTrue(result.err().contains("does not list"), result.err());
    }

    /** Sign-in services hear of a resynchronisation late; until then they take the device's old time. */
    @Test
    void aResynchronisedDeviceIsProvenOnceAwsKnowsOfIt() {
        world().succeed("enroll", "aws");
        world().iam.log().clear();
        TestHost.Result result = world().expect(ExitCode.DONE, "aws", "resync", "aws");
        assertTrue(result.err().contains("proven with a third code"), result.err());
        assertTrue(world().calls("GetSessionToken") <= 3);
    }

    @Test
    void fiftyEnrolmentsInARowNeverAskTooOftenNorSendACodeTwice() {
        world().iam.devices().setVerificationBudget(6);
        int waits = 0;
        for (int i = 0; i < 50; i++) {
            // All on the one ARN, and so on one count.
            TestHost.Result result = world().host.run("enroll", "aws", "--json");
            assertEquals(ExitCode.DONE, result.code(), result.err());
            waits += result.err().split("for the next code", -1).length - 1;
            TestHost.Result removed = world().host.run("aws", "remove", "aws", "--yes");
            while (removed.code() == ExitCode.AWS_UNREACHABLE) {
                world().host.setClock(world().host.now().plusSeconds(30));
                removed = world().host.run("aws", "remove", "aws", "--yes");
            }
            assertEquals(ExitCode.DONE, removed.code(), removed.err());
        }
        mostInAWindow(6);
        noCodeTwice();
        assertTrue(waits <= 50, "waits: " + waits);
    }

    private void mostInAWindow(int most) {
        Map<Long, Integer> windows = new java.util.HashMap<>();
        for (CallLog.Call call : world().iam.log().of("GetSessionToken")) {
            windows.merge(Math.floorDiv(call.time().getEpochSecond(), 180L), 1, Integer::sum);
        }
        assertTrue(windows.values().stream().allMatch(number -> number <= most), windows.toString());
    }

    /** Each device of the ARN has codes of its own, so that they are told apart by where they were made. */
    private void noCodeTwice() {
        Set<String> sent = new HashSet<>();
        for (CallLog.Call call : world().iam.log().all()) {
            if (call.action().equals("CreateVirtualMFADevice")) {
                sent.clear();
            }
            call.parameters().forEach((name, value) -> {
                if (name.contains("Step")) {
                    assertTrue(sent.add(value), name + " " + value + " at " + call.time());
                }
            });
        }
    }

    private String secondsAfterEnable() {
        List<String> seconds = new ArrayList<>();
        Device device = world().device("alice");
        Instant enabled = device.enabled();
        for (CallLog.Call call : world().iam.log().of("GetSessionToken")) {
            seconds.add(String.valueOf(
                    Math.round(Duration.between(enabled, call.time()).toMillis() / 1000.0)));
        }
        return String.join(" ", seconds);
    }
}
