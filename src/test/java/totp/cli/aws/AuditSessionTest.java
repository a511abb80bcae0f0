package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.Policies;

/** An audit by somebody who may do nothing without a code, or who has a role for it. */
final class AuditSessionTest extends WithProfiles {
    private static final String SELF = "[profile me]\nregion = eu-west-1\nmfa_serial = " + AwsWorld.SERIAL + "\n";

    @Test
    void aPolicyThatDemandsMfaGetsACodeOnce() throws IOException {
        world().alice.setPolicies(Policies.FORCE_MFA, Policies.ALLOW_ALL);
        config(SELF);
        TestHost.Result told = world().expect(ExitCode.FINDINGS, "aws", "audit", "--profile", "me");
        assertTrue(told.out().endsWith("1 critical, 0 high, 0 medium, 2 low; 1 user\n"), told.out());
        assertTrue(!told.out().contains("skipped"), told.out());
        assertEquals(1, world().calls("GetSessionToken"));
    }

    @Test
    void whoLacksAPermissionIsToldSoAfterOneCode() throws IOException {
        world().alice.setPolicies();
        config(SELF);
        TestHost.Result told = world().expect(ExitCode.AWS_REFUSED, "aws", "audit", "--profile", "me");
        assertTrue(told.out().contains("iam:GetCredentialReport is denied"), told.out());
        assertEquals(1, world().calls("GetSessionToken"));
    }

    @Test
    void whereNoDeviceIsNamedTheVaultStaysShut() throws IOException {
        world().alice.setPolicies();
        world().host.setVariable("TOTP_PASSPHRASE_COMMAND", "");
        config("[profile me]\nregion = eu-west-1\n");
        world().expect(ExitCode.AWS_REFUSED, "aws", "audit", "--profile", "me");
        assertEquals(0, world().calls("GetSessionToken"));
    }

    @Test
    void aRoleIsAssumed() {
        world().expect(ExitCode.DONE, "aws", "audit", "--profile", "audit", "--fail-on", "none");
        assertEquals(1, world().calls("AssumeRole"));
    }
}
