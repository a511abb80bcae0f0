package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.Device;

/** An administrator resets a user: AWS gives the ARN anew, and what the vault has of the former device concerns nobody. */
class StaleDeviceTest extends WithAwsWorld {
    /** The device of {@code old} is gone, and {@code new} has its ARN. */
    @BeforeEach
    void makeStale() {
        world().succeed("enroll", "old");
        reset();
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "new");
        assertTrue(result.err().contains("warning: old was of an earlier device " + AwsWorld.SERIAL), result.err());
        world().iam.log().clear();
    }

    /** As an administrator does it, who has nothing of this vault. */
    private void reset() {
        for (Device device : world().iam.devices().of(world().alice)) {
            world().iam.devices().removeLongAgo(device.serial());
        }
    }

    @Test
    void theArnIsTheNewestAccounts() {
        assertEquals(world().succeed("code", "new"), world().succeed("code", AwsWorld.SERIAL));
        assertEquals(AwsWorld.SERIAL + "\tvirtual\tnew\n", world().succeed("aws", "devices"));
        assertEquals(AwsWorld.SERIAL, world().account("new").get("aliases"));
        assertEquals(null, world().account("old").get("aliases"));
        world().succeed("aws", "verify", AwsWorld.SERIAL);
    }

    @Test
    void nothingIsDoneAtAwsInTheNameOfTheFormerOne() {
        for (String[] words : new String[][] {
            {"aws", "remove", "old", "--yes"},
            {"aws", "resync", "old"},
            {"aws", "verify", "old"},
            {"enroll", "old", "--replace"},
            {"enroll", "old", "--if-missing"},
            {"enroll", "third", "--device-name", "third", "--with", "old"},
        }) {
            TestHost.Result result = world().host.run(words);
            assertEquals(ExitCode.USAGE, result.code(), List.of(words) + result.err());
            assertTrue(result.err().contains("old "), result.err());
        }
        assertTrue(
                world().iam.log().actions().stream()
                        .noneMatch(action -> action.matches("(Deactivate|Delete|Enable|Resync|Create|GetSession).*")),
                world().iam.log().actions().toString());
        assertEquals(1, world().iam.devices().of(world().alice).size());
        assertTrue(world().expect(ExitCode.DONE, "code", "old").err().contains("of an AWS device that is gone"));
    }

    /** AWS refuses its codes, and a popup that fills them in would look as if the new device were broken. */
    @Test
    void theBrowserIsOfferedTheNewOneAlone() {
        String request = "{\"v\":1,\"id\":1,\"op\":\"list\",\"origin\":\"https://signin.aws.amazon.com\"}";
        String list = world().host.run(List.of("browsed"), request, null).out();
        String linked = list.substring(list.indexOf("\"accounts\""), list.indexOf("\"others\""));
        assertTrue(linked.contains("\"name\":\"new\"") && !linked.contains("\"name\":\"old\""), list);
        assertTrue(list.substring(list.indexOf("\"others\"")).contains("\"name\":\"old\""), list);
    }

    @Test
    void replacingTheNewOneLeavesTheFormerOneAlone() {
        world().succeed("enroll", "new", "--replace");
        assertEquals(
                "arn:aws:iam::123456789012:mfa/alice-2", world().account("new").get("aws.serial"));
        assertEquals(AwsWorld.SERIAL, world().account("old").get("aws.serial"));
        assertEquals("new\nold\n", sorted(world().succeed("list")));
        assertEquals(1, world().iam.devices().of(world().alice).size());
        // AWS gave no ARN anew; still the former one does not come back to life.
        world().expect(ExitCode.NOT_FOUND, "code", AwsWorld.SERIAL);
    }

    @Test
    void theNewOneOfTheVaultBeginsTheSessionAlone() {
        world().succeed("enroll", "third", "--device-name", "third");
        assertEquals(2, world().iam.devices().of(world().alice).size());
    }

    /** The former one may come back from the trash. */
    @Test
    void whatIsUndeletedIsAsGone() {
        world().succeed("aws", "remove", "new", "--yes");
        world().succeed("rm", "old");
        world().succeed("enroll", "newest");
        world().succeed("undelete", "old");
        world().succeed("undelete", "new");
        world().expect(ExitCode.USAGE, "aws", "remove", "old", "--yes");
        world().expect(ExitCode.USAGE, "aws", "remove", "new", "--yes");
        assertEquals(world().succeed("code", "newest"), world().succeed("code", AwsWorld.SERIAL));
    }

    /** Where the name was kept, replacing it finds nothing to take away, and must not take the new device. */
    @Test
    void replacingADeviceThatIsGoneTakesItsArnAndItsName() {
        reset();
        TestHost.Result result = world().expect(ExitCode.DONE, "enroll", "new", "--replace");
        assertEquals(AwsWorld.SERIAL + "\n", result.out());
        assertEquals(world().device("alice").seed(), world().account("new").get("secret"));
        assertEquals(0, world().calls("DeactivateMFADevice") + world().calls("DeleteVirtualMFADevice"));
        assertEquals("new\nold\n", sorted(world().succeed("list")));
    }

    @Test
    void aReplacementOfAGoneDeviceThatWasCutOffGoesOn() {
        reset();
        world().iam.faults().add("EnableMFADevice:1-2:error=InvalidAuthenticationCode,403");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "new", "--replace");
        world().succeed("enroll", "--resume");
        assertEquals(world().device("alice").seed(), world().account("new").get("secret"));
        assertEquals(world().alice, world().device("alice").owner());
        assertEquals("new\nold\n", sorted(world().succeed("list")));
    }

    /** A pending account whose device was deleted and made anew by another enrolment has nothing to go on with. */
    @Test
    void aPendingFormerOneIsNotResumed() {
        reset();
        world().iam.faults().add("EnableMFADevice:1-2:error=InvalidAuthenticationCode,403");
        world().expect(ExitCode.AWS_REFUSED, "enroll", "begun");
        world().iam.devices().removeLongAgo(AwsWorld.SERIAL);
        world().succeed("enroll", "anew");
        world().iam.log().clear();
        world().expect(ExitCode.USAGE, "enroll", "--resume", "begun");
        TestHost.Result all = world().expect(ExitCode.DONE, "enroll", "--resume", "--json");
        assertEquals("[]\n", all.out());
        assertEquals(0, world().calls("EnableMFADevice"));
    }

    private static String sorted(String lines) {
        return String.join("\n", lines.lines().sorted().toList()) + "\n";
    }
}
