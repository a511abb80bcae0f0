package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.aws.AccountAudit.Accused;
import totp.aws.AccountDetails.VirtualDevice;
import totp.aws.UserFacts.Part;
import totp.otp.AwsDevice;

/** What of an account's facts is held against it, to the second; whom AWS is asked about, and what its answers change. */
final class AccountAuditTest {
    private static final Instant NOW = Instant.parse("2026-11-23T15:00:05Z");
    private static final String ARN = "arn:aws:iam::123456789012:user/";
    private static final Identity CALLER =
            Identity.parse("arn:aws:iam::123456789012:user/auditor").orElseThrow();
    private static final String HEADER = "user,arn,user_creation_time,password_enabled,password_last_used,"
            + "password_last_changed,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
            + "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
            + "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service";
    private static final String NO_PASSWORD = "false,N/A,N/A";
    private static final String NO_KEY = "false,N/A,N/A,N/A,N/A";

    private final Checklist checklist = new Checklist(Set.of());
    private final AccountAudit audit =
            new AccountAudit(CALLER, NOW, Duration.ofDays(90), Duration.ofDays(45), checklist);
    private final List<String> rows = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "true, false, false, console-no-mfa",
        "true, false, true, console-no-mfa",
        "true, true, true, ''",
        "false, false, true, key-no-mfa",
        "false, true, true, ''",
        "false, false, false, ''",
    })
    void whoSignsInWithoutADeviceIsFound(boolean password, boolean mfa, boolean key, String found) throws AwsException {
        row("bob", password ? password(1, 1) : NO_PASSWORD, mfa, key ? key(1, 0) : NO_KEY, NO_KEY);
        report(true);
        assertEquals(found, ids());
    }

    @ParameterizedTest
    @CsvSource({
        "true, false, false, 'admin-no-mfa,console-no-mfa,enforcement-none'",
        "false, false, true, 'admin-no-mfa,key-no-mfa'",
        "true, true, true, enforcement-none",
        "false, false, false, ''",
    })
    void whoMayDoEverythingNeedsADevice(boolean password, boolean mfa, boolean key, String found) throws AwsException {
        user("bob", "/", allow("*", "*"));
        row("bob", password ? password(1, 1) : NO_PASSWORD, mfa, key ? key(1, 0) : NO_KEY, NO_KEY);
        report(true);
        assertEquals(found, ids());
    }

    @Test
    void aKeyIsTooOldASecondAfterItsLastDay() throws AwsException {
        row("bob", NO_PASSWORD, true, key(Duration.ofDays(90), Duration.ofDays(1)), NO_KEY);
        row("eve", NO_PASSWORD, true, key(Duration.ofDays(90).plusSeconds(1), Duration.ofDays(1)), NO_KEY);
        report(true);
        assertEquals(List.of("key-old eve: a key, 90 days, last used 2026-11-22 (s3, us-east-1)"), told());
    }

    @Test
    void aKeyIsUnusedASecondAfterItsLastDay() throws AwsException {
        Duration limit = Duration.ofDays(45);
        row("new", NO_PASSWORD, true, key(limit, null), NO_KEY);
        row("never", NO_PASSWORD, true, key(limit.plusSeconds(1), null), NO_KEY);
        row("lately", NO_PASSWORD, true, key(Duration.ofDays(60), limit), NO_KEY);
        row("long-ago", NO_PASSWORD, true, key(Duration.ofDays(60), limit.plusSeconds(1)), NO_KEY);
        report(true);
        assertEquals(
                List.of(
                        "key-unused long-ago: a key, 60 days, last used 2026-10-09 (s3, us-east-1)",
                        "key-unused never: a key, 45 days, never used"),
                told());
    }

    @Test
    void aPasswordThatWasNeverUsedCountsFromItsMaking() throws AwsException {
        Duration limit = Duration.ofDays(45);
        row("lately", "true," + ago(limit) + "," + ago(Duration.ofDays(300)), true, NO_KEY, NO_KEY);
        row("long-ago", "true," + ago(limit.plusSeconds(1)) + "," + ago(Duration.ofDays(300)), true, NO_KEY, NO_KEY);
        row("never", "true,no_information," + ago(limit.plusSeconds(1)), true, NO_KEY, NO_KEY);
        row("new", "true,no_information," + ago(limit), true, NO_KEY, NO_KEY);
        report(true);
        assertEquals(
                List.of(
                        "password-unused long-ago: password last used 2026-10-09, 45 days ago",
                        "password-unused never: password never used, 45 days old"),
                told());
    }

    @Test
    void aSecondKeyAndOneOutOfUseAreFound() throws AwsException {
        row("two", NO_PASSWORD, true, key(1, 0), key(2, 0));
        row("old", NO_PASSWORD, true, key(1, 0), key(800, 700).replace("true", "false"));
        report(true);
        assertEquals(
                List.of("key-two two: two active access keys", "key-inactive old: a key, inactive, 800 days"), told());
    }

    @Test
    void anOldReportDoesNotAccuseWhoHasMended() throws AwsException {
        for (String name : List.of("device", "password", "key", "user")) {
            row(name, password(100, 100), false, key(100, 99), NO_KEY);
        }
        report(false);
        assertEquals(
                List.of("device", "password", "key", "user"),
                audit.accused().stream().map(Accused::name).toList());
        assertEquals(
                EnumSet.of(Part.PASSWORD, Part.DEVICES, Part.KEYS, Part.USE),
                audit.accused().get(0).parts());
        assertTrue(audit.findings().stream().noneMatch(Finding::confirmed));

        Optional<Instant> password = Optional.of(NOW.minus(Duration.ofDays(100)));
        AccessKey fresh = new AccessKey("AKIAFRESH", true, NOW, Optional.empty());
        MfaDevice phone = new MfaDevice("arn:aws:iam::123456789012:mfa/phone", "device", NOW);
        audit.live("device", live(password, List.of(phone), List.of(fresh)));
        audit.live("password", live(Optional.empty(), List.of(), List.of()));
        audit.live("key", live(password, List.of(phone), List.of(fresh)));
        audit.live("user", LiveUser.GONE);
        // When a password was used only the report tells.
        assertEquals(Set.of("password-unused"), new TreeSet<>(List.of(ids().split(","))));
        assertEquals(3, audit.users().size());
        assertTrue(audit.findings().stream().noneMatch(Finding::confirmed));
    }

    @Test
    void whatAwsConfirmsIsConfirmedAndKeysGetTheirIds() throws AwsException {
        row("bob", password(10, 300), false, key(100, 99), NO_KEY);
        report(false);
        Instant made = NOW.minus(Duration.ofDays(100));
        // What the report knew of its use is not forgotten.
        AccessKey key = new AccessKey("AKIAOLD", true, made, Optional.empty());
        audit.live("bob", live(Optional.of(made), List.of(), List.of(key)));
        assertEquals(
                List.of(
                        "console-no-mfa bob: password, no MFA device",
                        "key-old bob: AKIAOLD, 100 days, last used 2026-08-16 (s3, us-east-1)",
                        "key-unused bob: AKIAOLD, 100 days, last used 2026-08-16 (s3, us-east-1)"),
                told());
        assertTrue(audit.findings().stream().allMatch(Finding::confirmed));
        assertEquals(List.of(), audit.accused());
    }

    @Test
    void aPasswordThatIsNewerThanTheReportsIsNoOldOne() throws AwsException {
        row("bob", password(100, 300), true, NO_KEY, NO_KEY);
        report(false);
        assertEquals("password-unused", ids());
        audit.live("bob", live(Optional.of(NOW), List.of(), List.of()));
        assertEquals("console-no-mfa", ids());
    }

    @Test
    void whoIsNewerThanTheReportIsAskedAboutFirstAndNotAcquitted() throws AwsException {
        user("new", "/");
        row("bob", password(1, 1), false, NO_KEY, NO_KEY);
        report(false);
        assertEquals(
                List.of("new", "bob"),
                audit.accused().stream().map(Accused::name).toList());
        assertEquals("console-no-mfa", ids());
        audit.live("new", live(Optional.of(NOW), List.of(), List.of()));
        assertEquals("console-no-mfa,console-no-mfa,enforcement-none", ids());
    }

    @Test
    void aVirtualDeviceOfTheListNeedsNoFurtherQuestion() throws AwsException {
        audit.device(new VirtualDevice("arn:aws:iam::123456789012:mfa/bob", Optional.of("bob")));
        row("bob", password(1, 1), false, NO_KEY, NO_KEY);
        report(false);
        assertEquals("", ids());
        assertEquals(List.of(), audit.accused());
    }

    @Test
    void theHeaviestAccusationsAreLookedIntoFirst() throws AwsException {
        user("root-like", "/", allow("*", "*"));
        row("aged", NO_PASSWORD, true, key(100, 0), NO_KEY);
        row("open", password(1, 1), false, NO_KEY, NO_KEY);
        row("root-like", NO_PASSWORD, false, key(1, 0), NO_KEY);
        row("spare", NO_PASSWORD, true, key(1, 0), key(2, 0));
        report(false);
        assertEquals(
                List.of("root-like", "open", "aged", "spare"),
                audit.accused().stream().map(Accused::name).toList());
        assertEquals(Set.of(Part.KEYS), audit.accused().get(2).parts());
        assertEquals(Set.of(Part.PASSWORD, Part.DEVICES), audit.accused().get(1).parts());
    }

    @Test
    void aPasskeyIsADeviceOfTheConsoleAndNoneForKeys() throws AwsException {
        MfaDevice passkey = new MfaDevice("arn:aws:iam::123456789012:u2f/user/bob/key", "bob", NOW);
        row("signs-in", password(1, 1), false, key(1, 0), NO_KEY);
        row("key-alone", NO_PASSWORD, false, key(1, 0), NO_KEY);
        report(false);
        AccessKey key = new AccessKey("AKIAKEY", true, NOW.minus(Duration.ofDays(1)), Optional.empty());
        audit.live("signs-in", live(Optional.of(NOW), List.of(passkey), List.of(key)));
        audit.live("key-alone", live(Optional.empty(), List.of(passkey), List.of(key)));
        assertEquals(
                List.of("key-no-mfa key-alone: access key, no password, passkeys alone, of which STS takes no code"),
                told());
    }

    @Test
    void rootIsJudgedByTheSummaryAndItsAgesByTheReport() throws AwsException {
        audit.summary(new AccountSummary(true, false, true));
        assertEquals(List.of("root-key : root has an access key", "root-mfa : root has no MFA device"), told());
        rows.add("<root_account>,arn:aws:iam::123456789012:root," + ago(Duration.ofDays(900)) + ",not_supported,"
                + ago(Duration.ofDays(30)) + ",not_supported,false,"
                + key(712, 711).replace("true", "false") + ","
                + key(Duration.ofDays(9), Duration.ofDays(30).plusSeconds(1)));
        report(true);
        assertEquals(
                List.of(
                        "root-key : root has 2 access keys, the oldest 712 days old, last used 2026-10-24 (s3, us-east-1)",
                        "root-mfa : root has no MFA device",
                        "root-used : root signed in on 2026-10-24"),
                told());
    }

    @Test
    void aRootWithoutPasswordNeedsNoDevice() {
        audit.summary(new AccountSummary(false, false, false));
        assertEquals(List.of(), told());
        assertEquals(Checklist.Status.not_applicable, checklist.status(AuditCheck.ROOT_MFA, audit.findings()));
        assertEquals(Checklist.Status.pass, checklist.status(AuditCheck.ROOT_KEY, audit.findings()));
    }

    @ParameterizedTest
    @CsvSource({"13, 24, length", "14, 23, reuse", "14, 24, ''", "6, 0, 'length,reuse'"})
    void whatIsAskedOfPasswordsIsMeasured(int length, int reuse, String reasons) {
        audit.passwordPolicy(Optional.of(new PasswordPolicy(length, reuse, 0, true, true, true, true, true, false)));
        assertEquals(
                reasons,
                audit.findings().stream()
                        .map(finding -> String.valueOf(finding.detail().get("reason")))
                        .collect(Collectors.joining(",")));
    }

    @Test
    void devicesOfTheVaultAreThoseThatAwsKnows() {
        String mfa = "arn:aws:iam::123456789012:mfa/";
        audit.device(new VirtualDevice(mfa + "bob", Optional.of("bob")));
        audit.device(new VirtualDevice(mfa + "carol", Optional.of("dave")));
        audit.device(new VirtualDevice(mfa + "nobody", Optional.empty()));
        for (String name : List.of("bob", "carol", "nobody", "gone")) {
            audit.vaulted(name, new AwsDevice(mfa + name, name, "123456789012", "aws"), false);
        }
        audit.vaulted("bob-old", new AwsDevice(mfa + "bob", "bob", "123456789012", "aws"), true);
        assertEquals(
                List.of(
                        "vault-stale bob-old: " + mfa + "bob is another device by now",
                        "vault-stale carol: " + mfa + "carol belongs to dave at AWS, and not to carol",
                        "vault-stale gone: AWS does not know " + mfa + "gone",
                        "vault-stale nobody: " + mfa + "nobody belongs to nobody at AWS",
                        "device-unassigned nobody: virtual MFA device that nobody has"),
                told());
    }

    @Test
    void aPolicyThatNobodyCanReadLeavesChecksOpen() throws AwsException {
        audit.user(new AccountDetails.User("bob", "/", ARN + "bob", List.of(), 1));
        row("bob", password(1, 1), true, NO_KEY, NO_KEY);
        report(true);
        assertEquals("", ids());
        assertTrue(checklist.unmade().containsKey(AuditCheck.ENFORCEMENT_NONE));
        assertTrue(checklist.unmade().containsKey(AuditCheck.ADMIN_NO_MFA));
        assertFalse(checklist.unmade().containsKey(AuditCheck.KEY_OLD));
        assertEquals(
                Optional.of(false), audit.isEnforced(audit.users().iterator().next()));
    }

    private static LiveUser live(Optional<Instant> password, List<MfaDevice> devices, List<AccessKey> keys) {
        Set<Part> asked = EnumSet.of(Part.PASSWORD, Part.DEVICES, Part.KEYS, Part.USE);
        return new LiveUser(true, asked, password, devices, keys);
    }

    private void user(String name, String path, PolicyDocument... policies) {
        List<AccountDetails.Policy> granted = new ArrayList<>();
        for (PolicyDocument policy : policies) {
            granted.add(new AccountDetails.Policy("policy", "", "user/" + name, policy));
        }
        audit.user(new AccountDetails.User(name, path, ARN + name, granted, 0));
    }

    private static PolicyDocument allow(String action, String resource) {
        return PolicyDocument.parse("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"" + action + "\",\"Resource\":\""
                        + resource + "\"}}")
                .orElseThrow();
    }

    private void row(String name, String password, boolean mfa, String key1, String key2) {
        rows.add(String.join(
                ",", name, ARN + name, ago(Duration.ofDays(900)), password, String.valueOf(mfa), key1, key2));
    }

    private void report(boolean current) throws AwsException {
        String text = HEADER + "\n" + String.join("\n", rows);
        audit.report(new CredentialReport(NOW, text.getBytes(StandardCharsets.UTF_8)), current);
    }

    private static String password(int usedDaysAgo, int changedDaysAgo) {
        return "true," + ago(Duration.ofDays(usedDaysAgo)) + "," + ago(Duration.ofDays(changedDaysAgo));
    }

    private static String key(int daysOld, int usedDaysAgo) {
        return key(Duration.ofDays(daysOld), Duration.ofDays(usedDaysAgo));
    }

    private static String key(Duration age, Duration used) {
        return "true," + ago(age) + "," + (used == null ? "N/A,N/A,N/A" : ago(used) + ",us-east-1,s3");
    }

    private static String ago(Duration time) {
        return NOW.minus(time).toString();
    }

    private String ids() {
        return audit.findings().stream().map(finding -> finding.check().id()).collect(Collectors.joining(","));
    }

    private List<String> told() {
        return audit.findings().stream()
                .map(finding -> finding.check().id() + " " + finding.subject().name() + ": " + finding.message())
                .toList();
    }
}
