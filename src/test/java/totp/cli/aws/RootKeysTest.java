package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.AccessKey;
import totp.standin.Account;
import totp.standin.Keys;
import totp.standin.Lag;
import totp.standin.Organization;

/** Root's keys by root's own credentials: what is shown, what is refused, and what is gone afterwards. */
final class RootKeysTest extends WithAwsWorld {
    private static final Duration AGE = Duration.ofDays(712);

    private AccessKey old;
    private AccessKey own;

    @BeforeEach
    void giveRootTwoKeys() {
        old = world().iam.account().addKey(world().iam.account().root(), AGE);
        own = world().iam.account().addKey(world().iam.account().root(), Duration.ofDays(1));
        world().become(own);
    }

    @Test
    void keysAreShownWithTheirAgesAndNothingIsDone() {
        List<String> rows = world().succeed("aws", "root-keys").lines().toList();
        assertEquals(2, rows.size());
        assertTrue(rows.get(0).matches("123456789012 +" + old.id() + " +Active +20\\S+Z +never *"), rows.get(0));
        assertTrue(rows.get(1).matches("123456789012 +" + own.id() + " +Active +20\\S+Z +20\\S+Z *"), rows.get(1));
        assertEquals(List.of(), changes());
        Map<String, String> document = AwsWorld.json(world().succeed("aws", "root-keys", "--json"));
        assertEquals("own", document.get("via"));
        assertEquals("true", document.get("keys_present"));
    }

    @Test
    void theOtherKeyIsPutOutOfUseAndDeletedOnceNothingUsesIt() {
        String[] deletion = {"aws", "root-keys", "--delete", old.id(), "--confirm", old.id()};
        TestHost.Result active = world().expect(ExitCode.USAGE, deletion);
        assertTrue(active.err().contains("is active still"), active.err());
        assertTrue(active.err().contains("--deactivate " + old.id()), active.err());
        world().succeed("aws", "root-keys", "--deactivate", old.id(), "--yes");
        assertEquals(List.of("UpdateAccessKey"), changes());
        world().succeed("aws", "root-keys", "--deactivate", old.id(), "--yes");
        assertEquals(List.of("UpdateAccessKey"), changes());
        world().succeed(deletion);
        assertEquals(List.of("UpdateAccessKey", "DeleteAccessKey"), changes());
        assertEquals(List.of(own.id()), ids());
    }

    @Test
    void aKeyInUseStaysUnlessItHasLeaked() {
        world().become(old);
        world().succeed("aws", "root-keys");
        world().become(own);
        world().succeed("aws", "root-keys", "--deactivate", old.id(), "--yes");
        TestHost.Result used =
                world().expect(ExitCode.USAGE, "aws", "root-keys", "--delete", old.id(), "--confirm", old.id());
        assertTrue(used.err().contains("was used 0m ago (sts, us-east-1)"), used.err());
        assertEquals(2, ids().size());
        world().succeed("aws", "root-keys", "--delete", old.id(), "--confirm", old.id(), "--now");
        assertEquals(List.of(own.id()), ids());
    }

    @Test
    void aDeletionIsTypedAndYesIsTooLittle() {
        world().expect(ExitCode.CANNOT_ASK, "aws", "root-keys", "--delete", old.id(), "--now", "--yes", "--no-input");
        TestHost.Result other = world().expect(
                        ExitCode.USAGE, "aws", "root-keys", "--delete", old.id(), "--now", "--confirm", own.id());
        assertTrue(other.err().contains("--confirm must be " + old.id()), other.err());
        TestHost.Result mistyped = world().typing(List.of("yes"), "aws", "root-keys", "--delete", old.id(), "--now");
        assertEquals(ExitCode.INTERRUPTED, mistyped.code());
        assertEquals(2, ids().size());
        TestHost.Result typed = world().typing(List.of(old.id()), "aws", "root-keys", "--delete", old.id(), "--now");
        assertEquals(ExitCode.DONE, typed.code(), typed.err());
        assertEquals(List.of(own.id()), ids());
    }

    @Test
    void theKeyThatSignsIsNeverDeactivatedAndGoesLast() {
        TestHost.Result deactivated =
                world().expect(ExitCode.USAGE, "aws", "root-keys", "--deactivate", own.id(), "--yes");
        assertTrue(deactivated.err().contains("signs this very call"), deactivated.err());
        String[] deletion = {"aws", "root-keys", "--delete", own.id(), "--now", "--confirm", own.id()};
        TestHost.Result first = world().expect(ExitCode.USAGE, deletion);
        assertTrue(first.err().contains("delete the other key with this one first"), first.err());
        assertEquals(List.of(), changes());
        world().iam.account().removeKey(old);
        world().expect(ExitCode.USAGE, "aws", "root-keys", "--delete", own.id());
        world().expect(ExitCode.USAGE, "aws", "root-keys", "--delete", own.id(), "--now");
        assertEquals(List.of(), changes());
        Map<String, String> document = AwsWorld.json(
                world().succeed("aws", "root-keys", "--delete", own.id(), "--now", "--confirm", own.id(), "--json"));
        assertEquals("deleted", document.get("action"));
        assertEquals("false", document.get("keys_present"));
        assertEquals(List.of(), ids());
        assertTrue(
                world().expect(ExitCode.AWS_REFUSED, "aws", "root-keys").err().contains("InvalidClientTokenId"));
    }

    @Test
    void allAreDeletedTheOwnOneLast() {
        TestHost.Result gone =
                world().expect(ExitCode.DONE, "aws", "root-keys", "--delete-all", "--now", "--confirm", "123456789012");
        assertTrue(gone.err().contains("the warning is gone"), gone.err());
        assertEquals(List.of("DeleteAccessKey", "DeleteAccessKey"), changes());
        assertEquals(List.of(), ids());
    }

    @Test
    void aDocumentTellsWhatWasRefused() {
        TestHost.Result refused = world().expect(
                        ExitCode.USAGE, "aws", "root-keys", "--delete", old.id(), "--confirm", old.id(), "--json");
        Map<String, String> document = AwsWorld.json(refused.out());
        assertEquals("the key " + old.id() + " is active still,null", document.get("error"));
        assertTrue(refused.out().contains("\"action\":\"refused\""), refused.out());
        world().expect(ExitCode.NOT_FOUND, "aws", "root-keys", "--delete", "AKIAIOSFODNN7EXAMPLE", "--now");
        world().expect(ExitCode.USAGE, "aws", "root-keys", "--delete", "not-a-key");
        world().expect(ExitCode.USAGE, "aws", "root-keys", "--now");
        assertEquals(List.of(), changes());
    }

    @Test
    void whoIsNotRootHearsWhetherThereAreAny() {
        world().become(world().iam.account().addKey(world().alice));
        List<String> rows = world().succeed("aws", "root-keys").lines().toList();
        assertEquals(2, rows.size());
        assertTrue(rows.get(0).matches("123456789012 +- +Active +2024\\S+Z +never *"), rows.get(0));
        Map<String, String> document = AwsWorld.json(world().succeed("aws", "root-keys", "--json"));
        assertEquals("summary", document.get("via"));
        assertEquals("true", document.get("keys_present"));
        TestHost.Result refused = world().expect(ExitCode.USAGE, "aws", "root-keys", "--delete-all", "--now");
        assertTrue(refused.err().contains("only root's own credentials"), refused.err());
        assertFalse(changes().contains("DeleteAccessKey"));
    }

    @Test
    void whoMayNotSeeTheReportHearsOfTheSummary() {
        world().become(world().iam.account().addKey(world().alice));
        world().alice
                .setPolicies("{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
                        + " \"iam:GetAccountSummary\", \"Resource\": \"*\"}}");
        TestHost.Result result = world().expect(ExitCode.DONE, "aws", "root-keys");
        assertEquals("", result.out());
        assertTrue(result.err().contains("123456789012"), result.err());
    }

    /** Nobody could put it out of use and watch: a key that was made a moment ago may be in use before AWS tells. */
    @Test
    void aMembersKeyThatWasMadeLatelyStays() {
        Account first = member("222222222222");
        AccessKey fresh = first.addKey(first.root(), Duration.ofDays(6));
        world().become(world().iam.account().addKey(world().alice));
        String[] deletion = {
            "aws", "root-keys", "--account", "222222222222", "--delete-all", "--confirm", "222222222222"
        };
        TestHost.Result kept = world().expect(ExitCode.USAGE, deletion);
        assertTrue(kept.err().contains("was made 6d ago"), kept.err());
        assertEquals(List.of(fresh), first.keys().of(first.root()));
        world().host.setClock(world().host.now().plus(Duration.ofDays(1)));
        world().succeed(deletion);
        assertEquals(List.of(), first.keys().of(first.root()));
    }

    /** A bare number would be seconds, and they are the only net before what nobody can undo. */
    @Test
    void aLengthOfTimeHasItsUnit() {
        for (String time : List.of("7", "1h30", "0d", "366d", "")) {
            world().expect(ExitCode.USAGE, "aws", "root-keys", "--delete", old.id(), "--unused-for", time);
        }
        world().expect(ExitCode.USAGE, "aws", "audit", "--max-key-age", "90");
        world().expect(ExitCode.USAGE, "aws", "audit", "--max-unused", "45");
        assertEquals(List.of(), changes());
        world().succeed("aws", "root-keys", "--deactivate", old.id(), "--yes");
        world().succeed("aws", "root-keys", "--delete", old.id(), "--unused-for", "90d", "--confirm", old.id());
    }

    /** The policy of the page is enough, and nothing of it but what only looks beforehand can be spared. */
    @Test
    void theLeastPolicyReachesRootOfMembers() throws IOException {
        Account first = member("222222222222");
        first.addKey(first.root(), AGE);
        first.addKey(first.root(), AGE);
        world().become(world().iam.account().addKey(world().alice));
        String least = Files.readString(Path.of("docs/aws/root-keys-members.json"));
        String[] deletion = {
            "aws", "root-keys", "--account", "222222222222", "--delete-all", "--confirm", "222222222222"
        };
        world().alice.setPolicies(least.replace("sts:AssumeRoot", "sts:AssumeRole"));
        world().expect(ExitCode.AWS_REFUSED, deletion);
        world().alice.setPolicies(least.replace("IAMDeleteRootUserCredentials", "IAMCreateRootUserPassword"));
        world().expect(ExitCode.AWS_REFUSED, deletion);
        assertEquals(2, first.keys().of(first.root()).size());
        world().alice.setPolicies(least.replace("iam:ListOrganizationsFeatures", "iam:GetRole"));
        world().succeed("aws", "root-keys", "--account", "222222222222");
        world().alice.setPolicies(least);
        world().succeed(deletion);
        assertEquals(List.of(), first.keys().of(first.root()));
    }

    @Test
    void membersAreReachedOneAfterTheOtherAndOneThatFailsStopsNobody() {
        Account first = member("222222222222");
        Account second = member("333333333333");
        AccessKey theirs = first.addKey(first.root(), AGE);
        AccessKey used = second.addKey(second.root(), AGE);
        second.keys().setUsed(used, new Keys.Use(world().host.now().minusSeconds(7200), "s3", "eu-west-1"));
        world().become(world().iam.account().addKey(world().alice));
        String[] all = {"--account", "222222222222", "--account", "444444444444", "--account", "333333333333"};
        TestHost.Result listed = world().expect(ExitCode.AWS_REFUSED, words(all, "--json"));
        assertTrue(listed.out().contains("\"account_id\":\"333333333333\",\"via\":\"assume-root\""), listed.out());
        assertTrue(listed.out().contains(theirs.id()) && listed.out().contains(used.id()), listed.out());
        world().expect(ExitCode.USAGE, words(all, "--deactivate", theirs.id()));

        TestHost.Result lately = world().expect(
                        ExitCode.USAGE,
                        "aws",
                        "root-keys",
                        "--account",
                        "333333333333",
                        "--delete-all",
                        "--confirm",
                        "333333333333");
        assertTrue(lately.err().contains("was used 2h ago (s3, eu-west-1)"), lately.err());
        assertEquals(List.of(), changes());

        TestHost.Result deleted = world().expect(
                        ExitCode.DONE,
                        "aws",
                        "root-keys",
                        "--account",
                        "222222222222",
                        "--delete-all",
                        "--confirm",
                        "222222222222");
        assertTrue(deleted.err().contains("222222222222 has no access key: the warning is gone"), deleted.err());
        assertEquals(List.of(), first.keys().of(first.root()));
        assertEquals(List.of(used), second.keys().of(second.root()));
    }

    /** As {@code aws organizations list-accounts} names it among the others. */
    @Test
    void theManagementAccountInAListOfTheOrganisationIsLookedAtBySummary() {
        Account first = member("222222222222");
        first.addKey(first.root(), AGE);
        world().become(world().iam.account().addKey(world().alice));
        String[] both = {"--account", "123456789012", "--account", "222222222222"};
        TestHost.Result listed = world().expect(ExitCode.DONE, words(both, "--json"));
        assertTrue(listed.out().contains("\"account_id\":\"123456789012\",\"via\":\"summary\""), listed.out());
        assertTrue(listed.out().contains("\"keys_present\":true"), listed.out());
        // Whose keys nobody can reach from here are told, and the others' go.
        TestHost.Result refused =
                world().expect(ExitCode.AWS_REFUSED, words(both, "--delete-all", "--confirm", "222222222222"));
        assertTrue(refused.err().contains("root of his own account"), refused.err());
        assertEquals(List.of(), first.keys().of(first.root()));
        world().iam.account().removeKey(old);
        world().iam.account().removeKey(own);
        TestHost.Result gone = world().expect(ExitCode.DONE, words(both, "--delete-all", "--confirm", "222222222222"));
        assertTrue(gone.err().contains("123456789012 has no access key"), gone.err());
        assertFalse(gone.err().contains("warning is gone"), gone.err());
    }

    @Test
    void whoGivesUpIsNotAskedForTheNextAccount() {
        for (String number : List.of("222222222222", "333333333333")) {
            Account member = member(number);
            member.addKey(member.root(), AGE);
        }
        world().become(world().iam.account().addKey(world().alice));
        TestHost.Result ended = world().typing(
                        List.of("no", "333333333333"),
                        "aws",
                        "root-keys",
                        "--account",
                        "222222222222",
                        "--account",
                        "333333333333",
                        "--delete-all");
        assertEquals(ExitCode.INTERRUPTED, ended.code(), ended.err());
        assertEquals(List.of(), changes());
    }

    @Test
    void aKeyThatAwsStillTakesIsDeletedAllTheSame() {
        world().iam.account().removeKey(old);
        world().iam.account().keys().setLag(Lag.of(Duration.ofMinutes(5)));
        TestHost.Result deleted = world().expect(
                        ExitCode.DONE,
                        "aws",
                        "root-keys",
                        "--delete",
                        own.id(),
                        "--now",
                        "--confirm",
                        own.id(),
                        "--json");
        assertEquals("deleted", AwsWorld.json(deleted.out()).get("action"));
        assertEquals("null", String.valueOf(AwsWorld.json(deleted.out()).get("keys_present")));
        assertTrue(deleted.err().contains("takes it still"), deleted.err());
        assertEquals(List.of(), ids());
    }

    @Test
    void accountsComeFromStandardInputAsWell() {
        member("222222222222");
        world().become(world().iam.account().addKey(world().alice));
        String given = "# members\n222222222222\n\n222222222222 # again\n";
        TestHost.Result listed =
                world().host.run(List.of("aws", "root-keys", "--accounts-from", "-", "--json"), given, List.of());
        assertEquals(ExitCode.DONE, listed.code(), listed.err());
        assertEquals("222222222222", AwsWorld.json(listed.out()).get("account_id"));
        world().expect(ExitCode.USAGE, "aws", "root-keys", "--account", "12345");
    }

    @Test
    void rootAndWhoIsNotOfTheManagementAccountReachNoMembers() {
        member("222222222222");
        TestHost.Result byRoot = world().expect(ExitCode.USAGE, "aws", "root-keys", "--account", "222222222222");
        assertTrue(byRoot.err().contains("root cannot reach"), byRoot.err());
        world().iam.organization().setFeatures();
        world().become(world().iam.account().addKey(world().alice));
        TestHost.Result unmanaged =
                world().expect(ExitCode.AWS_REFUSED, "aws", "root-keys", "--account", "222222222222");
        assertTrue(unmanaged.err().contains("does not manage root credentials"), unmanaged.err());
        String document = world().expect(
                        ExitCode.AWS_REFUSED, "aws", "root-keys", "--account", "222222222222", "--json")
                .out();
        assertEquals(
                "the organisation does not manage root credentials centrally,null",
                AwsWorld.json(document).get("error"));
    }

    private Account member(String number) {
        world().iam.organization().setFeatures(Organization.Feature.values());
        return world().iam.organization().addMember(number);
    }

    private static String[] words(String[] accounts, String... more) {
        return Stream.of(new String[] {"aws", "root-keys"}, accounts, more)
                .flatMap(Stream::of)
                .toArray(String[]::new);
    }

    private List<String> ids() {
        return world().iam.account().keys().of(world().iam.account().root()).stream()
                .map(AccessKey::id)
                .toList();
    }

    private List<String> changes() {
        return world().iam.log().actions().stream()
                .filter(action -> action.equals("UpdateAccessKey") || action.equals("DeleteAccessKey"))
                .toList();
    }
}
