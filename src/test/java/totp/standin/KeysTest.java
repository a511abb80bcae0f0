package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKeyLastUsed;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.StatusType;

/** Access keys: whose they are, how old, when used last, and what an inactive one is good for. */
final class KeysTest {
    private static final Duration TWO_YEARS = Duration.ofDays(712);

    private final Bench bench = new Bench();
    private final LocalIam server = bench.server;
    private final Account account = server.account();
    private final IamClient iam = bench.iam;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    /** Root's own key lists root's keys, and the answer has no name. */
    @Test
    void withoutANameTheOwnerOfTheKeyIsMeant() {
        AccessKey old = account.addKey(account.root(), TWO_YEARS);
        try (IamClient root = SdkClients.iam(server, old)) {
            AccessKeyMetadata only = root.listAccessKeys().accessKeyMetadata().get(0);
            assertEquals(old.id(), only.accessKeyId());
            assertEquals(StatusType.ACTIVE, only.status());
            assertEquals(Bench.NOW.minus(TWO_YEARS), only.createDate());
            assertNull(only.userName());
            assertEquals(bench.key.id(), idsOf(root, "alice").get(0));
        }
        assertEquals(List.of(bench.key.id()), idsOf(iam, "alice"));
        assertEquals(
                List.of(bench.key.id()),
                iam.listAccessKeys().accessKeyMetadata().stream()
                        .map(AccessKeyMetadata::accessKeyId)
                        .toList());
    }

    @Test
    void anInactiveKeyIsKnownAndSignsNothing() {
        Principal bob = account.addUser("bob");
        AccessKey key = account.addKey(bob);
        try (IamClient his = SdkClients.iam(server, key)) {
            his.getUser();
            iam.updateAccessKey(r -> r.userName("bob").accessKeyId(key.id()).status(StatusType.INACTIVE));
            refused(403, "InvalidClientTokenId", his::getUser);
            assertEquals(
                    StatusType.INACTIVE,
                    iam.listAccessKeys(r -> r.userName("bob"))
                            .accessKeyMetadata()
                            .get(0)
                            .status());
            iam.updateAccessKey(r -> r.userName("bob").accessKeyId(key.id()).status(StatusType.ACTIVE));
            his.getUser();
            iam.deleteAccessKey(r -> r.userName("bob").accessKeyId(key.id()));
            refused(403, "InvalidClientTokenId", his::getUser);
        }
        assertEquals(List.of(), idsOf(iam, "bob"));
        refused(
                404,
                "NoSuchEntity",
                () -> iam.deleteAccessKey(r -> r.userName("bob").accessKeyId(key.id())));
    }

    /** IAM is eventually consistent: for a while the key still signs. */
    @Test
    void anEndTakesItsTime() {
        AccessKey key = account.addKey(account.root());
        account.keys().setLag(Lag.ofQuestions(1));
        try (IamClient root = SdkClients.iam(server, key)) {
            root.deleteAccessKey(r -> r.accessKeyId(key.id()));
            assertEquals(List.of(), root.listAccessKeys().accessKeyMetadata());
            refused(403, "InvalidClientTokenId", root::listAccessKeys);
        }
    }

    @Test
    void othersKeysAreNoneOfTheUser() {
        AccessKey bobs = account.addKey(account.addUser("bob"));
        assertThrows(NoSuchEntityException.class, () -> iam.deleteAccessKey(r -> r.accessKeyId(bobs.id())));
        assertThrows(
                NoSuchEntityException.class,
                () -> iam.updateAccessKey(r -> r.accessKeyId(bobs.id()).status(StatusType.INACTIVE)));
        assertThrows(NoSuchEntityException.class, () -> idsOf(iam, "nobody"));
    }

    @Test
    void twoKeysAUserAndTheNewOneSigns() {
        software.amazon.awssdk.services.iam.model.AccessKey made =
                iam.createAccessKey().accessKey();
        assertEquals("alice", made.userName());
        AccessKey issued = account.keys().signing(made.accessKeyId()).orElseThrow();
        assertEquals(issued.secret(), made.secretAccessKey());
        try (IamClient second = SdkClients.iam(server, issued)) {
            second.getUser();
        }
        LimitExceededException full = assertThrows(LimitExceededException.class, iam::createAccessKey);
        assertTrue(full.getMessage().contains("Cannot exceed quota for AccessKeysPerUser: 2"), full.getMessage());
    }

    @Test
    void lastUseIsWhatTheServerSaw() {
        AccessKey bobs = account.addKey(account.addUser("bob"));
        AccessKeyLastUsed never = lastUsed(bobs);
        assertNull(never.lastUsedDate());
        assertEquals("N/A", never.serviceName());
        assertEquals("N/A", never.region());
        SdkClients.sts(server, bobs).getCallerIdentity();
        AccessKeyLastUsed once = lastUsed(bobs);
        assertEquals(Bench.NOW, once.lastUsedDate());
        assertEquals("sts", once.serviceName());
        assertEquals("eu-central-1", once.region());
        // The first use in fifteen minutes is kept.
        server.clock().setOffset(Duration.ofMinutes(14));
        SdkClients.iam(server, bobs).getUser();
        assertEquals("sts", lastUsed(bobs).serviceName());
        server.clock().setOffset(Duration.ofMinutes(15));
        SdkClients.iam(server, bobs).getUser();
        assertEquals("iam", lastUsed(bobs).serviceName());
        assertEquals("us-east-1", lastUsed(bobs).region());
        Instant then = Instant.parse("2024-12-02T10:00:00Z");
        account.keys().setUsed(bobs, new Keys.Use(then, "s3", "us-east-1"));
        assertEquals(then, lastUsed(bobs).lastUsedDate());
    }

    /** A signature that was refused is no use of the key. */
    @Test
    void aWrongSecretIsNoUse() {
        AccessKey bobs = account.addKey(account.addUser("bob"));
        AccessKey forged = new AccessKey(
                bobs.id(), "x".repeat(40), "", AccessKey.Kind.LONG_TERM, bobs.principal(), false, Instant.MAX);
        try (IamClient liar = SdkClients.iam(server, forged)) {
            refused(403, "SignatureDoesNotMatch", liar::getUser);
        }
        assertNull(lastUsed(bobs).lastUsedDate());
    }

    @Test
    void anUnknownKeyIsAccessDenied() {
        AwsServiceException refused = refused(
                403, "AccessDenied", () -> iam.getAccessKeyLastUsed(r -> r.accessKeyId("AKIAIOSFODNN7EXAMPLE")));
        assertTrue(refused.getMessage().contains("access key AKIAIOSFODNN7EXAMPLE"), refused.getMessage());
    }

    @Test
    void whoMayNotSeeKeysIsToldSo() {
        account.addUser("bob");
        bench.alice.setPolicies(Policies.FORCE_MFA);
        AwsServiceException refused = refused(403, "AccessDenied", () -> idsOf(iam, "bob"));
        assertTrue(
                refused.getMessage()
                        .contains("is not authorized to perform: iam:ListAccessKeys on resource:"
                                + " arn:aws:iam::123456789012:user/bob"),
                refused.getMessage());
    }

    @Test
    void parametersAreChecked() {
        Map<String, Executable> calls = Map.of(
                "satisfy regular expression", () -> iam.getAccessKeyLastUsed(r -> r.accessKeyId("AKIA-0123456789ABC")),
                "greater than or equal to 16", () -> iam.deleteAccessKey(r -> r.accessKeyId("AKIA")),
                "not be null", () -> iam.updateAccessKey(r -> r.accessKeyId(bench.key.id())));
        calls.forEach((why, call) ->
                assertTrue(refused(400, "ValidationError", call).getMessage().contains(why), why));
        assertFalse(idsOf(iam, "alice").isEmpty());
    }

    private AccessKeyLastUsed lastUsed(AccessKey key) {
        return iam.getAccessKeyLastUsed(r -> r.accessKeyId(key.id())).accessKeyLastUsed();
    }

    private static List<String> idsOf(IamClient client, String user) {
        return client.listAccessKeysPaginator(r -> r.userName(user)).accessKeyMetadata().stream()
                .map(AccessKeyMetadata::accessKeyId)
                .toList();
    }

    private static AwsServiceException refused(int status, String code, Executable call) {
        AwsServiceException refused = assertThrows(AwsServiceException.class, call);
        assertEquals(code, refused.awsErrorDetails().errorCode());
        assertEquals(status, refused.statusCode());
        return refused;
    }
}
