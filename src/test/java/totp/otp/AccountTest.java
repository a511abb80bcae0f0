package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import totp.crypto.Bytes;
import totp.crypto.Secret;

final class AccountTest {
    private static final UUID ID = UUID.fromString("6ba7b810-9dad-41d1-80b4-00c04fd430c8");

    /** Methods without parameters that tell no part of an account. */
    private static final Set<String> NO_PARTS = Set.of("toBuilder", "copy", "lacksPin", "close", "toString");

    @Test
    void builderOfAnAccountKeepsEveryPart() throws ReflectiveOperationException {
        Account account = full();
        Map<String, Object> parts = parts(account);
        assertEquals(18, parts.size(), parts.keySet().toString());
        assertEquals(parts, parts(account.toBuilder().build()));
    }

    @Test
    void aCopyOutlivesTheAccountThatItWasMadeOf() throws ReflectiveOperationException {
        Account account = full();
        Account copy = account.copy();
        Map<String, Object> parts = parts(account);
        Map<String, Object> same = parts(copy);
        for (String secret : List.of("secret", "pin")) {
            assertTrue(((Secret) parts.remove(secret)).sameAs((Secret) same.remove(secret)), secret);
        }
        assertEquals(parts, same);
        account.close();
        assertTrue(copy.secret().length() > 0);
        assertTrue(copy.pin().length() > 0);
    }

    /** Without this the test above could not see a part that the builder forgets. */
    @Test
    void fullAccountDiffersFromAPlainOneInEveryPart() throws ReflectiveOperationException {
        Map<String, Object> full = parts(full());
        Map<String, Object> plain = parts(Account.builder(
                        UUID.fromString("00000000-0000-4000-8000-000000000000"), "", Totp.DEFAULT, Bytes.secret(""))
                .build());
        assertEquals(full.keySet(), plain.keySet());
        full.forEach((name, value) -> assertNotEquals(plain.get(name), value, name));
    }

    @Test
    void everyPartIsReadBackAsItWasSet() {
        Secret secret = Bytes.secret("secret");
        Secret pin = Bytes.secret("1234");
        AwsDevice aws = new AwsDevice("arn:aws:iam::123456789012:mfa/alice", "alice", "123456789012", "aws");
        Account account = Account.builder(ID, "other", Steam.DEFAULT, Bytes.secret("other"))
                .name("name")
                .otp(Motp.DEFAULT)
                .secret(secret)
                .issuer("issuer")
                .accountName("account")
                .pin(pin)
                .aliases(List.of("alias"))
                .tags(List.of("tag"))
                .sites(List.of("login.example.com"))
                .note("note")
                .favorite(true)
                .state(Account.State.PENDING)
                .aws(aws)
                .trashed(Instant.ofEpochSecond(1))
                .created(Instant.ofEpochSecond(2))
                .modified(Instant.ofEpochSecond(3))
                .revision(4)
                .build();
        assertEquals(ID, account.id());
        assertEquals("name", account.name());
        assertEquals(Motp.DEFAULT, account.otp());
        assertSame(secret, account.secret());
        assertEquals("issuer", account.issuer());
        assertEquals("account", account.accountName());
        assertSame(pin, account.pin());
        assertEquals(List.of("alias"), account.aliases());
        assertEquals(List.of("tag"), account.tags());
        assertEquals("note", account.note());
        assertTrue(account.isFavorite());
        assertEquals(Account.State.PENDING, account.state());
        assertSame(aws, account.aws());
        assertEquals(Instant.ofEpochSecond(1), account.trashed());
        assertEquals(Instant.ofEpochSecond(2), account.created());
        assertEquals(Instant.ofEpochSecond(3), account.modified());
        assertEquals(4, account.revision());
    }

    @Test
    void absentPartsAreEmpty() {
        Account account =
                Account.builder(ID, "name", Totp.DEFAULT, Bytes.secret("s")).build();
        assertEquals("", account.issuer());
        assertEquals("", account.accountName());
        assertEquals("", account.note());
        assertFalse(account.isFavorite());
        assertEquals(List.of(), account.aliases());
        assertEquals(List.of(), account.tags());
        assertEquals(Account.State.ACTIVE, account.state());
        assertEquals(0, account.revision());
        assertNull(account.pin());
        assertNull(account.aws());
        assertNull(account.trashed());
        assertNull(account.created());
        assertNull(account.modified());
    }

    @Test
    void changingACopyLeavesTheOriginal() {
        Account account = full();
        Account renamed = account.toBuilder().name("renamed").tags(List.of()).build();
        assertEquals("renamed", renamed.name());
        assertEquals("name", account.name());
        assertEquals(List.of("tag 1", "tag 2"), account.tags());
        assertSame(account.secret(), renamed.secret());
    }

    @Test
    void listsCannotBeChangedFromOutside() {
        List<String> aliases = new ArrayList<>(List.of("alias"));
        Account account = Account.builder(ID, "name", Totp.DEFAULT, Bytes.secret("s"))
                .aliases(aliases)
                .build();
        aliases.add("later");
        assertEquals(List.of("alias"), account.aliases());
        assertThrows(
                UnsupportedOperationException.class, () -> account.aliases().add("later"));
        assertThrows(UnsupportedOperationException.class, () -> account.tags().add("later"));
    }

    @Test
    void closeErasesSecretAndPin() {
        byte[] secret = Bytes.utf8("secret");
        byte[] pin = Bytes.utf8("1234");
        Account.builder(ID, "name", Motp.DEFAULT, Secret.adopt(secret))
                .pin(Secret.adopt(pin))
                .build()
                .close();
        assertEquals("00".repeat(6), Bytes.hex(secret));
        assertEquals("00".repeat(4), Bytes.hex(pin));
    }

    @Test
    void accountWithoutPinCloses() {
        byte[] secret = Bytes.utf8("secret");
        Account.builder(ID, "name", Totp.DEFAULT, Secret.adopt(secret)).build().close();
        assertEquals("00".repeat(6), Bytes.hex(secret));
    }

    @Test
    void toStringTellsTheNameOnly() {
        assertEquals("Account[name]", full().toString());
    }

    @Test
    void schemesWithAPinLackItUntilItIsThere() {
        Secret secret = Bytes.secret("s");
        for (Otp otp : List.of(Motp.DEFAULT, Yandex.DEFAULT)) {
            Account account = Account.builder(ID, "name", otp, secret).build();
            assertTrue(account.lacksPin(), otp.type());
            assertFalse(account.toBuilder().pin(Bytes.secret("1")).build().lacksPin(), otp.type());
        }
        for (Otp otp : List.of(Totp.DEFAULT, Steam.DEFAULT, new Hotp(Algorithm.SHA1, 6, 0))) {
            assertFalse(Account.builder(ID, "name", otp, secret).build().lacksPin(), otp.type());
        }
    }

    private static Account full() {
        return Account.builder(ID, "name", new Yandex(8, 60), Bytes.secret("MARKERMARKERMARK"))
                .issuer("issuer")
                .accountName("account")
                .pin(Bytes.secret("1234"))
                .aliases(List.of("alias 1", "alias 2"))
                .tags(List.of("tag 1", "tag 2"))
                .sites(List.of("login.example.com"))
                .note("note")
                .favorite(true)
                .state(Account.State.PENDING)
                .aws(new AwsDevice("arn:aws:iam::123456789012:mfa/alice", "alice", "123456789012", "aws"))
                .trashed(Instant.ofEpochSecond(1_700_000_003))
                .created(Instant.ofEpochSecond(1_700_000_001))
                .modified(Instant.ofEpochSecond(1_700_000_002))
                .revision(7)
                .build();
    }

    /** Every public accessor with its value, so that a part added later cannot be forgotten here; null is a text. */
    private static Map<String, Object> parts(Account account) throws ReflectiveOperationException {
        Map<String, Object> parts = new TreeMap<>();
        for (Method method : Account.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && !method.isSynthetic()
                    && method.getParameterCount() == 0
                    && !NO_PARTS.contains(method.getName())) {
                Object value = method.invoke(account);
                parts.put(method.getName(), value == null ? "null" : value);
            }
        }
        return parts;
    }
}
