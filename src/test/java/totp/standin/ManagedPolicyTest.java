package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;

/** Managed policies, their versions, and what is said about what they would allow. */
final class ManagedPolicyTest {
    private static final String ALLOW = """
            {"Version": "2012-10-17", "Statement": [@STATEMENT@]}
            """;

    private final Bench bench = new Bench();
    private final Account account = bench.server.account();
    private final IamClient iam = bench.iam;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    /** As the console and the SDKs get them: encoded as in a URL, a blank as %20. */
    @Test
    void documentsComeEncoded() {
        Policy made = create("RequireMFA", Policies.FORCE_MFA);
        assertEquals("arn:aws:iam::123456789012:policy/RequireMFA", made.arn());
        assertEquals("v1", made.defaultVersionId());
        assertTrue(made.policyId().startsWith("ANPA"), made.policyId());
        PolicyVersion version = iam.getPolicyVersion(
                        r -> r.policyArn(made.arn()).versionId("v1"))
                .policyVersion();
        assertFalse(version.document().matches("(?s).*[\\s{+*].*"), version.document());
        assertEquals(Policies.FORCE_MFA, URI.create("x:/?" + version.document()).getQuery());
        assertTrue(version.isDefaultVersion());
        assertThrows(EntityAlreadyExistsException.class, () -> create("requiremfa", Policies.ALLOW_ALL));
    }

    @Test
    void fiveVersionsAndTheDefaultStays() {
        String arn = create("Mine", Policies.FORCE_MFA).arn();
        for (int i = 2; i <= 5; i++) {
            iam.createPolicyVersion(
                    r -> r.policyArn(arn).policyDocument(Policies.ALLOW_ALL).setAsDefault(false));
        }
        LimitExceededException full = assertThrows(
                LimitExceededException.class,
                () -> iam.createPolicyVersion(r -> r.policyArn(arn).policyDocument(Policies.ALLOW_ALL)));
        assertEquals(409, full.statusCode());
        assertThrows(
                DeleteConflictException.class,
                () -> iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v1")));
        iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v2"));
        PolicyVersion sixth = iam.createPolicyVersion(
                        r -> r.policyArn(arn).policyDocument(Policies.ALLOW_ALL).setAsDefault(true))
                .policyVersion();
        assertEquals("v6", sixth.versionId());
        assertEquals("v6", iam.getPolicy(r -> r.policyArn(arn)).policy().defaultVersionId());
        bench.server.setPageSizeMax(2);
        assertEquals(
                List.of("v6", "v5", "v4", "v3", "v1"),
                iam.listPolicyVersionsPaginator(r -> r.policyArn(arn)).versions().stream()
                        .map(PolicyVersion::versionId)
                        .toList());
        assertThrows(
                NoSuchEntityException.class,
                () -> iam.getPolicyVersion(r -> r.policyArn(arn).versionId("v2")));
        iam.setDefaultPolicyVersion(r -> r.policyArn(arn).versionId("v3"));
        assertEquals("v3", iam.getPolicy(r -> r.policyArn(arn)).policy().defaultVersionId());
    }

    /** The version in force is the one that counts. */
    @Test
    void aNewDefaultCountsAtOnce() {
        Principal bob = account.addUser("bob");
        bob.setPolicies();
        ManagedPolicy policy = account.addPolicy("Mine", Policies.ALLOW_ALL);
        bob.attach(policy);
        try (IamClient his = SdkClients.iam(bench.server, account.addKey(bob))) {
            his.listUsers();
            policy.addVersion(Policies.FORCE_MFA, false);
            his.listUsers();
            policy.addVersion(Policies.FORCE_MFA, true);
            assertThrows(AwsServiceException.class, his::listUsers);
        }
    }

    @Test
    void theLengthIsCountedWithoutBlanks() {
        String filler = "\"iam:Get" + "x".repeat(100) + "\"";
        String actions = String.join(",  \n", Collections.nCopies(55, filler));
        String document = ALLOW.replace(
                "@STATEMENT@", "{\"Effect\": \"Allow\", \"Resource\": \"*\", \"Action\": [" + actions + "]}");
        assertTrue(document.length() > PolicyCheck.MANAGED_MAX, "with blanks it is too long");
        create("Long", document);
        LimitExceededException refused = assertThrows(
                LimitExceededException.class,
                () -> create("Longer", document.replace("[\"iam", "[" + (filler + ",").repeat(2) + "\"iam")));
        assertTrue(refused.getMessage().contains("PolicySize: 6144"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | Syntax errors",
                "{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*'}} | must be version 2012-10-17",
                "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 'get', 'Resource': '*'}}"
                        + " | prefaced by a vendor",
                "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': 'x'}}"
                        + " | must be in ARN format",
                "{'Version': '2012-10-17', 'Statement': {'Sid': 'a b', 'Effect': 'Allow', 'Action': '*',"
                        + " 'Resource': '*'}} | alpha-numeric",
                "{'Version': '2012-10-17', 'Statement': [{'Sid': 'a', 'Effect': 'Allow', 'Action': '*',"
                        + " 'Resource': '*'}, {'Sid': 'a', 'Effect': 'Deny', 'Action': '*', 'Resource': '*'}]}"
                        + " | must be unique",
                "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*',"
                        + " 'Condition': {'Bool': {'aws:ViaAWSService': 'maybe'}}}} | Syntax errors"
            },
            quoteCharacter = '`')
    void malformedDocuments(String document, String why) {
        MalformedPolicyDocumentException refused =
                assertThrows(MalformedPolicyDocumentException.class, () -> create("Bad", document.replace('\'', '"')));
        assertEquals(400, refused.statusCode());
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void awsPoliciesAreThereAndNobodyChangesThem() {
        String arn = "arn:aws:iam::aws:policy/AdministratorAccess";
        assertEquals(
                "AdministratorAccess",
                iam.getPolicy(r -> r.policyArn(arn)).policy().policyName());
        AwsServiceException refused = assertThrows(
                AwsServiceException.class,
                () -> iam.createPolicyVersion(r -> r.policyArn(arn).policyDocument(Policies.FORCE_MFA)));
        assertEquals("AccessDenied", refused.awsErrorDetails().errorCode());
        assertThrows(
                NoSuchEntityException.class,
                () -> iam.getPolicy(r -> r.policyArn("arn:aws:iam::aws:policy/NoSuchAccess")));
    }

    @Test
    void whatAGroupWouldBeAllowed() {
        Group group = account.addGroup("developers")
                .attach(account.addPolicy("RequireMFA", Policies.FORCE_MFA))
                .attach(account.awsPolicy("PowerUserAccess"));
        assertEquals(
                List.of("allowed", "explicitDeny"),
                decisions(group.arn(), "false", "iam:CreateVirtualMFADevice", "s3:ListAllMyBuckets"));
        assertEquals(
                List.of("allowed", "allowed"),
                decisions(group.arn(), "true", "iam:CreateVirtualMFADevice", "s3:ListAllMyBuckets"));
        assertEquals(List.of("implicitDeny"), decisions(group.arn(), "true", "iam:CreateUser"));
        assertThrows(
                NoSuchEntityException.class, () -> decisions(account.arn("iam", "group/none"), "true", "iam:GetUser"));
    }

    @Test
    void whatAUserWouldBeAllowed() {
        Principal bob = account.addUser("bob");
        bob.setPolicies(Policies.FORCE_MFA);
        SimulatePrincipalPolicyResponse response = iam.simulatePrincipalPolicy(
                r -> r.policySourceArn(bob.arn()).actionNames("iam:GetUser").resourceArns(bob.arn()));
        EvaluationResult only = response.evaluationResults().get(0);
        assertEquals("allowed", only.evalDecisionAsString());
        assertEquals(bob.arn(), only.evalResourceName());
        assertEquals(List.of("aws:MultiFactorAuthPresent"), only.missingContextValues());
    }

    private List<String> decisions(String arn, String mfa, String... actions) {
        ContextEntry present = ContextEntry.builder()
                .contextKeyName("aws:MultiFactorAuthPresent")
                .contextKeyType(ContextKeyTypeEnum.BOOLEAN)
                .contextKeyValues(mfa)
                .build();
        return iam
                .simulatePrincipalPolicy(r -> r.policySourceArn(arn)
                        .actionNames(actions)
                        .resourceArns("arn:aws:iam::123456789012:mfa/any")
                        .contextEntries(present))
                .evaluationResults()
                .stream()
                .map(EvaluationResult::evalDecisionAsString)
                .toList();
    }

    private Policy create(String name, String document) {
        return iam.createPolicy(r -> r.policyName(name).policyDocument(document))
                .policy();
    }
}
