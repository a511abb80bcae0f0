package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is in the account that scripts/local-iam starts, by its options. */
final class InhabitantsTest {
    private final LocalIam server;
    private final Account account;

    InhabitantsTest() throws IOException {
        server = LocalIam.builder()
                .clock(InstantSource.fixed(Bench.NOW))
                .random(new Random(1))
                .start();
        account = server.account();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void theArticlesAccount() throws IOException {
        Map<String, AccessKey> keys = moveIn("--article");
        assertEquals(List.of("root", "alice", "carol", "deploy"), List.copyOf(keys.keySet()));
        assertEquals(
                Bench.NOW.minus(Duration.ofDays(712)),
                account.keys().state(keys.get("root")).created());
        assertTrue(account.root().password().isPresent());
        assertEquals(List.of(), account.devices().of(account.root()));
        Principal bob = account.user("bob").orElseThrow();
        assertTrue(bob.password().isPresent());
        assertEquals(List.of(), account.devices().of(bob));
        assertEquals(
                1, account.devices().of(account.user("alice").orElseThrow()).size());
        assertEquals(
                Bench.NOW.minus(Duration.ofDays(401)),
                account.keys().state(keys.get("carol")).created());
        assertEquals(2, account.groups().size());
    }

    @Test
    void whatTheyHave() throws IOException {
        Map<String, AccessKey> keys = moveIn(
                "--user",
                "alice",
                "--plain-user=bob",
                "--password",
                "bob:30",
                "--key",
                "bob:401:inactive",
                "--key",
                "alice:3",
                "--device",
                "bob",
                "--group",
                "developers:alice,bob:ReadOnlyAccess,IAMUserChangePassword",
                "--group",
                "empty:",
                "--users",
                "12",
                "--report",
                "3");
        assertEquals(Set.of("alice", "bob"), keys.keySet());
        Principal bob = account.user("bob").orElseThrow();
        Keys.State bobs = account.keys().state(keys.get("bob"));
        assertEquals(Bench.NOW.minus(Duration.ofDays(401)), bobs.created());
        assertFalse(bobs.active());
        assertEquals(
                Bench.NOW.minus(Duration.ofDays(30)),
                bob.password().orElseThrow().created());
        assertEquals(1, account.devices().of(bob).size());
        assertEquals(2, account.keys().of(account.user("alice").orElseThrow()).size());
        Group developers = account.group("developers").orElseThrow();
        assertEquals(2, developers.members().size());
        assertEquals(2, developers.grants().attached().size());
        assertEquals(List.of(), account.group("empty").orElseThrow().members());
        assertEquals(14, account.users().size());
        assertEquals("COMPLETE", account.report().generate());
    }

    @Test
    void members() throws IOException {
        moveIn("--member", "222222222222:500", "--member", "333333333333", "--member=444444444444:5:inactive");
        Account second = server.organization().member("222222222222").orElseThrow();
        AccessKey key = second.keys().of(second.root()).get(0);
        assertEquals(
                Bench.NOW.minus(Duration.ofDays(500)), second.keys().state(key).created());
        Account third = server.organization().member("333333333333").orElseThrow();
        assertEquals(List.of(), third.keys().of(third.root()));
        assertTrue(third.root().password().isEmpty());
        Account fourth = server.organization().member("444444444444").orElseThrow();
        assertFalse(fourth.keys().state(fourth.keys().of(fourth.root()).get(0)).active());
    }

    /** Made up, and the same each time: nobody is surprised by other findings tomorrow. */
    @Test
    void theCrowdIsOfAllSorts() {
        account.addMadeUpUsers(120);
        List<Principal> users = account.users();
        assertEquals(
                80, users.stream().filter(user -> user.password().isPresent()).count());
        assertEquals(90, account.devices().all().size());
        assertEquals(
                60,
                users.stream()
                        .filter(user -> !account.keys().of(user).isEmpty())
                        .count());
        assertTrue(users.stream().allMatch(user -> user.policies().isEmpty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--key=nobody",
                "--key=root:old",
                "--password=",
                "--group=x",
                "--group=x:nobody",
                "--group=x::NoSuchPolicy",
                "--member=12",
                "--member=123456789012",
                "--bucket=many",
                "--users=many",
                "--users=5001"
            })
    void whatCannotBeIsRefused(String option) {
        assertThrows(IllegalArgumentException.class, () -> moveIn("--root", option));
    }

    private Map<String, AccessKey> moveIn(String... arguments) throws IOException {
        return Inhabitants.moveIn(StartOptions.parse(List.of(arguments)), server);
    }
}
