package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.AccessKey;
import totp.standin.Device;
import totp.standin.Fault;
import totp.standin.Lag;
import totp.standin.Policies;
import totp.standin.Principal;

/** Enrolments against a local IAM that checks every code by its own reading of the RFCs. */
class EnrollTest extends WithAwsWorld {
    private static final List<String> WHOLE = List.of(
            "GetCallerIdentity",
            "ListMFADevices",
            "CreateVirtualMFADevice",
            "EnableMFADevice",
            "GetSessionToken",
            "GetSessionToken");

    @Test
    void anEnrolledDeviceIsProvenAndPrintsItsSerialAlone() {
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws");
        assertEquals(AwsWorld.SERIAL + "\n", result.out());
        assertEquals(WHOLE, world().iam.log().actions());
        Map<String, String> account = world().account("aws");
        Device device = world().device("alice");
        assertEquals(device.seed(), account.get("secret"));
        assertEquals("active", account.get("state"));
        assertEquals(AwsWorld.SERIAL, account.get("aliases"));
        assertEquals("Amazon Web Services", account.get("issuer"));
        assertEquals("alice@123456789012", account.get("account"));
        assertEquals(AwsWorld.SERIAL, account.get("aws.serial"));
        assertEquals(0, device.adjustment());
        // T-1 and T registered it; with T-2 STS did not know it yet, and T+1 proved it, without a wait for any code.
        assertEquals(Set.of(device.lastPair() + 1), device.used());
        assertFalse(result.err().contains("waiting"), result.err());
    }

    /** The first fear: a device that is registered, and a secret that is nowhere. */
    @Test
    void theSecretIsInTheVaultBeforeTheDeviceIsRegistered() {
        List<String> seen = new ArrayList<>();
        world().iam.faults().add("EnableMFADevice", 1, Fault.before(() -> {
            Map<String, String> account = world().account("aws");
            seen.add(account.get("state") + " " + account.get("secret"));
        }));
        world().succeed("enroll", "aws");
        assertEquals(List.of("pending " + world().device("alice").seed()), seen);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, -100, 3600, -3600, 7200, -7200})
    void aClockThatIsOffIsToldAndDoesNotMatter(long seconds) {
        world().iam.clock().setOffset(Duration.ofSeconds(seconds));
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws", "--json");
        Map<String, String> report = AwsWorld.json(result.out());
        assertEquals("active", report.get("state"));
        assertEquals("true", report.get("verified"));
        assertEquals("1", report.get("attempts"));
        double offset = Double.parseDouble(report.get("clock_offset_seconds"));
        assertEquals((double) seconds, offset, 1.0);
        String direction = seconds > 0 ? "behind" : "ahead of";
        assertTrue(result.err().contains("s " + direction + " AWS's"), result.err());
    }

    @Test
    void aMissingOrAbsurdDateFallsBackToThisMachinesClock() {
        world().iam.faults().add("*:*:date=none");
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws", "--json");
        assertEquals("true", AwsWorld.json(result.out()).get("verified"));
        assertEquals(1, result.err().split("does not tell the time", -1).length - 1, result.err());
        world().iam.faults().clear();
        world().iam.faults().add("*:*:date=-8640000");
        world().become(world().iam.account().addKey(world().iam.account().addUser("bob")));
        assertTrue(world().expect(ExitCode.DONE, "enroll", "bob").err().contains("more than a day away"));
    }

    /** (T-1, T) sent as T turns would arrive as (T-2, T-1). */
    @Test
    void aPairIsNotSentInTheLastMomentsOfAStep() {
        world().host.setClock(java.time.Instant.parse("2026-11-23T15:00:28.700Z"));
        world().succeed("enroll", "aws");
        assertEquals(0, world().device("alice").adjustment());
        assertEquals(
                "2026-11-23T15:00:30",
                world().iam.log().of("EnableMFADevice").get(0).time().toString().substring(0, 19));
    }

    @ParameterizedTest
    @CsvSource({
        "CreateVirtualMFADevice:1:lose-after, alice-2, 2",
        "CreateVirtualMFADevice:1:500-after, alice-2, 2",
        "CreateVirtualMFADevice:1:portal, alice-2, 2",
        "CreateVirtualMFADevice:1:lose-before, alice-2, 2",
        "CreateVirtualMFADevice:1-2:lose-after, alice-3, 3",
        "CreateVirtualMFADevice:1-2:throttle, alice, 3",
    })
    void aLostAnswerToCreateTakesAnotherName(String fault, String device, int calls) {
        world().iam.faults().add(fault);
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws");
        assertEquals("arn:aws:iam::123456789012:mfa/" + device + "\n", result.out());
        assertEquals(calls, world().calls("CreateVirtualMFADevice"));
        assertEquals(world().device(device).seed(), world().account("aws").get("secret"));
        assertEquals(0, world().calls("DeleteVirtualMFADevice"), "nobody's device is deleted");
        assertEquals(!device.equals("alice"), result.err().contains("nobody knows its secret"), result.err());
    }

    /** Each may have left a device behind that nobody can use. */
    @ParameterizedTest
    @ValueSource(strings = {"lose-after", "portal", "500-after"})
    void answersToCreateThatNeverComeEndItAfterThree(String what) {
        world().iam.faults().add("CreateVirtualMFADevice:*:" + what);
        TestHost.Result result = world().expect(ExitCode.AWS_UNREACHABLE, "enroll", "aws", "--json");
        assertEquals("true", AwsWorld.json(result.out()).get("error.retryable"));
        assertEquals("none", AwsWorld.json(result.out()).get("state"));
        assertEquals(3, world().calls("CreateVirtualMFADevice"));
        assertEquals(3, result.err().split("nobody knows its secret", -1).length - 1, result.err());
    }

    @ParameterizedTest
    @CsvSource({
        "EnableMFADevice:1:lose-after, 1",
        "EnableMFADevice:1:500-after, 1",
        "EnableMFADevice:1:503-after, 1",
        "EnableMFADevice:1:lose-before, 2",
        "EnableMFADevice:1:portal, 2",
        "EnableMFADevice:1-3:throttle, 4",
        "'EnableMFADevice:1-2:error=EntityTemporarilyUnmodifiable,409', 3",
        "'EnableMFADevice:1-2:error=ConcurrentModification,409', 3",
        "'EnableMFADevice:1:error=InvalidAuthenticationCode,403', 2",
        "GetCallerIdentity:1-2:throttle, 1",
        "GetCallerIdentity:1:portal, 1",
        "ListMFADevices:1:portal, 1",
        "ListMFADevices:1:503-after, 1",
        "GetSessionToken:1:throttle, 1",
        "GetSessionToken:1:lose-before, 1",
        "GetSessionToken:1:lose-after, 1",
    })
    void whatBecameOfARegistrationIsFoundOut(String fault, int enables) {
        world().iam.faults().add(fault);
        Map<String, String> report = AwsWorld.json(world().succeed("enroll", "aws", "--json"));
        assertEquals("active", report.get("state"));
        assertEquals("true", report.get("verified"));
        assertEquals(enables, world().calls("EnableMFADevice"));
        assertEquals(String.valueOf(enables), report.get("attempts"));
        // The second pair lies a step later, and so does the clock that AWS then thinks the device has.
        boolean second = fault.contains("InvalidAuthenticationCode");
        assertEquals(second ? 1 : 0, world().device("alice").adjustment());
        assertEquals(1, world().calls("CreateVirtualMFADevice"));
    }

    /** New devices, new users and their listing may each be late; no code may grow old over it. */
    @ParameterizedTest
    @ValueSource(ints = {3, 20, 50})
    void aSlowIamIsWaitedForWithFreshCodes(int seconds) {
        world().iam.devices().setCreationLag(Lag.of(Duration.ofSeconds(seconds)));
        world().iam.devices().setAssignmentLag(Lag.of(Duration.ofSeconds(15)));
        world().succeed("enroll", "aws");
        assertEquals(0, world().device("alice").adjustment());
        assertTrue(world().calls("EnableMFADevice") > 1, "calls: " + world().calls("EnableMFADevice"));
    }

    @Test
    void anAssignmentThatIsListedLateIsNotTakenForAbsent() {
        world().iam.devices().setAssignmentLag(Lag.of(Duration.ofSeconds(20)));
        world().iam.faults().add("EnableMFADevice:1:lose-after");
        world().succeed("enroll", "aws");
        assertEquals(1, world().calls("EnableMFADevice"));
    }

    @Test
    void codesThatAreRefusedTwiceLeaveAPendingAccountThatGoesOnLater() {
        world().iam.faults().add("EnableMFADevice:1-2:error=InvalidAuthenticationCode,403");
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "enroll", "aws", "--json");
        Map<String, String> report = AwsWorld.json(result.out());
        assertEquals("pending", report.get("state"));
        assertEquals("InvalidAuthenticationCode", report.get("error.code"));
        assertEquals("false", report.get("error.retryable"));
        assertEquals("2", report.get("attempts"));
        assertEquals(AwsWorld.SERIAL, report.get("serial"));
        assertTrue(result.err().contains("totp enroll --resume aws"), result.err());
        assertEquals(AwsWorld.SERIAL + "\n", world().succeed("enroll", "--resume", "aws"));
        assertEquals("active", world().account("aws").get("state"));
        assertEquals(1, world().calls("CreateVirtualMFADevice"));
    }

    @Test
    void theSameCommandAgainFinishesWhatIsPending() {
        world().iam.faults().add("EnableMFADevice:1-2:error=InvalidAuthenticationCode,403");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "aws");
        assertEquals(AwsWorld.SERIAL + "\n", world().succeed("enroll", "aws"));
        assertEquals(1, world().calls("CreateVirtualMFADevice"));
    }

    @Test
    void aDeviceThatWasBegunUnderAnotherNameGetsBoth() {
        world().iam.faults().add("EnableMFADevice:1-2:error=InvalidAuthenticationCode,403");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "first");
        Map<String, String> report = AwsWorld.json(world().succeed("enroll", "second", "--json"));
        assertEquals("first", report.get("name"));
        assertEquals("active", report.get("state"));
        assertEquals(world().device("alice").seed(), world().account("second").get("secret"));
        assertEquals(2, world().calls("CreateVirtualMFADevice"), "the second was refused: the name exists");
    }

    @Test
    void aProofThatIsAheadOfItsTimeIsTriedOnceMore() {
        world().iam.devices().setWindow(0);
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws", "--json");
        assertEquals("true", AwsWorld.json(result.out()).get("verified"));
        assertEquals(3, world().calls("GetSessionToken"));
        assertTrue(result.err().matches("(?s).*waiting [0-9]+ s for the next code.*"), result.err());
    }

    @Test
    void aDeviceOutOfStepStaysPendingUntilItIsResynchronised() {
        // Two codes that are not the device's newest: it is associated, and out of step.
        world().iam
                .faults()
                .add(
                        "GetSessionToken:1-3:error=AccessDenied,403,MultiFactorAuthentication failed with invalid MFA one time pass code.");
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "enroll", "aws", "--json");
        assertEquals("pending", AwsWorld.json(result.out()).get("state"));
        assertTrue(result.err().contains("totp aws resync aws"), result.err());
        world().succeed("aws", "resync", "aws");
        assertEquals("active", world().account("aws").get("state"));
    }

    @Test
    void nothingIsProvenWhereAPolicyForbidsIt() {
        world().alice.setPolicies(Policies.ALLOW_ALL, """
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sts:GetSessionToken","Resource":"*"}]}""");
        Map<String, String> report = AwsWorld.json(world().succeed("enroll", "aws", "--json"));
        assertEquals("active", report.get("state"));
        assertEquals("false", report.get("verified"));
    }

    @Test
    void thePoliciesThatForceMfaAllowAnEnrolment() {
        world().alice.setPolicies(Policies.FORCE_MFA_OWN_NAME);
        Map<String, String> report = AwsWorld.json(world().succeed("enroll", "aws", "--json"));
        assertEquals("active", report.get("state"));
        assertEquals("true", report.get("verified"));
    }

    @Test
    void thePolicyOfTheGuideIsEnoughForOneself() throws IOException {
        world().alice.setPolicies(Files.readString(Path.of("docs/aws/enroll-self.json")));
        world().iam.faults().add("CreateVirtualMFADevice:1:lose-after");
        Map<String, String> report = AwsWorld.json(world().succeed("enroll", "aws", "--json"));
        assertEquals("active", report.get("state"));
        assertEquals("true", report.get("verified"));
        world().succeed("aws", "resync", "aws");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "other", "--device-name", "bob");
        TestHost.Result replaced = world().expect(ExitCode.DONE, "enroll", "aws", "--replace");
        assertFalse(replaced.err().contains("warning"), replaced.err());
        world().host.setClock(world().host.now().plusSeconds(180));
        world().succeed("aws", "remove", "aws", "--yes");
        assertEquals(0, world().iam.devices().of(world().alice).size());
    }

    @Test
    void thePolicyOfTheGuideIsEnoughForOthers() throws IOException {
        Principal pipeline = world().iam.account().addUser("pipeline");
        pipeline.setPolicies(Files.readString(Path.of("docs/aws/enroll-others.json")));
        world().become(world().iam.account().addKey(pipeline));
        world().iam.devices().putUnassigned("alice");
        world().succeed("enroll", "aws", "--user", "alice", "--replace-unassigned");
        world().succeed("enroll", "aws", "--user", "alice", "--replace", "--no-verify");
        world().succeed("aws", "remove", "aws", "--yes");
        assertEquals(List.of(), world().iam.devices().all());
    }

    @Test
    void withSessionKeysOrForAnotherUserEnablesWordIsTaken() {
        AccessKey admin = world().iam
                .account()
                .addKey(world().iam.account().addRole("AWSReservedSSO_Admin_0123456789abcdef", "boss@example.com"));
        world().become(admin);
        assertTrue(world().expect(ExitCode.USAGE, "enroll", "aws").err().contains("IAM Identity Center"));
        Map<String, String> report = AwsWorld.json(world().succeed("enroll", "aws", "--user", "alice", "--json"));
        assertEquals("active", report.get("state"));
        assertEquals("false", report.get("verified"));
        assertEquals(0, world().calls("GetSessionToken"));
    }

    @Test
    void rootAndRolesAreRefusedBeforeAnythingIsWritten() {
        world().become(world().iam.account().addKey(world().iam.account().root()));
        TestHost.Result result = world().expect(ExitCode.USAGE, "enroll", "aws");
        assertTrue(result.err().contains("--console"), result.err());
        assertEquals(List.of("GetCallerIdentity"), world().iam.log().actions());
        assertEquals("", world().succeed("list"));
    }

    @Test
    void aSpentStepIsNeverPrintedAsFresh() {
        long before = world().iam.clock().step();
        world().succeed("enroll", "aws");
        long last = Collections.max(world().device("alice").used());
        assertEquals(before + 1, last);
        String code = world().succeed("code", "--fresh", "aws").strip();
        assertEquals(world().device("alice").code(last + 1), code);
        assertEquals(last + 1, world().iam.clock().step(), "it waited until the step began");
    }

    @Test
    void aDryRunWritesNothing() {
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws", "--dry-run", "--json");
        Map<String, String> report = AwsWorld.json(result.out());
        assertEquals("none", report.get("state"));
        assertEquals(AwsWorld.SERIAL, report.get("serial"));
        assertEquals(
                List.of("GetCallerIdentity", "ListMFADevices", "ListVirtualMFADevices"),
                world().iam.log().actions());
        assertEquals("", world().succeed("list"));
    }

    /** Whatever is printed, also with everything on, is free of the seed in any of its spellings. */
    @Test
    void noSeedIsPrinted() {
        world().iam.faults().add("EnableMFADevice:1:lose-after");
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws", "--debug", "-v", "--json");
        String seed = world().device("alice").seed();
        String all = result.out() + result.err() + result.tty();
        assertFalse(all.contains(seed) || all.contains(seed.substring(0, 16)), all);
    }
}
