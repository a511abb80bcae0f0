package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.Policies;

/** {@code totp aws}: looking after devices that are registered. */
class AwsCommandTest extends WithAwsWorld {
    @BeforeEach
    void enrol() {
        world().succeed("enroll", "aws");
        world().iam.log().clear();
    }

    @Test
    void devicesAreAllOfTheUsersWithTheirAccounts() {
        world().iam.devices().putFido(world().alice, "key");
        world().iam.devices().putHardware(world().alice, "GAHT12345678");
        world().iam.setPageSizeMax(1);
        String[] lines = world().succeed("aws", "devices").split("\n", -1);
        assertEquals(4, lines.length);
        List<String> sorted = List.of(lines).stream().sorted().toList();
        assertEquals("GAHT12345678\thardware\t", sorted.get(1));
        assertEquals(AwsWorld.SERIAL + "\tvirtual\taws", sorted.get(2));
        assertTrue(sorted.get(3).matches("arn:aws:iam::123456789012:u2f/user/alice/key.*\tfido\t"), sorted.get(3));
        assertTrue(world().calls("ListMFADevices") >= 3, "pages");
        assertTrue(world().succeed("aws", "devices", "--json").contains("\"kind\":\"hardware\",\"user\":\"alice\""));
    }

    @Test
    void rootSeesItsOwnDevices() {
        world().iam.devices().putVirtual(world().iam.account().root(), "root-account-mfa-device");
        world().become(world().iam.account().addKey(world().iam.account().root()));
        assertTrue(world().succeed("aws", "devices").contains(":mfa/root-account-mfa-device\tvirtual\t\n"));
        assertTrue(world().succeed("aws", "devices", "--user", "alice").contains(AwsWorld.SERIAL));
    }

    @Test
    void verifyTakesACodeThatNobodyGot() {
        assertEquals("", world().succeed("aws", "verify", "aws"));
        assertEquals(1, world().calls("GetSessionToken"));
        world().succeed("code", "aws", "--fresh");
        world().succeed("aws", "verify", AwsWorld.SERIAL);
        assertEquals(2, world().calls("GetSessionToken"), "none was refused");
    }

    @Test
    void aDeviceOutOfStepIsToldAndResynchronised() {
        world().iam
                .faults()
                .add(
                        "GetSessionToken:1-2:error=AccessDenied,403,MultiFactorAuthentication failed with invalid MFA one time pass code.");
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "aws", "verify", "aws");
        assertTrue(result.err().contains("totp aws resync aws"), result.err());
        world().succeed("aws", "resync", "aws");
        assertEquals(1, world().calls("ResyncMFADevice"), "the codes were none that AWS had seen");
    }

    @Test
    void removeTakesTheDeviceAwayAndKeepsTheSecretInTheTrash() {
        TestHost.Result no = world().typing(List.of("n"), "aws", "remove", "aws");
        assertEquals(ExitCode.INTERRUPTED, no.code());
        world().expect(ExitCode.CANNOT_ASK, "aws", "remove", "aws");
        assertEquals(1, world().iam.devices().all().size());
        world().succeed("aws", "remove", "aws", "--yes");
        assertEquals(List.of(), world().iam.devices().all());
        assertTrue(world().succeed("list", "--trash").startsWith("aws\t"));
    }

    @Test
    void whereAPolicyDemandsMfaTheAccountsOwnCodeBeginsASession() {
        world().alice.setPolicies(Policies.FORCE_MFA, Policies.ALLOW_ALL);
        world().succeed("aws", "remove", "aws", "--yes");
        assertEquals(1, world().calls("GetSessionToken"));
        assertEquals(List.of(), world().iam.devices().all());
    }

    /** AWS's own sample policy withholds the deletion from users, so that nobody can make room for a device unseen. */
    @Test
    void aDeletionThatAPolicyWithholdsIsAWarning() {
        world().alice.setPolicies(Policies.FORCE_MFA);
        TestHost.Result result = world().expect(ExitCode.DONE, "aws", "remove", "aws", "--yes");
        assertTrue(result.err().contains("could not be deleted"), result.err());
        assertEquals(null, world().device("alice").owner());
        assertEquals("", world().succeed("list"));
    }

    @Test
    void aRemovalThatWasCutOffCanBeRepeated() {
        world().iam.faults().add("DeleteVirtualMFADevice:*:error=ServiceDown,503");
        world().expect(ExitCode.AWS_UNREACHABLE, "aws", "remove", "aws", "--yes");
        assertEquals("aws\n", world().succeed("list"), "the secret stays while a device is there");
        world().iam.faults().clear();
        world().succeed("aws", "remove", "aws", "--yes");
        assertEquals(List.of(), world().iam.devices().all());
    }

    @Test
    void onlyAccountsOfAwsAreTaken() throws IOException {
        TestHost.Result result = world().host.run(List.of("add", "other", "--from", "-"), "GEZDGNBVGY3TQOJQ", null);
        assertEquals(ExitCode.DONE, result.code());
        world().expect(ExitCode.USAGE, "aws", "remove", "other", "--yes");
        world().expect(ExitCode.NOT_FOUND, "aws", "verify", "aw");
        world().expect(ExitCode.USAGE, "aws", "verify");
        world().expect(ExitCode.USAGE, "aws", "devices", "aws");
        world().expect(ExitCode.USAGE, "enroll", "other", "--replace");
    }

    @Test
    void credentialsOfAnotherAwsAccountTouchNothing() throws IOException {
        Path home = java.nio.file.Files.createDirectory(folder().resolve("china"));
        try (AwsWorld other = new AwsWorld(home)) {
            // The same account number in another partition is another account.
            other.succeed("enroll", "aws");
        }
        try (totp.standin.LocalIam china = totp.standin.LocalIam.builder()
                .partition("aws-cn")
                .clock(world().host::now)
                .start()) {
            china.setTimeChecked(false);
            world().become(china.account().addKey(china.account().addUser("alice")));
            TestHost.Result result = world().expect(
                            ExitCode.AWS_REFUSED,
                            "aws",
                            "remove",
                            "aws",
                            "--yes",
                            "--endpoint-url",
                            china.endpoint().toString());
            assertTrue(result.err().contains("belongs to AWS account"), result.err());
            assertEquals(List.of("GetCallerIdentity"), china.log().actions());
        }
    }
}
