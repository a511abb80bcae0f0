package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.LoginProfile;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PasswordPolicy;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;

/** The account as a whole: counters, password policy, and who has a password. */
final class AccountTest {
    private final Bench bench = new Bench();
    private final Account account = bench.server.account();
    private final IamClient iam = bench.iam;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void countersCountWhatIsThere() {
        account.addUser("bob");
        account.addPolicy("Mine", Policies.FORCE_MFA).addVersion(Policies.ALLOW_ALL, true);
        account.addGroup("developers").add(bench.alice);
        account.devices().putVirtual(bench.alice, "phone");
        Map<SummaryKeyType, Integer> summary = iam.getAccountSummary().summaryMap();
        assertEquals(2, summary.get(SummaryKeyType.USERS));
        assertEquals(1, summary.get(SummaryKeyType.GROUPS));
        assertEquals(1, summary.get(SummaryKeyType.POLICIES));
        assertEquals(2, summary.get(SummaryKeyType.POLICY_VERSIONS_IN_USE));
        assertEquals(1, summary.get(SummaryKeyType.MFA_DEVICES_IN_USE));
        assertEquals(1, summary.get(SummaryKeyType.ACCOUNT_PASSWORD_PRESENT));
        assertEquals(10, summary.get(SummaryKeyType.ATTACHED_POLICIES_PER_GROUP_QUOTA));
        assertFalse(summary.containsKey(SummaryKeyType.UNKNOWN_TO_SDK_VERSION), summary.toString());
        account.root().removePassword();
        assertEquals(0, iam.getAccountSummary().summaryMap().get(SummaryKeyType.ACCOUNT_PASSWORD_PRESENT));
    }

    /** An inactive key of root counts: it can be made active again. */
    @Test
    void rootsInactiveKeyIsPresent() {
        AccessKey key = account.addKey(account.root());
        account.keys().setActive(key, false);
        assertEquals(1, present());
        account.removeKey(key);
        assertEquals(0, present());
    }

    private int present() {
        return iam.getAccountSummary().summaryMap().get(SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT);
    }

    @Test
    void passwordPolicy() {
        NoSuchEntityException none = assertThrows(NoSuchEntityException.class, iam::getAccountPasswordPolicy);
        assertEquals(404, none.statusCode());
        account.setPasswordPolicy(new totp.standin.PasswordPolicy(14, 0, 24, true));
        PasswordPolicy policy = iam.getAccountPasswordPolicy().passwordPolicy();
        assertEquals(14, policy.minimumPasswordLength());
        assertEquals(24, policy.passwordReusePrevention());
        assertFalse(policy.expirePasswords());
        assertNull(policy.maxPasswordAge());
        assertTrue(policy.allowUsersToChangePassword());
    }

    @Test
    void loginProfiles() {
        NoSuchEntityException none = assertThrows(NoSuchEntityException.class, () -> iam.getLoginProfile(r -> {}));
        assertTrue(none.getMessage().contains("Login Profile for User alice cannot be found."), none.getMessage());
        bench.alice.setPassword(totp.standin.LoginProfile.since(Bench.NOW).requiringReset());
        LoginProfile profile = iam.getLoginProfile(r -> r.userName("alice")).loginProfile();
        assertEquals("alice", profile.userName());
        assertTrue(profile.passwordResetRequired());
        assertEquals(Bench.NOW, profile.createDate());
        assertThrows(
                EntityAlreadyExistsException.class,
                () -> iam.createLoginProfile(r -> r.userName("alice").password("correct horse")));
        iam.deleteLoginProfile(r -> {});
        assertThrows(NoSuchEntityException.class, () -> iam.deleteLoginProfile(r -> {}));
        iam.createLoginProfile(r -> r.userName("alice").password("correct horse"));
        assertFalse(iam.getLoginProfile(r -> {}).loginProfile().passwordResetRequired());
    }

    /** Passwords stay out of the log and of messages, right or wrong. */
    @Test
    void passwordsAreNotLogged() {
        account.addUser("bob");
        iam.createLoginProfile(r -> r.userName("bob").password("correct horse"));
        IamException refused = assertThrows(
                IamException.class,
                () -> iam.createLoginProfile(r -> r.userName("bob").password("battery \u0001 staple")));
        assertTrue(refused.getMessage().contains("at 'password' failed to satisfy"), refused.getMessage());
        assertFalse(refused.getMessage().contains("staple"));
        assertFalse(bench.server.log().all().toString().contains("horse"));
        assertFalse(bench.server.log().all().toString().contains("staple"));
    }

    @Test
    void rootsLoginProfileHasNoName() {
        try (IamClient root = SdkClients.iam(bench.server, account.addKey(account.root()))) {
            assertNull(root.getLoginProfile(r -> {}).loginProfile().userName());
            account.root().removePassword();
            NoSuchEntityException none = assertThrows(NoSuchEntityException.class, () -> root.getLoginProfile(r -> {}));
            assertTrue(none.getMessage().contains("for User null cannot"), none.getMessage());
        }
    }

    @Test
    void alias() {
        assertEquals(List.of(), iam.listAccountAliases().accountAliases());
        account.setAlias("example");
        assertEquals(List.of("example"), iam.listAccountAliases().accountAliases());
    }
}
