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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.aws.EnforcementPolicy;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.AccessKey;
import totp.standin.Account;
import totp.standin.Group;
import totp.standin.Keys;
import totp.standin.Lag;
import totp.standin.LoginProfile;

/** Demanding MFA of a group: what is made, what is found out before, and what keeps people from being shut out. */
final class RequireMfaTest extends WithGroups {
    @Test
    void policyGroupPermissionsAndMembersAreMadeAndTheSecondRunChangesNothing() {
        String[] all = demand("--attach", "ReadOnlyAccess", "--user", "bob", "--user", "carol", "--user", "bob");
        List<String> first = world().succeed(all).lines().toList();
        assertEquals(
                List.of(
                        "+ policy  " + POLICY,
                        "+ group   developers",
                        "+ attach  " + POLICY,
                        "+ attach  arn:aws:iam::aws:policy/ReadOnlyAccess",
                        "+ user    bob",
                        "+ user    carol",
                        "= proof   " + POLICY),
                first);
        assertEquals(List.of("bob", "carol"), members("developers"));
        assertEquals(6, writes().size(), writes().toString());
        List<String> second = world().succeed(all).lines().toList();
        assertEquals(first.stream().map(line -> line.replace('+', '=')).toList(), second);
        assertEquals(6, writes().size(), writes().toString());
    }

    @Test
    void membersMayThenEnrolAndNothingElse() throws IOException {
        bob.setPolicies();
        world().succeed(demand("--attach", "ReadOnlyAccess", "--user", "bob"));
        world().become(account.addKey(bob));
        TestHost.Result refused = world().expect(ExitCode.AWS_REFUSED, "aws", "root-keys");
        assertTrue(refused.err().contains("AccessDenied"), refused.err());
        world().succeed("enroll", "mine", "--no-verify");
        assertEquals(1, world().iam.devices().of(bob).size());
    }

    @Test
    void aDryRunWritesNothing() {
        keyUsed(bob, Duration.ofHours(2));
        TestHost.Result told = world().expect(ExitCode.USAGE, demand("--user", "bob", "--dry-run"));
        List<String> lines = told.out().lines().toList();
        assertEquals("+ policy  " + POLICY, lines.get(0));
        assertEquals(
                "! user    bob  its key was used 2h ago and it has no MFA device: it would stop working", lines.get(5));
        assertEquals(List.of(), writes());
        String json = world().expect(ExitCode.USAGE, demand("--user", "bob", "--dry-run", "--json"))
                .out();
        assertEquals("true", AwsWorld.json(json).get("dry_run"));
        assertTrue(json.contains("\"error\":{\"code\":\"usage\",\"message\":\"1 would be shut out"), json);
        world().succeed(demand("--user", "carol", "--dry-run"));
        world().succeed(demand("--user", "bob", "--dry-run", "--yes"));
        assertEquals(List.of(), writes());
    }

    private void profileOfAlice() throws IOException {
        AccessKey key = world().enrolledWithRoles();
        Files.writeString(
                folder().resolve("credentials"),
                "[me]\naws_access_key_id = " + key.id() + "\naws_secret_access_key = " + key.secret() + "\n");
        world().host
                .setVariable(
                        "AWS_SHARED_CREDENTIALS_FILE",
                        folder().resolve("credentials").toString());
    }

    @Test
    void theCallerGoesInLastAndGoesOnWithACode() throws IOException {
        profileOfAlice();
        String[] all = demand("--profile", "me", "--user", "alice", "--user", "bob");
        TestHost.Result first = world().expect(ExitCode.DONE, all);
        List<String> lines = first.out().lines().toList();
        assertEquals(
                List.of("+ user    bob", "= proof   " + POLICY, "+ user    alice"), lines.subList(3, 6), first.out());
        assertTrue(first.err().contains("totp aws setup me --in-place"), first.err());
        // That a code can be given is shown before anything is written, and by the one session of both runs.
        assertEquals(1, world().calls("GetSessionToken"));
        TestHost.Result second = world().expect(ExitCode.DONE, all);
        assertEquals(1, world().calls("GetSessionToken"));
        assertTrue(second.out().contains("= user    alice"), second.out());
    }

    /** An alias says which account has the codes of a device that another app has registered. */
    @Test
    void aDeviceThatAnotherAppRegisteredIsTheCallersByItsSerial() throws IOException {
        profileOfAlice();
        String uri = world().succeed("uri", "aws", "--yes");
        world().succeed("rm", "aws", "--yes");
        String serial = "arn:aws:iam::123456789012:mfa/alice";
        List<String> words = List.of("add", "phone", "--from", "-", "--alias", serial);
        assertEquals(ExitCode.DONE, world().host.run(words, uri, null).code());
        TestHost.Result first = world().expect(ExitCode.DONE, demand("--profile", "me", "--user", "alice"));
        assertTrue(first.out().contains("+ user    alice"), first.out());
        assertEquals(1, world().calls("GetSessionToken"));
    }

    @Test
    void whoMustChangeThePasswordIsToldTheOption() {
        bob.setPassword(LoginProfile.since(world().host.now()).requiringReset());
        TestHost.Result refused = world().expect(ExitCode.USAGE, demand("--user", "bob"));
        assertTrue(refused.err().contains("--allow-password-change lets"), refused.err());
        assertFalse(refused.err().contains("totp enroll NAME"), refused.err());
    }

    /** A phone that was lost is a device at AWS all the same. */
    @Test
    void aCallerOfWhomNobodyHasACodeIsShutOutByNobody() {
        world().iam.devices().putVirtual(world().alice, "lost-phone");
        TestHost.Result refused = world().expect(ExitCode.USAGE, demand("--user", "alice"));
        assertTrue(refused.out().contains("! user    alice  this is you, and that a code"), refused.out());
        assertEquals(List.of(), writes());
        account.addGroup("developers").add(world().alice);
        world().expect(ExitCode.USAGE, demand());
        assertEquals(List.of(), writes());
        world().succeed(demand("--yes"));
    }

    @Test
    void aCodeOfAnotherDeviceThanAwsKnowsIsNotTheCallers() throws IOException {
        profileOfAlice();
        world().iam.devices().removeLongAgo("arn:aws:iam::123456789012:mfa/alice");
        world().iam.devices().putVirtual(world().alice, "another");
        TestHost.Result refused = world().expect(ExitCode.USAGE, demand("--profile", "me", "--user", "alice"));
        assertTrue(refused.out().contains("! user    alice  this is you"), refused.out());
        assertEquals(List.of(), writes());
    }

    /** The demand meets him with the attachment: it comes behind all else that is written, and is proven with a code. */
    @Test
    void aCallerWhoIsAMemberAlreadyGoesOnWithACode() throws IOException {
        profileOfAlice();
        account.addGroup("developers").add(world().alice);
        List<String> lines = world().succeed(demand("--profile", "me", "--user", "bob", "--attach", "ReadOnlyAccess"))
                .lines()
                .toList();
        assertEquals(
                List.of("+ user    bob", "+ attach  " + POLICY, "= proof   " + POLICY),
                lines.subList(3, 6),
                lines.toString());
        assertEquals(1, world().calls("GetSessionToken"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreatePolicy", "CreateGroup", "AttachGroupPolicy", "AddUserToGroup"})
    void anAnswerThatIsLostIsFoundOut(String action) {
        world().iam.faults().add(action + ":1:lose-after");
        world().succeed(demand("--user", "bob"));
        assertEquals(List.of("bob"), members("developers"));
        assertEquals(1, policy().versionIds().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreatePolicy", "CreateGroup", "AttachGroupPolicy", "AddUserToGroup"})
    void whatStopsHalfWayGoesOnWithTheNextRun(String action) {
        world().iam.faults().add(action + ":1-30:throttle");
        TestHost.Result stopped = world().expect(ExitCode.AWS_UNREACHABLE, demand("--user", "bob", "--json"));
        assertTrue(stopped.err().contains("the same command goes on"), stopped.err());
        assertEquals(1, count(stopped.out(), "\"result\":\"failed\""), stopped.out());
        assertTrue(stopped.out().contains("\"result\":\"not_tried\""), stopped.out());
        world().iam.faults().add(action + ":31+:delay=0");
        while (members("developers").isEmpty()) {
            world().host.run(demand("--user", "bob"));
        }
        world().succeed(demand("--user", "bob"));
        assertEquals(1, policy().versionIds().size());
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void aPolicyThatIsNotSeenYetIsWaitedFor() {
        account.setPolicyLag(Lag.of(Duration.ofSeconds(20)));
        world().succeed(demand("--user", "bob"));
        assertTrue(world().calls("AttachGroupPolicy") > 1);
        assertEquals(List.of("bob"), members("developers"));
    }

    /** As an earlier version may have made it. */
    private void addOlderDemand() {
        account.addPolicy(
                "RequireMFA",
                new EnforcementPolicy("aws", "123456789012", false, false)
                        .text()
                        .replace("iam:ChangePassword", "iam:GetUser"));
    }

    /** What it grants would be gone for all who have it. */
    @Test
    void anotherPolicyOfThatNameIsNeverWrittenOver() {
        account.addPolicy("TeamAccess", allowingAllBut("iam:GetRole"));
        for (String more : List.of("--dry-run", "--update", "--yes")) {
            TestHost.Result result = world().expect(
                            ExitCode.EXISTS,
                            demand(
                                    "--policy-name",
                                    "TeamAccess",
                                    "--update",
                                    "--user",
                                    "bob",
                                    more.equals("--update") ? "--strict" : more));
            assertTrue(result.err().contains("is no demand for MFA that this command made"), result.err());
            assertTrue(result.err().contains("--policy-name makes one of another name"), result.err());
        }
        assertEquals(List.of(), writes());
    }

    @Test
    void anUpdateTakesThePlaceOfTheOldestVersionAfterAQuestion() {
        addOlderDemand();
        TestHost.Result differs = world().expect(ExitCode.EXISTS, demand());
        assertTrue(differs.err().contains(POLICY + " is there and says something else"), differs.err());
        assertTrue(differs.err().contains("--update"), differs.err());
        for (String[] options : List.of(
                new String[] {"--update"},
                new String[] {"--update", "--strict"},
                new String[] {"--update"},
                new String[] {"--update", "--strict"})) {
            world().succeed(demand(options));
        }
        assertEquals(5, policy().versionIds().size());
        world().expect(ExitCode.CANNOT_ASK, demand("--update", "--no-input"));
        assertEquals(5, policy().versionIds().size());
        world().succeed(demand("--update", "--yes"));
        assertEquals(5, policy().versionIds().size());
        assertFalse(policy().versionIds().contains("v1"));
        world().succeed(demand());
    }

    @Test
    void aLostAnswerMakesNoSecondVersion() {
        addOlderDemand();
        world().iam.faults().add("CreatePolicyVersion:1:lose-after");
        world().succeed(demand("--update"));
        assertEquals(2, policy().versionIds().size());
    }

    @Test
    void whatCannotBeCarriedOutIsToldBeforeAnythingIsWritten() {
        TestHost.Result unknown = world().expect(ExitCode.AWS_REFUSED, demand("--user", "nobody"));
        assertTrue(unknown.err().contains("nobody"), unknown.err());
        TestHost.Result nothing = world().expect(ExitCode.AWS_REFUSED, demand("--attach", "NoSuchPolicy"));
        assertTrue(nothing.err().contains("there is no policy NoSuchPolicy"), nothing.err());
        account.addPolicy("ReadOnlyAccess", allowingAllBut("iam:GetRole"));
        TestHost.Result two = world().expect(ExitCode.USAGE, demand("--attach", "ReadOnlyAccess"));
        assertTrue(two.err().contains("arn:aws:iam::123456789012:policy/ReadOnlyAccess"), two.err());
        Group full = account.addGroup("developers");
        for (int i = 1; i <= 10; i++) {
            full.attach(account.addPolicy("p" + i, allowingAllBut("iam:GetRole")));
            account.addGroup("g" + i).add(bob);
        }
        TestHost.Result policies = world().expect(ExitCode.AWS_REFUSED, demand());
        assertTrue(policies.err().contains("at most 10 policies"), policies.err());
        TestHost.Result groups = world().expect(ExitCode.AWS_REFUSED, "aws", "require-mfa", "another", "--user", "bob");
        assertTrue(groups.err().contains("bob is in 10 groups already"), groups.err());
        assertEquals(List.of(), writes());
    }

    @Test
    void whereSimulationSaysOtherwiseTheCallerStaysOut() {
        world().succeed("enroll", "aws", "--no-verify");
        account.addGroup("developers")
                .setPolicies("{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Deny\", \"Action\":"
                        + " \"iam:CreateVirtualMFADevice\", \"Resource\": \"*\"}}");
        TestHost.Result result = world().expect(ExitCode.AWS_UNREACHABLE, demand("--user", "alice"));
        assertTrue(result.err().contains("simulation"), result.err());
        assertEquals(List.of(), members("developers"));
    }

    @Test
    void withoutSimulationItIsToldThatNothingIsProven() {
        world().alice.setPolicies(allowingAllBut("iam:SimulatePrincipalPolicy"));
        String out = world().succeed(demand("--user", "bob"));
        assertTrue(out.contains("? proof   " + POLICY + "  SimulatePrincipalPolicy: AccessDenied"), out);
        assertEquals(List.of("bob"), members("developers"));
    }

    @Test
    void usersAreTakenOutAgain() {
        world().succeed(demand("--user", "bob", "--user", "carol"));
        TestHost.Result slip =
                world().expect(ExitCode.AWS_REFUSED, demand("--remove-user", "bob", "--remove-user", "nobody"));
        assertTrue(slip.err().contains("aws iam list-users"), slip.err());
        assertEquals(List.of("bob", "carol"), members("developers"));
        TestHost.Result result = world().expect(
                        ExitCode.DONE,
                        demand("--remove-user", "bob", "--remove-user", "alice", "--remove-user", "bob"));
        assertEquals("- remove  bob\n= remove  alice  was not in the group\n", result.out());
        assertEquals(List.of("carol"), members("developers"));
        assertTrue(
                result.err().contains("aws iam detach-group-policy --group-name developers --policy-arn " + POLICY),
                result.err());
        world().expect(ExitCode.AWS_REFUSED, "aws", "require-mfa", "nogroup", "--remove-user", "bob");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--remove-user bob --user carol",
                "--remove-user bob --attach ReadOnlyAccess",
                "--remove-user bob --strict",
                "--policy-name a/b",
                "--attach a:b",
                "--user a/b",
                "--user",
                "extra",
                "--clear"
            })
    void whatMakesNoSenseIsRefusedBeforeAws(String options) {
        world().expect(ExitCode.USAGE, demand(options.split(" ", -1)));
        assertEquals(0, world().calls("GetCallerIdentity"));
    }

    @Test
    void theGroupIsNeeded() {
        TestHost.Result result = world().expect(ExitCode.USAGE, "aws", "require-mfa");
        assertTrue(result.err().contains("GROUP is missing"), result.err());
    }

    /** The policy for whoever runs it: with it alone all goes well, and without one of its actions it fails as it says. */
    @Test
    void theLeastPolicyIsEnoughAndNoneOfItsActionsIsSpare() throws IOException {
        String least = Files.readString(Path.of("docs/aws/require-mfa.json"));
        List<String> actions = new ArrayList<>();
        Pattern.compile("\"(iam:[A-Za-z]+)\"").matcher(least).results().forEach(found -> actions.add(found.group(1)));
        assertEquals(19, actions.size());
        List<String> needless = new ArrayList<>();
        for (String action : actions) {
            try (AwsWorld own = new AwsWorld(Files.createDirectory(folder().resolve(action.substring(4))))) {
                own.alice.setPolicies(least.replace("\"" + action + "\"", "\"iam:GetRole\""));
                if (wholeLife(own).stream().noneMatch(said -> said.contains(action.substring(4)))) {
                    needless.add(action);
                }
            }
        }
        // Who may not know how many groups a user is in hears of it from AWS.
        assertEquals(List.of("iam:ListGroupsForUser"), needless);
        world().alice.setPolicies(least);
        assertEquals(Collections.nCopies(8, ""), wholeLife(world()));
    }

    /** Made, changed until versions run out, and taken back; what each run had to say of a refusal. */
    private static List<String> wholeLife(AwsWorld world) {
        Account account = world.iam.account();
        account.keys()
                .setUsed(
                        account.addKey(account.addUser("dora"), Duration.ofDays(100)),
                        new Keys.Use(world.host.now().minus(Duration.ofDays(60)), "s3", "us-east-1"));
        List<String> said = new ArrayList<>();
        said.add(refusals(world.host.run(demand("--attach", "ReadOnlyAccess", "--user", "dora"))));
        for (int i = 0; i < 3; i++) {
            said.add(refusals(world.host.run(demand("--update", "--yes", "--strict"))));
            said.add(refusals(world.host.run(demand("--update", "--yes"))));
        }
        said.add(refusals(world.host.run(demand("--remove-user", "dora"))));
        return said;
    }

    private static String refusals(TestHost.Result result) {
        String all = result.out() + result.err();
        return result.code() == ExitCode.DONE && !all.contains("AccessDenied") ? "" : all;
    }
}
