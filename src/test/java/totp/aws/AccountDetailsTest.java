package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import totp.standin.Principal;

/** The account as a whole, as IAM tells it page by page. */
final class AccountDetailsTest extends WithLocalIam {
    private static final String DEMAND = """
            {"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"iam:*","Resource":"*",
             "Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}}""";

    private static final String LISTS = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:List*","Resource":"*"}}""";

    @Test
    void aReportIsWaitedForAndTellsOfRootAndEachUser() throws AwsException {
        server.account().addKey(server.account().root(), Duration.ofDays(712));
        server.account().addUser("/team/", "bob");
        Instant before = now;
        CredentialReport report = iam.details().report();
        assertTrue(Duration.between(before, now).compareTo(Duration.ofMinutes(2)) < 0);
        List<ReportRow> rows = new ArrayList<>();
        report.read(rows::add);
        assertEquals(
                List.of("<root_account>", "alice", "bob"),
                rows.stream().map(ReportRow::user).sorted().toList());
        ReportRow root = rows.stream().filter(ReportRow::isRoot).findFirst().orElseThrow();
        assertTrue(root.hasActiveKey());
        assertEquals(
                Duration.ofDays(712),
                Duration.between(root.keys().get(0).rotated().orElseThrow(), before));
    }

    @Test
    void aPolicyReachesAUserByEveryWay() throws AwsException {
        Principal erin = user("erin");
        server.account()
                .addGroup("admins")
                .attach(server.account().awsPolicy("AdministratorAccess"))
                .add(erin);
        user("bob").attach(server.account().addPolicy("RequireMFA", DEMAND));
        server.account().addUser("carol").setPolicies(DEMAND);
        user("dave");
        Map<String, AccountDetails.User> users = users();
        assertEquals(5, users.size());
        assertTrue(users.get("erin").policies().stream().anyMatch(PolicyDocument::allowsEverything));
        for (String demanded : List.of("bob", "carol")) {
            assertEquals(
                    1,
                    users.get(demanded).policies().stream()
                            .mapToLong(policy -> policy.demands().size())
                            .sum());
        }
        assertTrue(users.get("dave").policies().stream().noneMatch(PolicyDocument::allowsEverything));
        assertEquals(
                0, users.values().stream().mapToInt(AccountDetails.User::unread).sum());
    }

    @Test
    void fiveThousandUsersAreReadInAFewCalls() throws AwsException {
        server.account().addMadeUpUsers(4999);
        server.log().clear();
        assertEquals(5000, users().size());
        assertTrue(
                server.log().all().size() < 20,
                String.valueOf(server.log().all().size()));
    }

    @Test
    void whoMayNotAskIsTold() {
        alice.setPolicies(LISTS);
        AwsException refused =
                assertThrows(AwsException.class, () -> iam.details().report());
        assertEquals(AwsException.Reason.DENIED, refused.reason());
        assertThrows(AwsException.class, this::users);
    }

    /** Who may do little; whom the server is told nothing of may do everything. */
    private Principal user(String name) {
        Principal user = server.account().addUser(name);
        user.setPolicies(LISTS);
        return user;
    }

    private Map<String, AccountDetails.User> users() throws AwsException {
        List<AccountDetails.User> users = new ArrayList<>();
        iam.details().users(users::add);
        return users.stream().collect(Collectors.toMap(AccountDetails.User::name, user -> user));
    }
}
