package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.Group;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.User;

/** Groups: who is in them, what they are given, and that it counts. */
final class GroupsTest {
    private static final String READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";

    private final Bench bench = new Bench();
    private final Account account = bench.server.account();
    private final IamClient iam = bench.iam;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void membersComeAndGo() {
        Group made =
                iam.createGroup(r -> r.groupName("developers").path("/eng/")).group();
        assertEquals("arn:aws:iam::123456789012:group/eng/developers", made.arn());
        assertThrows(EntityAlreadyExistsException.class, () -> iam.createGroup(r -> r.groupName("DEVELOPERS")));
        account.addUser("bob");
        add("bob", "developers");
        add("alice", "developers");
        add("alice", "developers");
        assertEquals(List.of("alice", "bob"), members("developers"));
        assertEquals(
                List.of("developers"),
                iam.listGroupsForUser(r -> r.userName("bob")).groups().stream()
                        .map(Group::groupName)
                        .toList());
        assertThrows(DeleteConflictException.class, () -> iam.deleteGroup(r -> r.groupName("developers")));
        iam.removeUserFromGroup(r -> r.groupName("developers").userName("bob"));
        assertThrows(
                NoSuchEntityException.class,
                () -> iam.removeUserFromGroup(r -> r.groupName("developers").userName("bob")));
        assertEquals(List.of("alice"), members("developers"));
        assertThrows(NoSuchEntityException.class, () -> add("nobody", "developers"));
        assertThrows(NoSuchEntityException.class, () -> members("none"));
    }

    @Test
    void membersAreShownInPages() {
        totp.standin.Group group = account.addGroup("many");
        IntStream.range(0, 7).forEach(number -> group.add(account.addUser("u" + number)));
        bench.server.setPageSizeMax(3);
        assertEquals(List.of("u0", "u1", "u2", "u3", "u4", "u5", "u6"), members("many"));
        assertEquals(3, bench.server.log().of("GetGroup").size());
    }

    @Test
    void attachedPoliciesAreShownOnce() {
        iam.createGroup(r -> r.groupName("readers"));
        attach("readers", READ_ONLY);
        attach("readers", READ_ONLY);
        AttachedPolicy only = iam.listAttachedGroupPolicies(r -> r.groupName("readers"))
                .attachedPolicies()
                .get(0);
        assertEquals("ReadOnlyAccess", only.policyName());
        assertEquals(READ_ONLY, only.policyArn());
        assertEquals(1, iam.getPolicy(r -> r.policyArn(READ_ONLY)).policy().attachmentCount());
        assertThrows(NoSuchEntityException.class, () -> attach("readers", "arn:aws:iam::aws:policy/Nothing"));
        iam.detachGroupPolicy(r -> r.groupName("readers").policyArn(READ_ONLY));
        assertThrows(
                NoSuchEntityException.class,
                () -> iam.detachGroupPolicy(r -> r.groupName("readers").policyArn(READ_ONLY)));
    }

    @Test
    void limits() {
        for (int i = 0; i < 10; i++) {
            account.addGroup("g" + i).add(bench.alice);
            account.addPolicy("p" + i, Policies.ALLOW_ALL);
        }
        totp.standin.Group eleventh = account.addGroup("eleventh");
        LimitExceededException groups = assertThrows(LimitExceededException.class, () -> add("alice", "eleventh"));
        assertTrue(groups.getMessage().contains("Cannot exceed quota for GroupsPerUser: 10"), groups.getMessage());
        assertEquals(409, groups.statusCode());
        IntStream.range(0, 10).forEach(number -> attach("eleventh", account.arn("iam", "policy/p" + number)));
        LimitExceededException policies =
                assertThrows(LimitExceededException.class, () -> attach("eleventh", READ_ONLY));
        assertTrue(policies.getMessage().contains("PoliciesPerGroup: 10"), policies.getMessage());
        assertEquals(10, eleventh.grants().attached().size());
    }

    /** What a user may do is what the user and the groups are given together, and a denial wins. */
    @Test
    void whatAGroupIsGivenItsMembersMay() {
        Principal bob = account.addUser("bob");
        bob.setPolicies();
        try (IamClient his = SdkClients.iam(bench.server, account.addKey(bob))) {
            assertTrue(denied(his).contains("because no identity-based policy allows the iam:ListUsers action"));
            account.addGroup("readers")
                    .attach(account.awsPolicy("ReadOnlyAccess"))
                    .add(bob);
            his.listUsers();
            account.addGroup("careful")
                    .attach(account.addPolicy("RequireMFA", Policies.FORCE_MFA))
                    .add(bob);
            assertTrue(denied(his).contains("with an explicit deny in an identity-based policy"));
        }
        AccessKey session = account.addSession(bob, AccessKey.Kind.SESSION, true, Duration.ofHours(1));
        try (IamClient withMfa = SdkClients.iam(bench.server, session)) {
            withMfa.listUsers();
        }
    }

    /** A user in a group may change the own password alone, path or not. */
    @Test
    void userNamesInDocumentsAreFilledIn() {
        Principal frank = account.addUser("/eng/", "frank");
        frank.setPolicies("""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:GetUser",
                 "Resource": ["arn:*:iam::*:user/${aws:username}", "arn:*:iam::*:user/*/${aws:username}"]}}
                """);
        try (IamClient his = SdkClients.iam(bench.server, account.addKey(frank))) {
            his.getUser();
            assertThrows(AwsServiceException.class, () -> his.getUser(r -> r.userName("alice")));
        }
    }

    /** Policies and groups are not everywhere at once. */
    @Test
    void aNewPolicyCanBeSeenBeforeItCanBeAttached() {
        account.addGroup("developers");
        account.setPolicyLag(Lag.ofQuestions(2));
        String arn = iam.createPolicy(r -> r.policyName("RequireMFA").policyDocument(Policies.FORCE_MFA))
                .policy()
                .arn();
        assertEquals("v1", iam.getPolicy(r -> r.policyArn(arn)).policy().defaultVersionId());
        assertThrows(NoSuchEntityException.class, () -> attach("developers", arn));
        assertThrows(NoSuchEntityException.class, () -> attach("developers", arn));
        attach("developers", arn);
    }

    private static String denied(IamClient client) {
        AwsServiceException refused = assertThrows(AwsServiceException.class, client::listUsers);
        assertEquals("AccessDenied", refused.awsErrorDetails().errorCode());
        return refused.getMessage();
    }

    private void add(String user, String group) {
        iam.addUserToGroup(r -> r.groupName(group).userName(user));
    }

    private void attach(String group, String arn) {
        iam.attachGroupPolicy(r -> r.groupName(group).policyArn(arn));
    }

    private List<String> members(String group) {
        return iam.getGroupPaginator(r -> r.groupName(group)).users().stream()
                .map(User::userName)
                .toList();
    }
}
