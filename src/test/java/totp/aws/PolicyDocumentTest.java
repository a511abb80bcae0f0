package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.aws.PolicyDocument.Demand;

/** What policies say, in the spellings that IAM takes. */
final class PolicyDocumentTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | {'Effect':'Allow','Action':'*','Resource':'*'}",
                "true  | {'Effect':'Allow','Action':['iam:GetUser','*:*'],'Resource':['*']}",
                "true  | {'Sid':'x','Effect':'Deny','Action':'s3:*','Resource':'*'},{'Effect':'Allow','Action':'*','Resource':'*'}",
                "false | {'Effect':'Deny','Action':'*','Resource':'*'}",
                "false | {'Effect':'Allow','Action':'s3:*','Resource':'*'}",
                "false | {'Effect':'Allow','NotAction':'*','Resource':'*'}",
                "false | {'Effect':'Allow','Action':'*','Resource':'arn:aws:s3:::x'}",
                "false | {'Effect':'Allow','Action':'*','NotResource':'*'}",
                "false | {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':{'aws:MultiFactorAuthPresent':'true'}}}",
            })
    void whoMayDoEverything(boolean everything, String statements) {
        assertEquals(everything, document(statements).allowsEverything());
    }

    @Test
    void aDemandTellsWhatItLeavesOut() {
        Demand demand = demand("""
                {'Effect':'Deny','NotAction':['iam:CreateVirtualMFADevice','iam:Enable*','sts:GetSessionToken'],'Resource':'*',
                 'Condition':{'BoolIfExists':{'aws:MultiFactorAuthPresent':'false','aws:ViaAWSService':'false'}}}""");
        assertTrue(demand.excepts("iam:EnableMFADevice"));
        assertTrue(demand.excepts("STS:getsessiontoken"));
        assertFalse(demand.excepts("iam:DeactivateMFADevice"));
        assertFalse(demand.excepts("xiam:EnableMFADevice"));
        assertTrue(demand.coversKeys());
        assertTrue(demand.sparesServices());
        assertFalse(demand.isConditional());
    }

    @Test
    void boolLeavesKeysOutAndFurtherConditionsAreSeen() {
        Demand weak = demand("{'Effect':'Deny','Action':'*','Resource':'*',"
                + "'Condition':{'Bool':{'AWS:multifactorauthpresent':[false]}}}");
        assertFalse(weak.coversKeys());
        assertFalse(weak.sparesServices());
        Demand both =
                demand("{'Effect':'Deny','Action':'*','Resource':'*','Condition':{'Bool':{'aws:MultiFactorAuthPresent':"
                        + "'False'},'BoolIfExists':{'aws:MultiFactorAuthPresent':'false'}}}");
        assertFalse(both.coversKeys());
        Demand conditional = demand("{'Effect':'Deny','Action':'*','Resource':'*','Condition':"
                + "{'BoolIfExists':{'aws:MultiFactorAuthPresent':'false'},'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}}}");
        assertTrue(conditional.isConditional());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'BoolIfExists':{'aws:MultiFactorAuthPresent':'false'}}}",
                "{'Effect':'Deny','Action':'s3:*','Resource':'*','Condition':{'BoolIfExists':{'aws:MultiFactorAuthPresent':'false'}}}",
                "{'Effect':'Deny','Action':'*','Resource':'arn:x','Condition':{'BoolIfExists':{'aws:MultiFactorAuthPresent':'false'}}}",
                "{'Effect':'Deny','Action':'*','Resource':'*','Condition':{'BoolIfExists':{'aws:MultiFactorAuthPresent':'true'}}}",
                "{'Effect':'Deny','Action':'*','Resource':'*'}",
            })
    void whatDemandsNoMfa(String statement) {
        assertEquals(List.of(), document(statement).demands());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{\"Statement\":[1]}", "{\"Statement\":{},\"Statement\":{}}", "%zz", "{} {}"})
    void whatIsNoPolicyIsNone(String text) {
        assertEquals(Optional.empty(), PolicyDocument.parse(text));
    }

    @Test
    void aPlusStandsForItself() {
        assertTrue(PolicyDocument.parse(
                        "{\"Statement\":{\"Effect\":\"Deny\",\"NotAction\":\"a+b\",\"Resource\":\"*\",\"Condition\":"
                                + "{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"false\"}}}}")
                .orElseThrow()
                .demands()
                .get(0)
                .excepts("a+b"));
    }

    private static Demand demand(String statement) {
        List<Demand> demands = document(statement).demands();
        assertEquals(1, demands.size());
        return demands.get(0);
    }

    private static PolicyDocument document(String statements) {
        String text = "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements.replace('\'', '"') + "]}";
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        return PolicyDocument.parse(encoded).orElseThrow();
    }
}
