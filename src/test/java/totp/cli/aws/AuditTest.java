package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.aws.AuditCheck;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.AccessKey;
import totp.standin.Account;
import totp.standin.Device;
import totp.standin.Keys;
import totp.standin.LoginProfile;
import totp.standin.PasswordPolicy;
import totp.standin.Policies;
import totp.standin.Principal;

/** An account in which nothing is amiss at first, so that each thing that is done to it is found, and found alone. */
final class AuditTest extends WithAwsWorld {
    @BeforeEach
    void putInOrder() {
        Principal root = account().root();
        root.setPassword(LoginProfile.since(ago(900)).usedAt(ago(60)));
        world().iam.devices().putVirtual(root, "root-account-mfa-device");
        world().iam.devices().putVirtual(world().alice, "alice");
        account().setPasswordPolicy(new PasswordPolicy(14, 0, 24, true));
    }

    private Account account() {
        return world().iam.account();
    }

    private Instant ago(int days) {
        return world().host.now().minus(Duration.ofDays(days));
    }

    @Test
    void nothingAmissIsExitCode0() {
        assertEquals("", findings());
        TestHost.Result told = world().expect(ExitCode.DONE, "aws", "audit");
        assertEquals(
                List.of(
                        "account 123456789012, report of 2026-11-23 15:00 UTC, 0 minutes old; 0 findings confirmed live",
                        "0 critical, 0 high, 0 medium, 0 low; 1 user"),
                told.out().lines().toList());
    }

    @Test
    void anAccountAsManyAreIsToldWithWhatMendsIt() {
        Map<String, AccessKey> keys = furnish();
        TestHost.Result told = world().expect(ExitCode.FINDINGS, "aws", "audit");
        String carol = keys.get("carol").id();
        assertEquals(
                """
                account 123456789012 (example), report of 2026-11-23 15:00 UTC, 0 minutes old; 9 findings confirmed live
                critical  root-key          root has 1 access key, 712 days old, last used 2024-12-12 (s3, us-east-1)
                                            totp aws root-keys --profile root
                critical  root-mfa          root has no MFA device
                                            totp enroll aws-root --console
                high      console-no-mfa    bob     password, no MFA device
                                            echo bob | totp enroll --users-from - --hand-over DIR --passphrases FILE
                medium    enforcement-none  bob     signs in, and no policy demands MFA
                                            totp aws require-mfa GROUP --user bob
                medium    enforcement-none  carol   signs in, and no policy demands MFA
                                            totp aws require-mfa GROUP --user carol
                medium    key-old           carol   CAROL, 401 days, last used 2026-08-25 (ec2, us-east-1)
                                            aws iam update-access-key --user-name carol --access-key-id CAROL --status Inactive
                medium    key-old           deploy  DEPLOY, 300 days, last used 2026-11-23 (s3, us-east-1)
                                            aws iam create-access-key --user-name deploy
                medium    key-unused        carol   CAROL, 401 days, last used 2026-08-25 (ec2, us-east-1)
                                            aws iam update-access-key --user-name carol --access-key-id CAROL --status Inactive
                low       key-no-mfa        deploy  access key, no password, no MFA device
                                            totp enroll aws-deploy --user deploy
                2 critical, 1 high, 5 medium, 1 low; 4 users
                """.replace("CAROL", carol).replace("DEPLOY", keys.get("deploy").id()), told.out());
        assertEquals(List.of(), changes());
    }

    /** Root with an old key and no device, bob without a device, carol with an old key, deploy with a key alone. */
    private Map<String, AccessKey> furnish() {
        account().setAlias("example");
        Principal root = account().root();
        world().iam.devices().removeLongAgo("arn:aws:iam::123456789012:mfa/root-account-mfa-device");
        use(account().addKey(root, Duration.ofDays(712)), 711, "s3");
        user("bob").setPassword(LoginProfile.since(ago(200)).usedAt(ago(3)));
        Principal carol = user("carol");
        carol.setPassword(LoginProfile.since(ago(100)).usedAt(ago(2)));
        world().iam.devices().putVirtual(carol, "carol-phone");
        AccessKey old = use(account().addKey(carol, Duration.ofDays(401)), 90, "ec2");
        AccessKey plain = use(account().addKey(user("deploy"), Duration.ofDays(300)), 0, "s3");
        return Map.of("carol", old, "deploy", plain);
    }

    /** Whom the server is told nothing of may do everything. */
    private Principal user(String name) {
        Principal user = account().addUser(name);
        user.setPolicies();
        return user;
    }

    private AccessKey use(AccessKey key, int daysAgo, String service) {
        account().keys().setUsed(key, new Keys.Use(ago(daysAgo), service, "us-east-1"));
        return key;
    }

    @ParameterizedTest
    @CsvSource({
        "critical, DONE",
        "high, FINDINGS",
        "medium, FINDINGS",
        "low, FINDINGS",
        "info, FINDINGS",
        "none, DONE",
    })
    void aHighFindingCountsFromItsLevelDown(String level, ExitCode code) {
        user("bob").setPassword(LoginProfile.since(ago(1)));
        world().expect(code, "aws", "audit", "--fail-on", level);
    }

    @ParameterizedTest
    @CsvSource({"critical, DONE", "high, DONE", "medium, DONE", "low, DONE", "info, FINDINGS", "none, DONE"})
    void anInformationCountsOnlyWhereItIsAskedFor(String level, ExitCode code) {
        account().root().setPassword(LoginProfile.since(ago(900)).usedAt(ago(1)));
        assertEquals("root-used", findings());
        world().expect(code, "aws", "audit", "--fail-on", level);
    }

    @Test
    void agesAreThoseThatWereAskedFor() {
        AccessKey key = use(account().addKey(user("deploy"), Duration.ofDays(20)), 11, "s3");
        assertEquals("key-no-mfa", findings());
        assertEquals("key-no-mfa", findings("--max-key-age", "21d", "--max-unused", "12d"));
        assertEquals("key-old,key-no-mfa", findings("--max-key-age", "479h59m"));
        assertEquals("key-unused,key-no-mfa", findings("--max-unused", "10d"));
        assertTrue(json("--max-unused", "10d").get("detail.key_id").contains(key.id()));
        world().expect(ExitCode.USAGE, "aws", "audit", "--max-key-age", "0");
        world().expect(ExitCode.USAGE, "aws", "audit", "--max-key-age", "9999d1s");
    }

    @Test
    void anAdministratorWithoutADeviceIsCriticalByWhateverWay() {
        Principal erin = user("erin");
        account()
                .addGroup("admins")
                .attach(account().awsPolicy("AdministratorAccess"))
                .add(erin);
        assertEquals("", findings());
        account().addKey(erin);
        expire();
        assertEquals("admin-no-mfa,key-no-mfa", findings());
        world().iam.devices().putFido(erin, "key");
        expire();
        assertEquals("", findings());
    }

    @Test
    void aPolicyThatDemandsMfaIsLookedInto() {
        Principal bob = account().addUser("/team/", "bob");
        bob.setPassword(LoginProfile.since(ago(1)));
        world().iam.devices().putVirtual(bob, "bob");
        bob.setPolicies(Policies.FORCE_MFA_OWN_NAME);
        Map<String, String> document = json();
        assertEquals("enforcement-traps,enforcement-traps,enforcement-traps", findings(document));
        assertEquals("services,device-name,user-path", document.get("detail.reason"));
        bob.setPolicies(Policies.FORCE_MFA.replace("\"NotAction\": [", "\"NotAction\": [\"iam:DeactivateMFADevice\","));
        expire();
        assertTrue(findings().startsWith("enforcement-hole,"), findings());
    }

    @Test
    void aDeviceOfNobodyAndAWeakPasswordPolicyAreLow() {
        Device left = world().iam.devices().putUnassigned("left over");
        account().setPasswordPolicy(new PasswordPolicy(8, 90, 5, false));
        Map<String, String> document = json();
        assertEquals("device-unassigned,password-policy,password-policy", findings(document));
        String told = world().succeed("aws", "audit");
        assertTrue(told.contains("aws iam delete-virtual-mfa-device --serial-number '" + left.serial() + "'\n"), told);
        // What AWS sets back where it is not said is said.
        assertTrue(
                told.contains(
                        "update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24"
                                + " --require-symbols --require-numbers --require-uppercase-characters"
                                + " --require-lowercase-characters --max-password-age 90\n"),
                told);
    }

    @Test
    void aReportThatIsHoursOldIsConfirmedBeforeItAccuses() {
        Principal bob = user("bob");
        bob.setPassword(LoginProfile.since(ago(1)));
        Principal carol = user("carol");
        carol.setPassword(LoginProfile.since(ago(1)));
        AccessKey old = account().addKey(user("deploy"), Duration.ofDays(300));
        Principal gone = user("dave");
        gone.setPassword(LoginProfile.since(ago(1)));
        account().report().putTaken(Duration.ofHours(3));
        world().iam.devices().putFido(bob, "phone");
        carol.removePassword();
        account().removeKey(old);
        assertEquals("console-no-mfa,enforcement-none,enforcement-none", findings());
        Map<String, String> document = json();
        assertTrue(document.get("subject.name").startsWith("dave,"), document.toString());
        assertEquals("10800", document.get("report.age_seconds"));
        TestHost.Result told = world().expect(ExitCode.FINDINGS, "aws", "audit");
        assertTrue(told.out().contains("report of 2026-11-23 12:00 UTC, 3 hours old; 3 findings"), told.out());
    }

    @Test
    void whoCameAfterTheReportIsNotAcquitted() {
        account().report().putTaken(Duration.ofHours(3));
        user("new").setPassword(LoginProfile.since(ago(0)));
        assertEquals("console-no-mfa,enforcement-none", findings());
        assertEquals(1, world().calls("GetLoginProfile"));
    }

    @Test
    void onlyWhomTheReportAccusesIsAskedAbout() {
        furnish();
        account().report().putTaken(Duration.ofHours(3));
        world().iam.log().clear();
        world().expect(ExitCode.FINDINGS, "aws", "audit");
        // alice has nothing against her; of bob no keys are told, and carol's device is in the list.
        assertEquals(2, world().calls("ListMFADevices"));
        assertEquals(2, world().calls("ListAccessKeys"));
        assertEquals(1, world().calls("GetAccessKeyLastUsed"));
        assertEquals(3, world().calls("GetLoginProfile"));
        world().iam.log().clear();
        world().expect(ExitCode.FINDINGS, "aws", "audit", "--live");
        for (String action : List.of("ListMFADevices", "ListAccessKeys", "GetLoginProfile")) {
            assertEquals(4, world().calls(action), action);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GenerateCredentialReport       | DONE        |",
                "ListAccountAliases             | DONE        |",
                "GetCredentialReport            | AWS_REFUSED | admin-no-mfa,console-no-mfa,enforcement-hole,enforcement-none,"
                        + "enforcement-weak,enforcement-traps,key-old,key-unused,password-unused,key-no-mfa,key-two,key-inactive,root-used",
                "GetAccountSummary              | AWS_REFUSED | root-key,root-mfa",
                "GetAccountAuthorizationDetails | AWS_REFUSED | admin-no-mfa,enforcement-hole,enforcement-none,enforcement-weak,"
                        + "enforcement-traps",
                "GetAccountPasswordPolicy       | AWS_REFUSED | password-policy",
                "ListVirtualMFADevices          | AWS_REFUSED | device-unassigned",
                "ListMFADevices                 | AWS_REFUSED | admin-no-mfa,console-no-mfa,key-no-mfa",
                "GetLoginProfile                | AWS_REFUSED | admin-no-mfa,console-no-mfa,enforcement-none,password-unused,key-no-mfa",
                "ListAccessKeys                 | AWS_REFUSED | admin-no-mfa,key-old,key-unused,key-no-mfa,key-two,key-inactive",
                "GetAccessKeyLastUsed           | AWS_REFUSED | key-unused",
                "nothing                        | DONE        |",
            })
    void theLeastPolicyIsEnoughAndNoneOfItTooMuch(String taken, ExitCode code, String unmade) throws IOException {
        furnish();
        account().report().putTaken(Duration.ofHours(1));
        auditor(taken);
        TestHost.Result result = world().expect(code, "aws", "audit", "--json", "--fail-on", "none");
        assertEquals(unmade == null ? "" : unmade, checksWith("iam:" + taken + " is denied", result.out()));
        String skip = unmade == null ? "root-used" : unmade;
        world().expect(ExitCode.DONE, "aws", "audit", "--fail-on", "none", "--skip", skip);
    }

    /** Becomes somebody who may do what the page says, without one of the actions. */
    private void auditor(String taken) throws IOException {
        Principal auditor = account().addUser("auditor");
        String policy = Files.readString(Path.of("docs/aws/audit.json"));
        auditor.setPolicies(policy.replace("iam:" + taken + "\"", "iam:GetUser\""));
        world().become(account().addKey(auditor));
    }

    private static String checksWith(String reason, String document) {
        List<String> ids = new ArrayList<>();
        for (String check :
                document.substring(0, document.indexOf("\"findings\"")).split("\\{", -1)) {
            if (check.contains("\"reason\":\"" + reason + "\"")) {
                ids.add(check.replaceFirst("\"id\":\"([^\"]*)\".*", "$1"));
            }
        }
        return String.join(",", ids);
    }

    @Test
    void aCheckThatCouldNotBeMadeIsToldAndWeighsLessThanAFinding() throws IOException {
        auditor("GetAccountPasswordPolicy");
        TestHost.Result result = world().expect(ExitCode.AWS_REFUSED, "aws", "audit");
        assertTrue(
                result.out().contains("skipped  password-policy  iam:GetAccountPasswordPolicy is denied\n"),
                result.out());
        assertTrue(result.err().contains("--skip password-policy"), result.err());
        TestHost.Result csv = world().expect(ExitCode.AWS_REFUSED, "aws", "audit", "--format", "csv");
        assertTrue(csv.err().contains("warning: password-policy: iam:GetAccountPasswordPolicy is denied"), csv.err());
        world().expect(ExitCode.DONE, "aws", "audit", "--skip", "password-policy");
        user("bob").setPassword(LoginProfile.since(ago(1)));
        expire();
        world().expect(ExitCode.FINDINGS, "aws", "audit");
    }

    @Test
    void whatIsSkippedIsNeitherAskedNorTold() {
        furnish();
        assertEquals(
                "root-key,root-mfa",
                findings("--skip", "console-no-mfa,key-old", "--skip", "key-unused, key-no-mfa,enforcement-none"));
        world().iam.log().clear();
        Map<String, String> document = json("--skip", "root-key,root-mfa,password-policy");
        assertEquals(0, world().calls("GetAccountSummary") + world().calls("GetAccountPasswordPolicy"));
        assertTrue(document.get("reason").contains("--skip"), document.toString());
        TestHost.Result unknown = world().expect(ExitCode.USAGE, "aws", "audit", "--skip", "key-odl");
        assertTrue(unknown.err().contains("did you mean key-old?"), unknown.err());
        assertTrue(unknown.err().contains("root-key, root-mfa, admin-no-mfa"), unknown.err());
        world().expect(ExitCode.USAGE, "aws", "audit", "--skip", "");
        String all = String.join(",", AuditCheck.ids());
        TestHost.Result nothing = world().expect(ExitCode.USAGE, "aws", "audit", "--skip", all);
        assertTrue(nothing.err().contains("leaves no check"), nothing.err());
    }

    @Test
    void aReportIsWaitedForAndOneThatIsThereWillDo() {
        world().iam.faults().add("GenerateCredentialReport:*:error=LimitExceeded,409");
        TestHost.Result none = world().expect(ExitCode.AWS_UNREACHABLE, "aws", "audit");
        assertTrue(none.err().contains("LimitExceeded"), none.err());
        assertEquals("", none.out());
        account().report().putTaken(Duration.ofHours(2));
        assertEquals("", findings());
        account().report().putTaken(Duration.ofHours(5));
        world().expect(ExitCode.AWS_UNREACHABLE, "aws", "audit");
        world().iam.faults().clear();
        assertEquals("", findings());
    }

    @Test
    void throttledForAWhileGoesOnAndToTheEndIsExitCode15() {
        user("bob").setPassword(LoginProfile.since(ago(1)));
        account().report().putTaken(Duration.ofHours(1));
        world().iam.faults().add("ListMFADevices:1-20:throttle");
        assertEquals("console-no-mfa,enforcement-none", findings());
        world().iam.faults().add("ListMFADevices:*:throttle");
        TestHost.Result ended = world().expect(ExitCode.AWS_UNREACHABLE, "aws", "audit");
        assertTrue(ended.err().contains("Throttling"), ended.err());
        assertEquals("", ended.out());
    }

    @Test
    void fiveThousandUsersAreAuditedInFewCalls() {
        account().addMadeUpUsers(4999);
        world().iam.log().clear();
        world().expect(ExitCode.FINDINGS, "aws", "audit");
        int fresh = world().iam.log().all().size();
        assertTrue(fresh < 100, "calls: " + fresh);
        account().report().putTaken(Duration.ofHours(1));
        world().iam.log().clear();
        TestHost.Result stale = world().expect(ExitCode.FINDINGS, "aws", "audit");
        // Of the heaviest, who have a password and no device: two questions each.
        assertEquals(500, world().calls("ListMFADevices"));
        assertTrue(stale.err().contains("are accused by the report alone; --live asks about all"), stale.err());
        assertTrue(stale.out().contains("password, no MFA device (by the report alone)"), "some are not confirmed");
    }

    @Test
    void aSpreadsheetTakesNamesForText() {
        Principal formula = account().addUser("=1+2,x");
        formula.setPolicies();
        account().addKey(formula);
        List<String> lines =
                world().succeed("aws", "audit", "--format", "csv").lines().toList();
        assertEquals("id,level,type,name,arn,message,confirmed", lines.get(0));
        assertEquals(
                "key-no-mfa,low,user,\"'=1+2,x\",\"arn:aws:iam::123456789012:user/=1+2,x\","
                        + "\"access key, no password, no MFA device\",true",
                lines.get(1));
        String text = world().succeed("aws", "audit");
        assertTrue(text.contains("totp enroll 'aws-=1+2,x' --user '=1+2,x'\n"), text);
    }

    @Test
    void devicesOfTheVaultAreComparedWhereThatIsAskedFor() {
        world().iam.devices().removeLongAgo(AwsWorld.SERIAL);
        world().succeed("enroll", "=HYPERLINK(\"x\"),1", "--no-verify");
        world().become(account().addKey(account().addUser("auditor")));
        assertEquals("", findings("--skip", "admin-no-mfa,key-no-mfa", "--vault-check"));
        world().iam.devices().removeLongAgo(AwsWorld.SERIAL);
        world().iam.devices().putVirtual(user("bob"), "alice");
        String[] audit = {"aws", "audit", "--skip", "admin-no-mfa,key-no-mfa", "--format", "csv"};
        assertEquals(1, world().succeed(audit).lines().count());
        String[] checked =
                Stream.concat(Stream.of(audit), Stream.of("--vault-check")).toArray(String[]::new);
        assertEquals(
                "vault-stale,high,vault,\"'=HYPERLINK(\"\"x\"\"),1\"," + AwsWorld.SERIAL + ",\"" + AwsWorld.SERIAL
                        + " belongs to bob at AWS, and not to alice\",true",
                world().expect(ExitCode.FINDINGS, checked)
                        .out()
                        .lines()
                        .toList()
                        .get(1));
    }

    @Test
    void formatsExcludeEachOther() {
        world().expect(ExitCode.USAGE, "aws", "audit", "--json", "--format", "csv");
        world().expect(ExitCode.USAGE, "aws", "audit", "--users");
        TestHost.Result other = world().expect(ExitCode.USAGE, "aws", "audit", "--format", "dotenv");
        assertTrue(other.err().contains("--format of aws audit is one of text, json, csv"), other.err());
        world().expect(ExitCode.USAGE, "aws", "env", "--format", "csv");
    }

    private String findings(String... options) {
        return findings(json(options));
    }

    /** The ids of the findings, which stand behind those of the checks. */
    private static String findings(Map<String, String> document) {
        List<String> ids = List.of(document.get("id").split(",", -1));
        int checks = AuditCheck.values().length;
        return String.join(",", ids.subList(checks, ids.size()));
    }

    private Map<String, String> json(String... options) {
        String[] words = Stream.concat(Stream.of("aws", "audit", "--json", "--fail-on", "none"), Stream.of(options))
                .toArray(String[]::new);
        return AwsWorld.json(world().succeed(words));
    }

    /** AWS writes a new report. */
    private void expire() {
        world().host.setClock(world().host.now().plus(Duration.ofHours(5)));
    }

    private List<String> changes() {
        return world().iam.log().actions().stream()
                .filter(action -> !action.matches("(Get|List|Generate).*"))
                .toList();
    }
}
