package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The evaluator, by the rules of "Policy evaluation logic" in the IAM User Guide. */
final class PolicyTest {
    private static final String ALICE = "arn:aws:iam::123456789012:user/alice";

    @Test
    void withoutAStatementNothingIsAllowed() {
        assertEquals(Policy.Decision.DENIED_BY_DEFAULT, decide(List.of(), "iam:GetUser", ALICE, Map.of()));
        assertEquals(
                Policy.Decision.DENIED_BY_DEFAULT,
                decide(allow("\"Action\": \"iam:ListUsers\", \"Resource\": \"*\""), "iam:GetUser", ALICE, Map.of()));
    }

    @Test
    void denyWins() {
        List<Policy> policies = List.of(
                PolicyReader.read(Policies.ALLOW_ALL),
                PolicyReader.read("{\"Statement\": [{\"Effect\": \"Deny\", \"Action\": [\"iam:Delete*\"],"
                        + " \"NotResource\": [\"" + ALICE + "\"]}]}"));
        assertEquals(Policy.Decision.ALLOWED, decide(policies, "iam:DeleteUser", ALICE, Map.of()));
        assertEquals(Policy.Decision.DENIED_EXPLICITLY, decide(policies, "iam:DeleteUser", ALICE + "2", Map.of()));
        assertEquals(Policy.Decision.ALLOWED, decide(policies, "iam:GetUser", ALICE + "2", Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "iam:GetUser, true",
        "IAM:getuser, true",
        "iam:Get*, true",
        "iam:Get???r, true",
        "iam:Get??r, false",
        "iam:*Device, false",
        "*, true",
        "sts:*, false"
    })
    void actionsHaveWildcardsAndNoCase(String pattern, boolean allowed) {
        assertEquals(
                allowed ? Policy.Decision.ALLOWED : Policy.Decision.DENIED_BY_DEFAULT,
                decide(allow("\"Action\": \"" + pattern + "\", \"Resource\": \"*\""), "iam:GetUser", ALICE, Map.of()));
    }

    @Test
    void variablesNeedAValue() {
        List<Policy> own = allow("\"NotAction\": \"s3:*\", \"Resource\": \"arn:aws:iam::*:user/${aws:username}\"");
        assertEquals(Policy.Decision.ALLOWED, decide(own, "iam:GetUser", ALICE, Map.of("aws:username", "alice")));
        assertEquals(
                Policy.Decision.DENIED_BY_DEFAULT, decide(own, "iam:GetUser", ALICE, Map.of("aws:username", "al")));
        assertEquals(Policy.Decision.DENIED_BY_DEFAULT, decide(own, "iam:GetUser", ALICE, Map.of()));
    }

    /** Bool is false, BoolIfExists true where the key is absent: with long-term keys it is. */
    @ParameterizedTest
    @CsvSource({
        "Bool, true, true, true",
        "Bool, true, false, false",
        "Bool, true, , false",
        "Bool, false, , false",
        "BoolIfExists, false, , true",
        "BoolIfExists, false, false, true",
        "BoolIfExists, false, true, false"
    })
    void conditionsOnMfa(String operator, String wanted, String present, boolean holds) {
        List<Policy> policy = allow("\"Action\": \"*\", \"Resource\": \"*\", \"Condition\": {\"" + operator
                + "\": {\"aws:MultiFactorAuthPresent\": \"" + wanted + "\"}}");
        Map<String, String> context = present == null ? Map.of() : Map.of("aws:multifactorauthpresent", present);
        assertEquals(
                holds ? Policy.Decision.ALLOWED : Policy.Decision.DENIED_BY_DEFAULT,
                decide(policy, "iam:GetUser", ALICE, context));
    }

    @Test
    void allConditionsMustHoldAndOneOfTheirValues() {
        List<Policy> policy = allow("\"Action\": \"*\", \"Resource\": \"*\", \"Condition\": {"
                + "\"StringEquals\": {\"aws:username\": [\"alice\", \"bob\"]},"
                + "\"StringLike\": {\"aws:PrincipalArn\": \"*:user/*\"}}");
        assertEquals(
                Policy.Decision.ALLOWED,
                decide(policy, "a:b", "x", Map.of("aws:username", "bob", "aws:principalarn", ALICE)));
        assertEquals(
                Policy.Decision.DENIED_BY_DEFAULT,
                decide(policy, "a:b", "x", Map.of("aws:username", "bob", "aws:principalarn", "root")));
        assertEquals(
                Policy.Decision.DENIED_BY_DEFAULT,
                decide(policy, "a:b", "x", Map.of("aws:username", "carol", "aws:principalarn", ALICE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"Statement\": []}",
                "{\"Statement\": {\"Effect\": \"allow\", \"Action\": \"*\", \"Resource\": \"*\"}}",
                "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\"}}",
                "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"NotAction\": \"*\", \"Resource\": \"*\"}}",
                "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\", \"Principal\": \"*\"}}",
                "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\","
                        + " \"Condition\": {\"NumericLessThan\": {\"aws:MultiFactorAuthAge\": \"1\"}}}}",
                "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}} x"
            })
    void refusesWhatItCannotObey(String document) {
        assertThrows(IllegalArgumentException.class, () -> PolicyReader.read(document));
    }

    private static List<Policy> allow(String rest) {
        return List.of(PolicyReader.read(
                "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", " + rest + "}}"));
    }

    private static Policy.Decision decide(
            List<Policy> policies, String action, String resource, Map<String, String> context) {
        return Policy.decide(policies, new Policy.Request(action, resource, context));
    }
}
