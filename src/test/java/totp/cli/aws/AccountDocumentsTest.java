package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.Keys;

/** The documents about root's keys and about a group that demands MFA, of every outcome, are what their schemas say. */
final class AccountDocumentsTest extends WithGroups {
    private static final Schema KEYS = new Schema("aws-root-keys");
    private static final Schema DEMAND = new Schema("aws-require-mfa");

    @Test
    void rootsKeysByTheSummaryByRootAndRefused() throws IOException {
        KEYS.mustDescribe(world().succeed("aws", "root-keys", "--json"));
        var old = account.addKey(account.root(), Duration.ofDays(712));
        KEYS.mustDescribe(world().succeed("aws", "root-keys", "--json"));
        world().iam.faults().add("GetAccountSummary:1:error=AccessDenied,403");
        KEYS.mustDescribe(world().expect(ExitCode.AWS_REFUSED, "aws", "root-keys", "--json")
                .out());
        world().become(account.addKey(account.root(), Duration.ofDays(1)));
        KEYS.mustDescribe(world().expect(ExitCode.USAGE, "aws", "root-keys", "--json", "--delete", old.id())
                .out());
        account.keys().setUsed(old, new Keys.Use(world().host.now().minus(Duration.ofDays(9)), "s3", "us-east-1"));
        KEYS.mustDescribe(world().succeed("aws", "root-keys", "--json", "--deactivate", old.id(), "--yes"));
        KEYS.mustDescribe(world().succeed("aws", "root-keys", "--json", "--delete", old.id(), "--confirm", old.id()));
    }

    @Test
    void aDemandThatIsForeseenMadeRefusedProvenStoppedAndTakenBack() throws IOException {
        keyUsed(bob, Duration.ofHours(2));
        DEMAND.mustDescribe(demanded(ExitCode.USAGE, "--user", "bob", "--dry-run"));
        DEMAND.mustDescribe(demanded(ExitCode.DONE, "--user", "carol", "--dry-run"));
        DEMAND.mustDescribe(demanded(ExitCode.USAGE, "--user", "bob"));
        DEMAND.mustDescribe(demanded(ExitCode.AWS_REFUSED, "--user", "nobody"));
        world().iam.faults().add("CreateGroup:1:error=AccessDenied,403");
        DEMAND.mustDescribe(demanded(ExitCode.AWS_REFUSED, "--user", "carol"));
        DEMAND.mustDescribe(demanded(ExitCode.DONE, "--user", "carol"));
        world().alice.setPolicies(allowingAllBut("iam:SimulatePrincipalPolicy"));
        DEMAND.mustDescribe(demanded(ExitCode.DONE));
        DEMAND.mustDescribe(demanded(ExitCode.EXISTS, "--strict"));
        DEMAND.mustDescribe(demanded(ExitCode.DONE, "--remove-user", "carol"));
    }

    /** Who reads documents alone must not take silence for a clean account. */
    @Test
    void anAuditThatCameToNoEndAndKeysThatNobodyMayAskFor() throws IOException {
        world().host.setVariable("AWS_ACCESS_KEY_ID", "AKIAUNKNOWNUNKNOWN00");
        TestHost.Result audit = world().expect(ExitCode.AWS_REFUSED, "aws", "audit", "--json");
        new Schema("aws-audit").mustDescribe(audit.out());
        assertTrue(audit.out().contains("\"error\":{\"code\":\"InvalidClientTokenId\""), audit.out());
        TestHost.Result keys = world().expect(ExitCode.AWS_REFUSED, "aws", "root-keys", "--json");
        KEYS.mustDescribe(keys.out());
        assertTrue(keys.out().contains("\"error\":{\"code\":\"InvalidClientTokenId\""), keys.out());
    }

    private String demanded(ExitCode code, String... options) {
        String[] words =
                Stream.concat(Stream.of(demand(options)), Stream.of("--json")).toArray(String[]::new);
        return world().expect(code, words).out();
    }
}
