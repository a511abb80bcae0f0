package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import totp.aws.AuditCheck;
import totp.cli.session.ExitCode;
import totp.standin.LoginProfile;
import totp.standin.PasswordPolicy;
import totp.standin.Policies;
import totp.standin.Principal;

/** The audit's document is what its schema says, to the last member, whatever is found. */
final class AuditDocumentTest extends WithAwsWorld {
    private static final Schema SCHEMA = new Schema("aws-audit");

    @Test
    void nothingAndEverythingAmissAreAsTheSchemaSays() throws IOException {
        SCHEMA.mustDescribe(
                world().expect(ExitCode.FINDINGS, "aws", "audit", "--json").out());
        makeAMess();
        world().host.setClock(world().host.now().plusSeconds(5 * 3600)); // AWS writes a new report
        String document = world().expect(ExitCode.FINDINGS, "aws", "audit", "--json", "--users", "--vault-check")
                .out();
        SCHEMA.mustDescribe(document);
        for (AuditCheck check : AuditCheck.values()) {
            assertTrue(
                    document.contains("{\"id\":\"" + check.id() + "\",\"level\":\"" + check.level() + "\",\"subject\""),
                    check.id() + " is not found");
        }
        world().alice.setPolicies();
        String denied = world().expect(ExitCode.AWS_REFUSED, "aws", "audit", "--json", "--users")
                .out();
        SCHEMA.mustDescribe(denied);
        assertTrue(denied.contains("\"report\":null"), denied);
    }

    @Test
    void membersThatAreMissingWrongOrUnknownAreSeen() throws IOException {
        String document =
                world().expect(ExitCode.FINDINGS, "aws", "audit", "--json").out();
        for (String wrong : List.of(
                document.replace("\"alias\":null,", ""),
                document.replace("\"alias\"", "\"other\":1,\"alias\""),
                document.replace("\"confirmed\":true", "\"confirmed\":\"true\""),
                document.replace("\"status\":\"pass\"", "\"status\":\"passed\""),
                document.replace("\"123456789012\"", "\"12345678901\""))) {
            assertFalse(SCHEMA.errors(wrong).isEmpty(), wrong);
        }
    }

    private void makeAMess() {
        world().succeed("enroll", "aws", "--no-verify");
        world().iam.devices().removeLongAgo(AwsWorld.SERIAL);
        Principal root = world().iam.account().root();
        root.setPassword(LoginProfile.since(ago(900)).usedAt(ago(1)));
        world().iam.account().addKey(root, Duration.ofDays(700));
        world().alice.setPassword(LoginProfile.since(ago(300)).usedAt(ago(200)));
        world().iam.account().addKey(world().alice, Duration.ofDays(300));
        Principal bob = world().iam.account().addUser("bob");
        bob.setPassword(LoginProfile.since(ago(300)));
        bob.setPolicies(Policies.FORCE_MFA_OWN_NAME
                .replace("BoolIfExists", "Bool")
                .replace("\"NotAction\": [", "\"NotAction\": [\"iam:DeactivateMFADevice\","));
        Principal deploy = world().iam.account().addUser("deploy");
        deploy.setPolicies();
        world().iam.account().keys().setActive(world().iam.account().addKey(deploy, Duration.ofDays(9)), false);
        world().iam.account().addKey(deploy, Duration.ofDays(8));
        world().iam.devices().putUnassigned("left-over");
        world().iam.account().setPasswordPolicy(new PasswordPolicy(8, 0, 0, true));
    }

    private Instant ago(int days) {
        return world().host.now().minus(Duration.ofDays(days));
    }
}
