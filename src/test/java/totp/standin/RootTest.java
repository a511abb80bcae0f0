package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.FeatureType;
import software.amazon.awssdk.services.iam.model.ListOrganizationsFeaturesResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Root users of members: who gets at them, and what for. */
final class RootTest {
    private static final String MEMBER = "222222222222";
    private static final String AUDIT = "IAMAuditRootUserCredentials";
    private static final String DELETE = "IAMDeleteRootUserCredentials";

    private final Bench bench = new Bench();
    private final LocalIam server = bench.server;
    private final Organization organization = server.organization();
    private Account member;
    private AccessKey memberKey;

    @BeforeEach
    void addMember() {
        member = organization.addMember(MEMBER);
        memberKey = member.addKey(member.root(), Duration.ofDays(400));
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void auditSeesAndChangesNothing() {
        try (IamClient root = SdkClients.iam(server, assume(AUDIT))) {
            assertEquals(
                    memberKey.id(),
                    root.listAccessKeys().accessKeyMetadata().get(0).accessKeyId());
            root.getAccessKeyLastUsed(r -> r.accessKeyId(memberKey.id()));
            root.listMFADevices();
            assertEquals(List.of(), root.listSigningCertificates().certificates());
            assertEquals("arn:aws:iam::222222222222:root", root.getUser().user().arn());
            assertEquals(1, root.getAccountSummary().summaryMap().get(SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT));
            refused(404, "NoSuchEntity", () -> root.getLoginProfile(r -> {}));
            beyondTheTask(() -> root.deleteAccessKey(r -> r.accessKeyId(memberKey.id())));
            beyondTheTask(() ->
                    root.updateAccessKey(r -> r.accessKeyId(memberKey.id()).status(StatusType.INACTIVE)));
            beyondTheTask(root::listUsers);
        }
        assertEquals(List.of(memberKey), member.keys().of(member.root()));
    }

    /** Neither deactivating a key nor the counters are part of this task. */
    @Test
    void deletionDeletesAndNothingElse() {
        member.root().setPassword(LoginProfile.since(Bench.NOW));
        Device device = member.devices().putVirtual(member.root(), "root-account-mfa-device");
        try (IamClient root = SdkClients.iam(server, assume(DELETE))) {
            beyondTheTask(root::getAccountSummary);
            beyondTheTask(() ->
                    root.updateAccessKey(r -> r.accessKeyId(memberKey.id()).status(StatusType.INACTIVE)));
            root.deleteAccessKey(r -> r.accessKeyId(memberKey.id()));
            root.deleteLoginProfile(r -> {});
            root.deactivateMFADevice(r -> r.serialNumber(device.serial()));
            assertEquals(List.of(), root.listAccessKeys().accessKeyMetadata());
        }
        assertTrue(member.root().password().isEmpty());
    }

    /** The root user of a member and not one of its users. */
    @Test
    void aTaskIsAboutRootAlone() {
        member.addUser("bob");
        try (IamClient root = SdkClients.iam(server, assume(AUDIT))) {
            beyondTheTask(() -> root.listAccessKeys(r -> r.userName("bob")));
        }
    }

    @Test
    void sessionsEnd() {
        try (IamClient root = SdkClients.iam(server, assume(AUDIT, 300))) {
            root.getUser();
            server.clock().setOffset(Duration.ofMinutes(5));
            refused(403, "ExpiredToken", root::getUser);
        }
        try (IamClient root = SdkClients.iam(server, assume(AUDIT, 0))) {
            refused(403, "ExpiredToken", root::getUser);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "222222222222, 901, IAMAuditRootUserCredentials, value less than or equal to 900",
        "22222222222x, 300, IAMAuditRootUserCredentials, valid target principal",
        "arn:aws:iam::222222222222:user/bob, 300, IAMAuditRootUserCredentials, valid target principal",
        "222222222222, 300, ReadOnlyAccess, valid AWS managed task policy ARN"
    })
    void parametersAreChecked(String target, int seconds, String task, String why) {
        AwsServiceException refused = refused(400, "ValidationError", () -> assume(bench.sts, target, task, seconds));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    /** The management account, accounts of nobody and accounts of others get one and the same answer. */
    @ParameterizedTest
    @ValueSource(strings = {"123456789012", "333333333333"})
    void whatIsNoMemberIsNoTarget(String target) {
        notAuthorized(() -> assume(bench.sts, target, AUDIT, 300));
    }

    @Test
    void neitherByRootNorByMembersNorWithoutPermission() {
        Account other = organization.addMember("333333333333");
        AccessKey others = other.addKey(other.addUser("admin"));
        AccessKey rootKey = server.account().addKey(server.account().root());
        try (StsClient root = SdkClients.sts(server, rootKey);
                StsClient memberAdmin = SdkClients.sts(server, others)) {
            notAuthorized(() -> assume(root, MEMBER, AUDIT, 300));
            notAuthorized(() -> assume(memberAdmin, MEMBER, AUDIT, 300));
            organization.delegateTo(other);
            assume(memberAdmin, MEMBER, AUDIT, 300);
        }
        bench.alice.setPolicies("""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRoot",
                 "Resource": "arn:aws:iam::222222222222:root", "Condition": {"ArnEquals": {
                 "sts:TaskPolicyArn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"}}}}
                """);
        assume(AUDIT);
        notAuthorized(() -> assume(DELETE));
    }

    @Test
    void theGlobalEndpointDoesNotKnowIt() throws IOException {
        try (StsClient global = StsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(Region.US_EAST_1)
                .endpointOverride(server.globalEndpoint())
                .credentialsProvider(SdkClients.provider(bench.key))
                .build()) {
            assertEquals(bench.alice.arn(), global.getCallerIdentity().arn());
            refused(400, "InvalidAction", () -> assume(global, MEMBER, AUDIT, 300));
        }
    }

    @Test
    void features() {
        ListOrganizationsFeaturesResponse response = bench.iam.listOrganizationsFeatures(r -> {});
        assertEquals(List.of(FeatureType.ROOT_CREDENTIALS_MANAGEMENT), response.enabledFeatures());
        assertTrue(response.organizationId().matches("o-[a-z0-9]{10}"), response.organizationId());
        organization.setFeatures(Organization.Feature.ROOT_SESSIONS);
        AwsServiceException refused = refused(403, "AccessDenied", () -> assume(AUDIT));
        assertTrue(
                refused.getMessage()
                        .contains("Root credentials management feature is not enabled for your AWS Organization."),
                refused.getMessage());
    }

    @Test
    void featuresThatCannotBeHad() {
        organization.setTrustedAccess(false);
        refused(400, "ServiceAccessNotEnabledException", () -> bench.iam.listOrganizationsFeatures(r -> {}));
        organization.setAllFeatures(false);
        refused(400, "OrganizationNotInAllFeaturesModeException", () -> bench.iam.listOrganizationsFeatures(r -> {}));
        try (IamClient admin = SdkClients.iam(server, member.addKey(member.addUser("admin")))) {
            refused(
                    403,
                    "AccountNotManagementOrDelegatedAdministratorException",
                    () -> admin.listOrganizationsFeatures(r -> {}));
        }
    }

    @Test
    void withoutMembersThereIsNoOrganization() throws IOException {
        try (Bench alone = new Bench()) {
            refused(404, "OrganizationNotFoundException", () -> alone.iam.listOrganizationsFeatures(r -> {}));
        }
    }

    /** A role of a member, assumed from the management account, is one of the member. */
    @Test
    void rolesOfMembers() {
        Role role = member.addTrustingRole("OrganizationAccountAccessRole", bench.alice);
        Credentials session = bench.sts
                .assumeRole(r -> r.roleArn(role.arn()).roleSessionName("alice"))
                .credentials();
        try (StsClient sts = SdkClients.sts(server, session);
                IamClient iam = SdkClients.iam(server, session)) {
            assertEquals(MEMBER, sts.getCallerIdentity().account());
            assertEquals(List.of(), iam.listUsers().users());
        }
    }

    private Credentials assume(String task) {
        return assume(task, 300);
    }

    private Credentials assume(String task, int seconds) {
        return assume(bench.sts, MEMBER, task, seconds);
    }

    private static Credentials assume(StsClient sts, String target, String task, int seconds) {
        return sts.assumeRoot(r -> r.targetPrincipal(target)
                        .taskPolicyArn(p -> p.arn("arn:aws:iam::aws:policy/root-task/" + task))
                        .durationSeconds(seconds))
                .credentials();
    }

    private static void notAuthorized(Executable call) {
        AwsServiceException refused = refused(403, "AccessDenied", call);
        assertTrue(
                refused.getMessage()
                        .contains(" is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::"),
                refused.getMessage());
    }

    private static void beyondTheTask(Executable call) {
        AwsServiceException refused = refused(403, "AccessDenied", call);
        assertTrue(refused.getMessage().contains("with an explicit deny in a session policy"), refused.getMessage());
    }

    private static AwsServiceException refused(int status, String code, Executable call) {
        AwsServiceException refused = assertThrows(AwsServiceException.class, call);
        assertEquals(code, refused.awsErrorDetails().errorCode());
        assertEquals(status, refused.statusCode());
        return refused;
    }
}
