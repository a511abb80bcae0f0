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

    @ParameterizedTest
    @CsvSource({
        "NumericLessThan, 3600, 3599, true",
        "NumericLessThan, 3600, 3600, false",
        "NumericLessThan, 3600, , false",
        "NumericLessThanIfExists, 3600, , true",
        "NumericGreaterThanEquals, 3600, 3600, true",
        "NumericEquals, 5, 5.0, true",
        "Null, true, , true",
        "Null, true, 5, false",
        "Null, false, 5, true",
        "StringNotEquals, bob, alice, true",
        "StringNotEquals, bob, , true",
        "StringNotLike, a*, alice, false",
        "StringLikeIfExists, a*, , true",
        "StringLike, b*, alice, false",
        "StringEqualsIgnoreCase, ALICE, alice, true",
        "ArnLike, arn:aws:iam::*:user/*, arn:aws:iam::1:user/a/b, true",
        "ArnLike, arn:*:user/a, arn:aws:iam::1:user/a, false",
        "ArnNotLike, arn:aws:iam::*:root, arn:aws:iam::1:user/a, true",
        "StringEquals, ${aws:username}, alice, true"
    })
    void conditions(String operator, String wanted, String actual, boolean holds) {
        List<Policy> policy = allow("\"Action\": \"*\", \"Resource\": \"*\", \"Condition\": {\"" + operator
                + "\": {\"aws:Some\": \"" + wanted + "\"}}");
        Map<String, String> context =
                actual == null ? Map.of("aws:username", "alice") : Map.of("aws:username", "alice", "aws:some", actual);
        assertEquals(
                holds ? Policy.Decision.ALLOWED : Policy.Decision.DENIED_BY_DEFAULT,
                decide(policy, "iam:GetUser", ALICE, context));
    }

    @Test
    void numbersMayBeWrittenAsNumbers() {
        List<Policy> policy = allow("\"Action\": \"*\", \"Resource\": \"*\", \"Condition\":"
                + " {\"NumericLessThan\": {\"aws:MultiFactorAuthAge\": 300}}");
        assertEquals(Policy.Decision.ALLOWED, decide(policy, "a:b", "x", Map.of("aws:multifactorauthage", "299")));
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
                        + " \"Condition\": {\"DateLessThan\": {\"aws:CurrentTime\": \"2026\"}}}}",
                "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\","
                        + " \"Condition\": {\"NumericLessThan\": {\"aws:MultiFactorAuthAge\": \"soon\"}}}}",
                "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}, \"Other\": 1}",
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
