package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.aws.AccountDetails.Policy;

/** What is held against a policy that demands MFA, in the spellings that accounts really have. */
final class EnforcementTest {
    private static final String WAYS = "'iam:CreateVirtualMFADevice','iam:EnableMFADevice','sts:GetSessionToken'";
    private static final String WHOLE =
            "'BoolIfExists':{'aws:MultiFactorAuthPresent':'false','aws:ViaAWSService':'false'}";
    private static final String ARN = "arn:aws:iam::123456789012:";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "WAYS | WHOLE |",
                "WAYS,'iam:DeactivateMFADevice' | WHOLE | enforcement-hole/takes-mfa-away",
                "WAYS,'iam:Delete*' | WHOLE | enforcement-hole/takes-mfa-away",
                "WAYS,'iam:*' | WHOLE | enforcement-hole/takes-mfa-away",
                "WAYS | 'Bool':{'aws:MultiFactorAuthPresent':'false','aws:ViaAWSService':'false'} | enforcement-weak/keys",
                "WAYS | WHOLE,'IpAddress':{'aws:SourceIp':'10.0.0.0/8'} | enforcement-weak/conditions",
                "WAYS | 'BoolIfExists':{'aws:MultiFactorAuthPresent':'false'} | enforcement-traps/services",
                "'iam:CreateVirtualMFADevice','iam:EnableMFADevice' | WHOLE | enforcement-traps/no-way-to-mfa",
                "'iam:EnableMFADevice','sts:GetSessionToken' | WHOLE | enforcement-traps/no-way-to-mfa",
                "'iam:ListUsers' | WHOLE | enforcement-traps/no-way-to-mfa",
            })
    void whatAPolicyLeavesOutIsNamed(String excepted, String conditions, String found) {
        String demand = "{'Effect':'Deny','NotAction':[" + excepted.replace("WAYS", WAYS)
                + "],'Resource':'*','Condition':{" + conditions.replace("WHOLE", WHOLE) + "}}";
        assertEquals(found == null ? "" : found, findings(user("bob", "/", demand)));
    }

    @Test
    void whoMayDoNothingAtAllFindsNoWayToADevice() {
        String demand = "{'Effect':'Deny','Action':'*','Resource':'*','Condition':{" + WHOLE + "}}";
        List<Finding> found = checks(user("bob", "/", demand)).findings();
        assertEquals(1, found.size());
        assertEquals(
                "leaves no way to MFA: denies iam:CreateVirtualMFADevice, iam:EnableMFADevice, sts:GetSessionToken; 1 console user",
                found.get(0).message().toString());
        assertEquals("user/bob", found.get(0).detail().get("inline_in"));
        assertTrue(found.get(0).confirmed());
    }

    @Test
    void aDeviceOfOneNameAloneIsATrapUnlessAnotherPolicyAllowsMore() {
        String own = allow("iam:CreateVirtualMFADevice", "arn:*:iam::*:mfa/${aws:username}");
        assertEquals("enforcement-traps/device-name", findings(user("bob", "/", demand(), own)));
        assertEquals("", findings(user("bob", "/", demand(), own, allow("iam:Create*", "arn:aws:iam::*:mfa/*"))));
        assertEquals("", findings(user("bob", "/", demand(), own, allow("*", "*"))));
        assertEquals("", findings(user("bob", "/", demand(), allow("iam:CreateVirtualMFADevice", "*"))));
    }

    @Test
    void aUserWithAPathIsLeftOutByAPolicyThatCountsOnNone() {
        String own = allow("iam:EnableMFADevice", "arn:aws:iam::*:user/${aws:username}");
        String anyPath = allow("iam:EnableMFADevice", "arn:aws:iam::*:user/*/${aws:username}");
        assertEquals("", findings(user("bob", "/", demand(), own)));
        assertEquals("enforcement-traps/user-path", findings(user("bob", "/team/", demand(), own)));
        assertEquals("", findings(user("bob", "/team/", demand(), own, anyPath)));
    }

    @Test
    void oneFindingTellsHowManyAPolicyReaches() {
        Policy shared =
                new Policy("Force", ARN + "policy/Force", "", document(demand().replace("BoolIfExists", "Bool")));
        EnforcementChecks checks = new EnforcementChecks();
        for (String name : List.of("bob", "carol", "dave")) {
            checks.add(Standing.of(new AccountDetails.User(name, "/", ARN + "user/" + name, List.of(shared), 0)));
        }
        List<Finding> found = checks.findings();
        assertEquals(1, found.size());
        assertEquals(
                "does not cover access keys: Bool in place of BoolIfExists; 3 console users",
                found.get(0).message().toString());
        assertEquals(ARN + "policy/Force", found.get(0).subject().arn());
    }

    @Test
    void onlyADemandThatAlwaysHoldsIsEnforcement() {
        assertTrue(Standing.of(user("bob", "/", demand())).isEnforced());
        assertFalse(Standing.of(user("bob", "/", demand().replace("BoolIfExists", "Bool")))
                .isEnforced());
        assertFalse(Standing.of(user("bob", "/", allow("*", "*"))).isEnforced());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | iam:Get*    | arn:aws:iam::1:user/bob",
                "true  | IAM:getUSER | *",
                "true  | iam:*U?er   | arn:*:user/${aws:username}",
                "true  | iam:G*t*r   | arn:aws:iam::?:*/bob",
                "false | iam:GetUser | arn:aws:iam::1:user/BOB",
                "false | iam:GetUse  | *",
                "false | iam:GetUse? | arn:aws:iam::1:user/bob?",
                "false | s3:*        | *",
            })
    void starsAndQuestionMarksAreIams(boolean allowed, String action, String resource) {
        PolicyDocument policy = document(allow(action, resource));
        assertEquals(allowed, policy.allowsWithoutMfa("iam:GetUser", "arn:aws:iam::1:user/bob", "bob"));
    }

    @Test
    void whatIsAllowedWithMfaIsNotAllowedWithout() {
        String withMfa = "{'Effect':'Allow','Action':'*','Resource':'*',"
                + "'Condition':{'Bool':{'aws:MultiFactorAuthPresent':'true'}}}";
        assertFalse(document(withMfa).allowsWithoutMfa("iam:GetUser", "x", "bob"));
        assertTrue(document("{'Effect':'Allow','NotAction':'s3:*','NotResource':'y'}")
                .allowsWithoutMfa("iam:GetUser", "x", "bob"));
        assertFalse(document("{'Effect':'Allow','NotAction':'iam:*','NotResource':'y'}")
                .allowsWithoutMfa("iam:GetUser", "x", "bob"));
        assertFalse(document("{'Effect':'Allow','NotAction':'s3:*','NotResource':'x'}")
                .allowsWithoutMfa("iam:GetUser", "x", "bob"));
    }

    private static String demand() {
        return "{'Effect':'Deny','NotAction':[" + WAYS + "],'Resource':'*','Condition':{" + WHOLE + "}}";
    }

    private static String allow(String action, String resource) {
        return "{'Effect':'Allow','Action':'" + action + "','Resource':'" + resource + "'}";
    }

    private static PolicyDocument document(String statement) {
        return PolicyDocument.parse("{\"Statement\":[" + statement.replace('\'', '"') + "]}")
                .orElseThrow();
    }

    private static AccountDetails.User user(String name, String path, String... statements) {
        List<Policy> granted = List.of(statements).stream()
                .map(statement -> new Policy("policy", "", "user/" + name, document(statement)))
                .toList();
        return new AccountDetails.User(name, path, ARN + "user" + path + name, granted, 0);
    }

    private static EnforcementChecks checks(AccountDetails.User user) {
        EnforcementChecks checks = new EnforcementChecks();
        checks.add(Standing.of(user));
        return checks;
    }

    private static String findings(AccountDetails.User user) {
        return checks(user).findings().stream()
                .map(finding -> finding.check().id() + "/" + finding.detail().get("reason"))
                .collect(Collectors.joining(","));
    }
}
