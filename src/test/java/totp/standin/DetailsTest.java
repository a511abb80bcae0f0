package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.iam.model.UserDetail;

/** Who is given what, all at once, with many users too. */
final class DetailsTest {
    private final Bench bench = new Bench();
    private final Account account = bench.server.account();
    private final IamClient iam = bench.iam;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void usersGroupsAndPoliciesWithTheirDocuments() {
        Principal bob = account.addUser("bob");
        ManagedPolicy mine = account.addPolicy("RequireMFA", Policies.ALLOW_ALL);
        mine.addVersion(Policies.FORCE_MFA, true);
        account.addGroup("developers")
                .attach(mine)
                .setPolicies(Policies.ALLOW_ALL)
                .add(bob);
        bob.setPolicies(Policies.FORCE_MFA, Policies.ALLOW_ALL);
        bob.attach(account.awsPolicy("AdministratorAccess"));

        GetAccountAuthorizationDetailsResponse details = iam.getAccountAuthorizationDetails();
        UserDetail detail = details.userDetailList().get(1);
        assertEquals("bob", detail.userName());
        assertEquals(List.of("developers"), detail.groupList());
        assertEquals(2, detail.userPolicyList().size());
        assertEquals(
                Policies.FORCE_MFA,
                URI.create("x:/?" + detail.userPolicyList().get(0).policyDocument())
                        .getQuery());
        assertEquals(
                List.of("AdministratorAccess"),
                detail.attachedManagedPolicies().stream()
                        .map(AttachedPolicy::policyName)
                        .toList());
        GroupDetail group = details.groupDetailList().get(0);
        assertEquals(1, group.groupPolicyList().size());
        assertEquals(mine.arn(), group.attachedManagedPolicies().get(0).policyArn());
        // Of AWS's policies those that nobody has are not told.
        assertEquals(
                List.of("RequireMFA", "AdministratorAccess"),
                details.policies().stream().map(ManagedPolicyDetail::policyName).toList());
        ManagedPolicyDetail policy = details.policies().get(0);
        assertEquals("v2", policy.defaultVersionId());
        assertEquals(
                List.of("v2", "v1"),
                policy.policyVersionList().stream()
                        .map(version -> version.versionId())
                        .toList());
        assertEquals(
                Policies.FORCE_MFA,
                URI.create("x:/?" + policy.policyVersionList().get(0).document())
                        .getQuery());
    }

    @Test
    void filters() {
        account.addGroup("developers").attach(account.awsPolicy("ReadOnlyAccess"));
        account.addPolicy("Mine", Policies.ALLOW_ALL);
        assertEquals(List.of("u:alice"), names(EntityType.USER));
        assertEquals(List.of("g:developers"), names(EntityType.GROUP));
        assertEquals(List.of("p:Mine"), names(EntityType.LOCAL_MANAGED_POLICY));
        assertEquals(
                List.of("g:developers", "p:ReadOnlyAccess"), names(EntityType.GROUP, EntityType.AWS_MANAGED_POLICY));
        AwsServiceException refused = assertThrows(
                AwsServiceException.class,
                () -> iam.getAccountAuthorizationDetails(r -> r.filterWithStrings("Everything")));
        assertEquals("ValidationError", refused.awsErrorDetails().errorCode());
    }

    @Test
    void pagesGoOverAllKinds() {
        account.addUser("bob");
        account.addGroup("developers");
        account.addPolicy("Mine", Policies.ALLOW_ALL);
        bench.server.setPageSizeMax(1);
        assertEquals(List.of("u:alice", "u:bob", "g:developers", "p:Mine"), names());
        assertEquals(4, bench.server.log().of("GetAccountAuthorizationDetails").size());
    }

    /** As many as an account may have: a report, six pages, and the counters. */
    @Test
    void fiveThousandUsers() {
        account.addMadeUpUsers(4_999);
        assertEquals(5_000, iam.getAccountSummary().summaryMap().get(SummaryKeyType.USERS));
        account.report().putTaken(Duration.ZERO);
        String csv = iam.getCredentialReport().content().asUtf8String();
        assertEquals(5_002, csv.lines().count());
        assertTrue(csv.length() > 500_000 && csv.length() < 3_000_000, "length " + csv.length());
        assertEquals(
                5_000,
                iam
                        .getAccountAuthorizationDetailsPaginator(
                                r -> r.filter(EntityType.USER).maxItems(1000))
                        .stream()
                        .mapToInt(page -> page.userDetailList().size())
                        .sum());
        assertEquals(5, bench.server.log().of("GetAccountAuthorizationDetails").size());
    }

    private List<String> names(EntityType... filter) {
        return iam.getAccountAuthorizationDetailsPaginator(r -> r.filter(filter)).stream()
                .flatMap(page -> Stream.of(
                                page.userDetailList().stream().map(user -> "u:" + user.userName()),
                                page.groupDetailList().stream().map(group -> "g:" + group.groupName()),
                                page.policies().stream().map(policy -> "p:" + policy.policyName()))
                        .flatMap(names -> names))
                .toList();
    }
}
