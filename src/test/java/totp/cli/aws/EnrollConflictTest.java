package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.Fault;
import totp.standin.LoginProfile;
import totp.standin.Policies;
import totp.standin.Principal;

/** What is there already, what takes the place of what, and what must have held before AWS is asked to make anything. */
class EnrollConflictTest extends WithAwsWorld {
    private static final String DENY_DELETE = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:DeleteVirtualMFADevice","Resource":"*"}]}""";

    @Test
    void nothingIsMadeBeforeTheVaultIsKnownToTakeIt() throws IOException {
        world().succeed("enroll", "aws");
        Path vault = folder().resolve(".local/share/totp/vault.totp");
        world().iam.log().clear();

        world().expect(ExitCode.EXISTS, "enroll", "aws");
        world().expect(ExitCode.USAGE, "enroll", "-x");
        world().expect(ExitCode.USAGE, "enroll", "a\u0007b");
        world().host.setVariable("TOTP_PASSPHRASE_COMMAND", "printf wrong");
        world().expect(ExitCode.WRONG_SECRET, "enroll", "other");
        world().host.setVariable("TOTP_PASSPHRASE_COMMAND", "printf 'correct horse battery staple'");
        world().expect(ExitCode.NO_VAULT, "enroll", "other", "--vault", vault + "-none");

        Files.copy(vault, vault.resolveSibling("earlier"));
        world().succeed("edit", "aws", "--note", "later");
        Files.move(vault.resolveSibling("earlier"), vault, StandardCopyOption.REPLACE_EXISTING);
        TestHost.Result rolledBack = world().expect(ExitCode.ROLLED_BACK, "enroll", "other", "--json");
        assertEquals("rolled_back", AwsWorld.json(rolledBack.out()).get("error.code"));
        assertEquals(List.of(), world().iam.log().actions(), "not even asked who calls");
    }

    @Test
    void settingsThatCannotBeRightAreUsageErrors() {
        world().expect(ExitCode.USAGE, "enroll", "aws", "--endpoint-url", "http://iam.example.com");
        world().expect(ExitCode.USAGE, "enroll", "aws", "--endpoint-url", "ftp://127.0.0.1");
        world().expect(ExitCode.USAGE, "enroll", "aws", "--endpoint-url", "http://127.0.0.1.example.com");
        world().expect(ExitCode.USAGE, "enroll", "aws", "--region", "us-east-1.example.com/");
        world().expect(ExitCode.USAGE, "enroll", "aws", "--device-name", "a b");
        world().expect(ExitCode.USAGE, "enroll", "aws", "--device-path", "team");
        world().expect(ExitCode.USAGE, "enroll", "aws", "--resume", "--replace");
        world().expect(ExitCode.USAGE, "enroll");
        assertEquals(List.of(), world().iam.log().actions());
    }

    @Test
    void anAssignedDeviceOfThatNameIsLeftAlone() {
        world().iam.devices().putVirtual(world().alice, "alice");
        world().become(world().iam.account().addKey(world().iam.account().addUser("admin")));
        TestHost.Result result = world().expect(ExitCode.EXISTS, "enroll", "aws", "--user", "alice");
        assertTrue(result.err().contains("its secret is not in this vault"), result.err());
        assertEquals("", world().succeed("list"));
        assertEquals(0, world().calls("CreateVirtualMFADevice"));
        world().succeed("enroll", "aws", "--user", "alice", "--device-name", "alice-laptop", "--device-path", "/team/");
        assertEquals(
                "arn:aws:iam::123456789012:mfa/team/alice-laptop",
                world().account("aws").get("aws.serial"));
    }

    @Test
    void somebodyElsesDeviceOfThatNameIsPassedOver() {
        world().iam.devices().putVirtual(world().iam.account().addUser("bob"), "alice");
        assertEquals("arn:aws:iam::123456789012:mfa/alice-2\n", world().succeed("enroll", "aws"));
        assertEquals(0, world().calls("DeleteVirtualMFADevice"));
    }

    @Test
    void theNameThatIsForeseenIsTheOneThatIsTaken() {
        world().iam.devices().putVirtual(world().iam.account().addUser("bob"), "alice");
        world().iam.devices().putVirtual(world().alice, "alice-2");
        world().become(world().iam.account().addKey(world().iam.account().addUser("admin")));
        String foreseen = world().succeed("enroll", "aws", "--user", "alice", "--dry-run");
        assertEquals("arn:aws:iam::123456789012:mfa/alice-3\n", foreseen);
        assertEquals(foreseen, world().succeed("enroll", "aws", "--user", "alice"));
    }

    /** The run for many refuses it; for a single user an administrator may have a reason. */
    @Test
    void whoSignsInToTheConsoleIsNotEnrolledByAnotherWithoutAWarning() {
        world().alice.setPassword(LoginProfile.since(world().host.now()));
        world().become(world().iam.account().addKey(world().iam.account().addUser("admin")));
        TestHost.Result foreseen = world().expect(ExitCode.DONE, "enroll", "aws", "--user", "alice", "--dry-run");
        assertTrue(foreseen.err().contains("warning: alice signs in to the console"), foreseen.err());
        assertTrue(foreseen.err().contains("--hand-over DIR"), foreseen.err());
        world().iam.faults().add("GetLoginProfile:1:error=AccessDenied,403");
        TestHost.Result unknown = world().expect(ExitCode.DONE, "enroll", "aws", "--user", "alice");
        assertFalse(unknown.err().contains("signs in"), unknown.err());
    }

    @Test
    void whoEnrolsHimselfHasTheCodeHimself() {
        world().alice.setPassword(LoginProfile.since(world().host.now()));
        TestHost.Result own = world().expect(ExitCode.DONE, "enroll", "aws");
        assertFalse(own.err().contains("signs in"), own.err());
        assertEquals(0, world().calls("GetLoginProfile"));
    }

    @Test
    void theHintIsAboutTheNameThatWasRefused() {
        world().succeed("enroll", "aws");
        world().iam.devices().putVirtual(world().iam.account().addUser("bob"), "alice-2");
        TestHost.Result result =
                world().expect(ExitCode.EXISTS, "enroll", "aws", "--replace", "--device-name", "alice");
        assertTrue(result.err().contains("EntityAlreadyExists"), result.err());
        assertTrue(result.err().contains("hint: --device-name gives another name"), result.err());
    }

    @Test
    void anUnassignedDeviceWithoutASecretIsPassedOverUnlessItMayBeDeleted() {
        world().iam.devices().putUnassigned("alice");
        assertEquals("arn:aws:iam::123456789012:mfa/alice-2\n", world().succeed("enroll", "first"));
        assertEquals(0, world().calls("DeleteVirtualMFADevice"));

        world().become(world().iam.account().addKey(world().iam.account().addUser("admin")));
        TestHost.Result no =
                world().typing(List.of("n"), "enroll", "second", "--user", "alice", "--device-name", "alice");
        assertEquals(ExitCode.EXISTS, no.code(), no.err());
        assertTrue(no.tty().contains("Delete it"), no.tty());
        TestHost.Result yes = world().typing(List.of("y"), "enroll", "second", "--user", "alice");
        assertEquals(AwsWorld.SERIAL + "\n", yes.out(), yes.err());
        assertEquals(1, world().calls("DeleteVirtualMFADevice"));

        world().iam.devices().putUnassigned("spare");
        world().succeed("enroll", "third", "--user", "alice", "--device-name", "spare", "--replace-unassigned");
        assertEquals(world().device("spare").seed(), world().account("third").get("secret"));
    }

    @Test
    void eightDevicesAreNotedBeforeANinthIsMade() {
        for (int i = 0; i < 6; i++) {
            world().iam.devices().putVirtual(world().alice, "v" + i);
        }
        world().iam.devices().putFido(world().alice, "key");
        world().iam.devices().putHardware(world().alice, "GAHT12345678");
        world().iam.setPageSizeMax(3);
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "enroll", "aws");
        assertTrue(result.err().contains("8 MFA devices"), result.err());
        assertEquals(0, world().calls("CreateVirtualMFADevice"));
        assertEquals("", world().succeed("list"));
    }

    /** Two enrolments at once for the last free place: the one that loses leaves nothing at AWS. */
    @Test
    void aQuotaThatIsMetAtTheLastMomentLeavesNoDeviceBehind() {
        world().iam.faults().add("EnableMFADevice:1:error=LimitExceeded,409");
        Map<String, String> report = AwsWorld.json(
                world().expect(ExitCode.AWS_REFUSED, "enroll", "aws", "--json").out());
        assertEquals("none", report.get("state"));
        assertEquals(List.of(), world().iam.devices().all());
        assertTrue(world().succeed("list", "--trash").startsWith("aws\t"));
    }

    @Test
    void aDeniedCleanUpIsAWarningAndTheSecretStays() {
        world().alice.setPolicies(Policies.ALLOW_ALL, DENY_DELETE);
        world().iam.faults().add("EnableMFADevice:1:error=LimitExceeded,409");
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "enroll", "aws");
        assertTrue(result.err().contains("warning: the device " + AwsWorld.SERIAL + " is left behind"), result.err());
        assertEquals(world().device("alice").seed(), world().account("aws").get("secret"));
    }

    @Test
    void anUnknownUserIsNotedBeforeADeviceIsMade() {
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "enroll", "aws", "--user", "nobody");
        assertTrue(result.err().contains("NoSuchEntity"), result.err());
        assertEquals(0, world().calls("CreateVirtualMFADevice"));
    }

    @Test
    void aNewDeviceTakesTheOldOnesNameAndOnlyThenTheOldOneGoes() {
        world().succeed("enroll", "aws");
        world().succeed("edit", "aws", "--tag", "work", "--alias", "prod", "--note", "mine");
        List<String> during = new ArrayList<>();
        world().iam.faults().add("DeactivateMFADevice", 1, Fault.before(() -> {
            during.add(world().account("aws").get("aws.serial"));
            during.add(world().device("alice-2").owner().name());
        }));
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws", "--replace", "--json");
        Map<String, String> report = AwsWorld.json(result.out());
        assertEquals("aws", report.get("name"));
        assertEquals("active", report.get("state"));
        String serial = "arn:aws:iam::123456789012:mfa/alice-2";
        assertEquals(serial, report.get("serial"));
        assertEquals(List.of(serial, "alice"), during);
        Map<String, String> account = world().account("aws");
        assertEquals(world().device("alice-2").seed(), account.get("secret"));
        assertEquals("work", account.get("tags"));
        assertEquals("mine", account.get("note"));
        assertEquals("prod," + serial, account.get("aliases"));
        assertEquals("aws\n", world().succeed("list"));
        assertTrue(world().succeed("list", "--trash").startsWith("aws\t"));
        assertEquals(1, world().iam.devices().all().size());
    }

    @Test
    void whereAPolicyDemandsMfaTheProofsSessionRemovesTheOldDevice() {
        world().alice.setPolicies(Policies.FORCE_MFA, Policies.ALLOW_ALL);
        world().succeed("enroll", "aws");
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws", "--replace");
        assertFalse(result.err().contains("warning"), result.err());
        assertEquals(1, world().iam.devices().all().size());
    }

    @Test
    void anOldDeviceThatMayNotBeRemovedIsTold() {
        world().alice.setPolicies(Policies.ALLOW_ALL, """
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:DeactivateMFADevice","Resource":"*"}]}""");
        world().succeed("enroll", "aws");
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "aws", "--replace");
        assertTrue(result.err().contains("the old device " + AwsWorld.SERIAL + " stays"), result.err());
        assertEquals("active", world().account("aws").get("state"));
    }

    @Test
    void aReplacementForAnotherUserNeedsAWordAndGetsIt() {
        world().succeed("enroll", "aws");
        Principal admin = world().iam.account().addUser("admin");
        world().become(world().iam.account().addKey(admin));
        world().iam.log().clear();
        world().expect(ExitCode.USAGE, "enroll", "aws", "--user", "alice", "--replace");
        world().expect(ExitCode.USAGE, "enroll", "aws", "--replace", "--no-verify");
        assertEquals(0, world().calls("CreateVirtualMFADevice"));
        world().succeed("enroll", "aws", "--user", "alice", "--replace", "--no-verify");
        assertEquals(
                List.of("arn:aws:iam::123456789012:mfa/alice-2"),
                world().iam.devices().all().stream().map(d -> d.serial()).toList());
    }

    /** At every call of a replacement the program dies; going on later always ends with one device, the new one. */
    @ParameterizedTest
    @ValueSource(strings = {"enroll --resume", "enroll --resume NAME", "enroll aws --replace"})
    void aReplacementThatIsCutOffGoesOnWhereItStopped(String again) throws IOException {
        for (String action :
                List.of("EnableMFADevice", "GetSessionToken", "DeactivateMFADevice", "DeleteVirtualMFADevice")) {
            try (AwsWorld own = new AwsWorld(Files.createDirectory(folder().resolve(action)))) {
                own.succeed("enroll", "aws");
                // The first one begins the session in which AWS lets her add a device.
                String which = action.equals("GetSessionToken") ? ":2+" : ":*";
                own.iam.faults().add(action + which + ":error=ServiceDown,503");
                own.expect(ExitCode.AWS_UNREACHABLE, "enroll", "aws", "--replace");
                own.iam.faults().clear();
                String pending = own.succeed("list").contains("aws.new") ? "aws.new" : "aws";
                own.succeed(again.replace("NAME", pending).split(" "));
                assertEquals("aws\n", own.succeed("list"), action);
                assertEquals(1, own.iam.devices().all().size(), action);
                assertEquals(own.device("alice-2").seed(), own.account("aws").get("secret"), action);
                assertEquals("active", own.account("aws").get("state"), action);
            }
        }
    }

    @Test
    void resumingAllFinishesThoseOfThisAccountAndNamesTheOthers() {
        world().iam.faults().add("EnableMFADevice:1-4:error=InvalidAuthenticationCode,403");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "one");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "two", "--device-name", "second");
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "--resume");
        assertEquals(AwsWorld.SERIAL + "\narn:aws:iam::123456789012:mfa/second\n", result.out());
        TestHost.Result none = world().expect(ExitCode.DONE, "enroll", "--resume", "--json");
        assertEquals("[]\n", none.out());
        assertTrue(none.err().contains("no account is pending"), none.err());
    }

    @Test
    void aDeviceThatSomebodyDeletedMeanwhileIsTold() {
        world().iam.faults().add("EnableMFADevice:1-2:error=InvalidAuthenticationCode,403");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "aws");
        world().succeed("aws", "remove", "aws", "--yes");
        world().succeed("undelete", "aws");
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "enroll", "--resume", "aws");
        assertTrue(result.err().contains("NoSuchEntity"), result.err());
        assertEquals("pending", world().account("aws").get("state"));
    }

    @Test
    void theOtherPartitionsAreTheirOwn() throws IOException {
        world().host.setVariable("AWS_REGION", "cn-north-1");
        world().succeed("enroll", "aws");
        assertEquals("aws", world().account("aws").get("aws.partition"), "AWS's answer decides, not the region");
    }

    @Test
    void aVerySlowAnswerIsNoAnswer() {
        // The call's limit is 30 s of real time; here a connection that closes stands for it, so that no test waits.
        world().iam.faults().add("GetCallerIdentity:*:lose-before");
        TestHost.Result result = world().expect(ExitCode.AWS_UNREACHABLE, "enroll", "aws", "--json");
        assertEquals("true", AwsWorld.json(result.out()).get("error.retryable"));
        assertTrue(world().host
                .now()
                .isBefore(java.time.Instant.parse("2026-11-23T15:00:05Z").plus(Duration.ofSeconds(30))));
    }
}
