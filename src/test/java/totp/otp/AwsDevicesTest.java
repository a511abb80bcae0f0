package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import totp.crypto.Secret;

/** Whose an ARN is where several accounts have it. */
class AwsDevicesTest {
    private static final String ARN = "arn:aws:iam::123456789012:mfa/alice";
    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2026-02-01T00:00:00Z");

    /** Vaults of earlier versions, and imports of older copies, have no mark. */
    @Test
    void theOneThatWasMadeLastHasTheArn() {
        Account old = account(1, ARN, EARLY, null);
        Account recent = account(2, ARN, LATE, null);
        for (List<Account> accounts : List.of(List.of(old, recent), List.of(recent, old))) {
            assertHolder(recent, accounts);
            assertEquals(true, AwsDevices.isStale(accounts, old));
            assertEquals(false, AwsDevices.isStale(accounts, recent));
        }
    }

    @Test
    void ofThoseWithoutATimeTheLastInTheListHasIt() {
        assertHolder(account(2, ARN, null, null), List.of(account(1, ARN, null, null), account(2, ARN, null, null)));
        assertHolder(account(1, ARN, EARLY, null), List.of(account(1, ARN, EARLY, null), account(2, ARN, null, null)));
    }

    /** A clock that was wrong made the former one look newer; the mark knows better. */
    @Test
    void aMarkCountsMoreThanTimes() {
        Account marked = account(1, ARN, LATE, LATE);
        Account recent = account(2, ARN, EARLY, null);
        assertHolder(recent, List.of(marked, recent));
        assertEquals(true, AwsDevices.isStale(List.of(marked, recent), marked));
        assertEquals(true, AwsDevices.isStale(List.of(marked), marked));
        assertEquals(Optional.empty(), AwsDevices.holder(List.of(marked), ARN));
    }

    @Test
    void othersAreNobodysAndNeverStale() {
        Account other = account(1, ARN + "-2", EARLY, null);
        Account none = Account.builder(new UUID(0, 9), "github", Totp.DEFAULT, Secret.adopt(new byte[20]))
                .build();
        assertEquals(Optional.empty(), AwsDevices.holder(List.of(other, none), ARN));
        assertEquals(false, AwsDevices.isStale(List.of(other, none), none));
        assertEquals(false, AwsDevices.isStale(List.of(other, none), other));
    }

    private static void assertHolder(Account expected, List<Account> accounts) {
        assertEquals(
                Optional.of(expected.id()), AwsDevices.holder(accounts, ARN).map(Account::id));
    }

    private static Account account(int id, String serial, @Nullable Instant created, @Nullable Instant stale) {
        return Account.builder(new UUID(0, id), "a" + id, Totp.DEFAULT, Secret.adopt(new byte[20]))
                .aws(new AwsDevice(serial, "alice", "123456789012", "aws", null, stale))
                .created(created)
                .build();
    }
}
