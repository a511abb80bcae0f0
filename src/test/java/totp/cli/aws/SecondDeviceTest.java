package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.AccessKey;
import totp.standin.CallLog;
import totp.standin.Device;
import totp.standin.Policies;

/** Users who have a device already: AWS lets them add and take away their own only in a session that one of theirs began. */
class SecondDeviceTest extends WithAwsWorld {
    private static final String SECOND = "arn:aws:iam::123456789012:mfa/alice-2";
    private static final String NO_LIST = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:ListMFADevices","Resource":"*"}]}""";

    @Test
    void theVaultsDeviceBeginsTheSessionInWhichASecondOneIsAdded() {
        world().succeed("enroll", "aws");
        world().iam.log().clear();
        TestHost.Result result =
                world().expect(ExitCode.DONE, "enroll", "laptop", "--device-name", "alice-2", "--json");
        assertEquals("true", AwsWorld.json(result.out()).get("verified"));
        assertEquals(
                List.of(
                        "GetCallerIdentity",
                        "ListMFADevices",
                        "GetSessionToken",
                        "CreateVirtualMFADevice",
                        "EnableMFADevice",
                        "GetSessionToken",
                        "GetSessionToken"),
                world().iam.log().actions());
        assertEquals(
                AwsWorld.SERIAL, serial(world().iam.log().of("GetSessionToken").get(0)));
        assertEquals("", world().iam.log().of("EnableMFADevice").get(0).error(), "nothing was refused first");
        assertEquals(2, world().iam.devices().of(world().alice).size());
        assertEquals("active", world().account("laptop").get("state"));
    }

    @Test
    void theReplacedDeviceBeginsTheSessionAlsoWhereThereAreOthers() {
        world().succeed("enroll", "aws");
        world().succeed("enroll", "laptop", "--device-name", "laptop");
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "laptop", "--replace");
        assertTrue(!result.err().contains("warning"), result.err());
        assertEquals(
                List.of(AwsWorld.SERIAL, SECOND),
                world().iam.devices().of(world().alice).stream()
                        .map(Device::serial)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"phone", "alice"})
    void withoutThatDeviceInTheVaultNothingIsMade(String device) {
        world().iam.devices().putVirtual(world().alice, device);
        for (String[] words : new String[][] {{"enroll", "aws", "--json"}, {"enroll", "aws", "--dry-run", "--json"}}) {
            TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, words);
            assertTrue(result.err().contains("alice has an MFA device already"), result.err());
            assertEquals("none", AwsWorld.json(result.out()).get("state"));
        }
        assertEquals(0, world().calls("CreateVirtualMFADevice"));
        assertEquals("", world().succeed("list"));
        assertEquals("", world().succeed("list", "--trash"));
    }

    @Test
    void aPasskeyIsADeviceToo() {
        world().iam.devices().putFido(world().alice, "key");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "aws");
        assertEquals(0, world().calls("CreateVirtualMFADevice"));
    }

    @Test
    void ofSeveralInTheVaultOneHasToBeNamed() {
        world().succeed("enroll", "aws");
        world().succeed("enroll", "laptop", "--device-name", "laptop");
        world().iam.log().clear();
        TestHost.Result result = world().expect(ExitCode.AMBIGUOUS, "enroll", "third", "--device-name", "third");
        assertTrue(result.err().contains("--with NAME") && result.err().endsWith("aws\nlaptop\n"), result.err());
        assertEquals(0, world().calls("GetSessionToken") + world().calls("CreateVirtualMFADevice"));
        world().succeed("enroll", "third", "--device-name", "third", "--with", "laptop");
        assertTrue(serial(world().iam.log().of("GetSessionToken").get(0)).endsWith("/laptop"));
    }

    @Test
    void whatCannotBeginASessionIsRefusedByName() {
        world().succeed("enroll", "aws");
        world().host.run(List.of("add", "github", "--from", "-"), "GEZDGNBVGY3TQOJQ", null);
        world().expect(ExitCode.USAGE, "enroll", "x", "--device-name", "x", "--with", "github");
        world().expect(ExitCode.NOT_FOUND, "enroll", "x", "--device-name", "x", "--with", "aw");
        world().expect(ExitCode.USAGE, "enroll", "x", "--device-name", "x", "--with", "");
        world().become(world().iam.account().addKey(world().iam.account().addUser("bob")));
        world().iam.devices().putVirtual(world().iam.account().user("bob").orElseThrow(), "bobs");
        world().expect(ExitCode.USAGE, "enroll", "x", "--with", "aws");
        assertEquals(1, world().calls("CreateVirtualMFADevice"));
    }

    /** An administrator took it away and gave the user another one. */
    @Test
    void anAccountWhoseDeviceAwsDoesNotListBeginsNothing() {
        world().succeed("enroll", "aws");
        AccessKey admin = world().iam.account().addKey(world().iam.account().addUser("admin"));
        AccessKey alices = world().iam.account().addKey(world().alice);
        world().become(admin);
        world().succeed("enroll", "other", "--user", "alice", "--device-name", "other");
        world().succeed("aws", "remove", "other", "--yes");
        world().succeed("aws", "remove", "aws", "--yes");
        world().succeed("undelete", "aws");
        world().iam.devices().putVirtual(world().alice, "phone");
        world().become(alices);
        world().iam.log().clear();
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "enroll", "new");
        assertTrue(result.err().contains("the device of aws is not one of alice's any more"), result.err());
        world().expect(ExitCode.AWS_REFUSED, "enroll", "new", "--with", "aws");
        assertEquals(
                List.of("GetCallerIdentity", "ListMFADevices", "GetCallerIdentity", "ListMFADevices"),
                world().iam.log().actions());
    }

    @Test
    void aSessionWithMfaThatWasBegunElsewhereWillDo() {
        world().iam.devices().putVirtual(world().alice, "phone");
        for (AccessKey.Kind kind : List.of(AccessKey.Kind.SESSION, AccessKey.Kind.SIGN_IN)) {
            world().become(world().iam.account().addSession(world().alice, kind, true, Duration.ofHours(1)));
            String name = kind.name();
            assertEquals(
                    "active",
                    AwsWorld.json(world().succeed("enroll", name, "--device-name", name, "--json"))
                            .get("state"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SESSION", "SIGN_IN"})
    void aSessionWithoutMfaMakesNothing(AccessKey.Kind kind) {
        world().iam.devices().putVirtual(world().alice, "phone");
        world().become(world().iam.account().addSession(world().alice, kind, false, Duration.ofHours(1)));
        world().expect(ExitCode.AWS_REFUSED, "enroll", "aws");
        assertEquals(0, world().calls("CreateVirtualMFADevice"));
        assertEquals("", world().succeed("list"));
    }

    @Test
    void othersAddDevicesForTheUserWithoutASession() {
        world().iam.devices().putVirtual(world().alice, "phone");
        world().become(world().iam.account().addKey(world().iam.account().addUser("admin")));
        world().succeed("enroll", "aws", "--user", "alice");
        assertEquals(0, world().calls("GetSessionToken"));
    }

    @Test
    void aRehearsalTellsWhoBeginsTheSessionAndSpendsNoCode() {
        world().succeed("enroll", "aws");
        world().iam.log().clear();
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws", "--replace", "--dry-run");
        assertTrue(result.err().contains("would begin a session with a code of aws"), result.err());
        assertEquals(SECOND + "\n", result.out());
        assertEquals(0, world().calls("GetSessionToken"));
    }

    /** Where a policy withholds the list it turns out only when AWS refuses to register the device. */
    @Test
    void aWithheldListIsNoObstacleToTheSession() {
        world().succeed("enroll", "aws");
        world().alice.setPolicies(Policies.ALLOW_ALL, NO_LIST);
        world().succeed("enroll", "laptop", "--device-name", "laptop");
        assertEquals(2, world().iam.devices().of(world().alice).size());
    }

    @Test
    void aWithheldListWithoutASessionLeavesNothingBehind() {
        world().iam.devices().putVirtual(world().alice, "phone");
        world().alice.setPolicies(Policies.ALLOW_ALL, NO_LIST);
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "enroll", "aws", "--json");
        assertEquals("none", AwsWorld.json(result.out()).get("state"));
        assertEquals(1, world().iam.devices().all().size());
        assertEquals("", world().succeed("list"));
    }

    @Test
    void aPendingSecondDeviceGoesOnWithTheFirst() {
        world().succeed("enroll", "aws");
        world().iam.faults().add("EnableMFADevice:1-2:error=InvalidAuthenticationCode,403");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "laptop", "--device-name", "laptop");
        world().succeed("enroll", "--resume");
        assertEquals(2, world().iam.devices().of(world().alice).size());
    }

    /** AWS would refuse to register it once more for want of MFA, before it says that it is registered. */
    @Test
    void aRegisteredDeviceThatIsStillPendingIsNotRegisteredAgain() {
        world().iam.faults().add("GetSessionToken:*:throttle");
        world().expect(ExitCode.AWS_UNREACHABLE, "enroll", "aws");
        world().iam.faults().clear();
        world().iam.log().clear();
        world().succeed("enroll", "aws");
        assertEquals(0, world().calls("EnableMFADevice"));
        assertEquals("active", world().account("aws").get("state"));
    }

    @Test
    void theLastDeviceIsTakenAwayByItsOwnCode() {
        world().succeed("enroll", "aws");
        world().iam.log().clear();
        world().succeed("aws", "remove", "aws", "--yes");
        assertEquals(
                List.of(
                        "GetCallerIdentity",
                        "ListMFADevices",
                        "GetSessionToken",
                        "DeactivateMFADevice",
                        "DeleteVirtualMFADevice"),
                world().iam.log().actions());
        assertEquals(List.of(), world().iam.devices().all());
    }

    @Test
    void aDeviceThatCannotBeginASessionIsTakenAwayByAnother() {
        world().succeed("enroll", "aws");
        world().succeed("enroll", "laptop", "--device-name", "laptop");
        Device laptop = world().device("laptop");
        // Out of step: somebody brought it back into step with another machine's clock.
        world().iam
                .faults()
                .add(
                        "GetSessionToken:1-2:error=AccessDenied,403,MultiFactorAuthentication failed with invalid MFA one time pass code.");
        world().succeed("aws", "remove", "laptop", "--yes");
        assertEquals(null, laptop.owner());
        assertEquals("aws\n", world().succeed("list"));
    }

    @Test
    void aDeviceThatWasNeverRegisteredIsTakenBackBesideAnother() {
        world().succeed("enroll", "aws");
        world().iam.faults().add("EnableMFADevice:1-2:error=InvalidAuthenticationCode,403");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "laptop", "--device-name", "laptop");
        world().iam.log().clear();
        world().succeed("aws", "remove", "laptop", "--yes");
        assertEquals(
                List.of("GetCallerIdentity", "ListMFADevices", "DeleteVirtualMFADevice"),
                world().iam.log().actions());
        assertEquals("aws\n", world().succeed("list"));
    }

    /** Nobody proved it, and AWS's sign-in service has not heard of it: it is waited for, since its date tells why. */
    @Test
    void aDeviceThatWasRegisteredAMomentAgoBeginsTheSessionWhenAwsKnowsIt() {
        world().succeed("enroll", "aws", "--no-verify");
        world().succeed("enroll", "laptop", "--device-name", "laptop", "--no-verify");
        world().succeed("aws", "remove", "laptop", "--yes");
        assertEquals(1, world().iam.devices().of(world().alice).size());
    }

    /** The proof, which would have begun a session, is left out; the old device goes all the same. */
    @Test
    void aReplacementWithoutAProofTakesTheOldDeviceAway() {
        world().succeed("enroll", "aws");
        world().iam.faults().add("DeactivateMFADevice:1:error=ServiceDown,400");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "aws", "--replace", "--no-verify");
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "--resume", "aws", "--no-verify");
        assertTrue(!result.err().contains("warning"), result.err());
        assertEquals(
                List.of(SECOND),
                world().iam.devices().of(world().alice).stream()
                        .map(Device::serial)
                        .toList());
    }

    private static String serial(CallLog.Call call) {
        return call.parameters().get("SerialNumber");
    }
}
