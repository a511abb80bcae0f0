package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.AwsDevice;
import totp.otp.Hotp;
import totp.otp.Motp;
import totp.otp.Otp;
import totp.otp.Steam;
import totp.otp.Totp;
import totp.otp.Yandex;
import totp.vault.VaultException.Reason;

/** The JSON inside a vault: what is refused, what is kept, and that nothing is lost on the way out and in. */
class PayloadTest {
    private static final String ID = "\"id\":\"5d1f0c3e-0000-4000-8000-000000000001\"";
    private static final String ENTRY = "{" + ID + ",\"secret\":\"MTIz\"}";

    @Test
    void absentMembersTakeTheirDefaults() throws VaultException {
        Account account = only("{\"format\":1,\"entries\":[" + ENTRY + "]}");
        assertEquals("5d1f0c3e-0000-4000-8000-000000000001", account.name());
        assertEquals(Totp.DEFAULT, account.otp());
        assertEquals(Account.State.ACTIVE, account.state());
        assertEquals("", account.issuer() + account.accountName() + account.note());
        assertTrue(account.aliases().isEmpty() && account.tags().isEmpty());
        assertNull(account.aws());
        assertNull(account.created());
        assertNull(account.trashed());
        assertEquals(0, account.revision());
    }

    @Test
    void unknownMembersAreKeptAtEveryLevelAsTheyStand() throws VaultException {
        List<String> kept = List.of(
                "\"top\" : {\"a\":[1, 2.50, -0.0, 1E+2 , null,true,\"\\u00e9\"] }",
                "\"more\":\"x\"",
                "\"inEntry\":  [ {} ]",
                "\"second\":9007199254740992",
                "\"inAws\":\"\\\"}\"",
                "\"inTombstone\":false",
                "{\"own\": [1 ,2]}");
        String json = "{\"format\":1," + kept.get(0) + ",\"entries\":[{" + ID + ",\"secret\":\"MTIz\","
                + kept.get(2) + ",\"aws\":{\"serial\":\"s\"," + kept.get(4) + "}," + kept.get(3)
                + "}],\"tombstones\":[{\"id\":\"5d1f0c3e-0000-4000-8000-000000000002\"," + kept.get(5)
                + "}],\"settings\":" + kept.get(6) + "," + kept.get(1) + "}";
        String once = rewritten(json);
        for (String member : kept) {
            assertTrue(once.contains(member), member + " in " + once);
        }
        assertEquals(once, rewritten(once));
    }

    @Test
    void entriesOfAnUnknownTypeAreKeptWhole() throws VaultException {
        String foreign = "{" + ID + ",\"type\":\"ocra\",\"suite\":{\"x\":1},\"secret\":\"MTIz\"}";
        String known = "{\"id\":\"5d1f0c3e-0000-4000-8000-000000000002\",\"name\":\"a\",\"secret\":\"MTIz\"}";
        try (Payload payload = read("{\"format\":1,\"entries\":[" + foreign + "," + known + "," + "{\"id\":"
                + "\"5d1f0c3e-0000-4000-8000-000000000003\",\"algorithm\":\"SHA3\",\"secret\":\"MTIz\"}]}")) {
            assertEquals(1, payload.entries.size());
            assertEquals(2, payload.foreignEntries.size());
            assertTrue(text(PayloadWriter.write(payload)).contains(foreign));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"format\":1",
                "{\"format\":1}x",
                "{\"format\":1} {}",
                "\ufeff{\"format\":1}",
                "{\"format\":1.0}",
                "{\"format\":\"1\"}",
                "{\"format\":1,\"format\":1}",
                "{\"format\":1,\"x\":{\"a\":1,\"a\":2}}",
                "{\"format\":1,\"x\":NaN}",
                "{\"format\":1,\"x\":9007199254740993}",
                "{\"format\":1,\"x\":12345678901234567890123}",
                "{\"format\":1,\"x\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}",
                "{\"format\":1,\"entries\":{}}",
                "{\"format\":1,\"entries\":[1]}",
                "{\"format\":1,\"entries\":[{\"secret\":\"MTIz\"}]}",
                "{\"format\":1,\"entries\":[{" + ID + "}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"\"}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTI\"}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"M*Iz\"}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MR==\"}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MT Iz\"}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":12}]}",
                "{\"format\":1,\"entries\":[" + ENTRY + "," + ENTRY + "]}",
                "{\"format\":1,\"entries\":[" + ENTRY + "],\"tombstones\":[{" + ID + "}]}",
                "{\"format\":1,\"entries\":[{\"id\":\"x\",\"secret\":\"MTIz\"}]}",
                "{\"format\":1,\"entries\":[{\"id\":\"5D1F0C3E-0000-4000-8000-000000000001\",\"secret\":\"MTIz\"}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"digits\":0}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"digits\":11}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"digits\":6.0}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"digits\":1e999}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"period\":0}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"counter\":-1}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"name\":\"\\ud800\"}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"name\":\"\\u0000\"}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"name\":null}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"state\":\"gone\"}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"created\":\"2026-02-30T00:00:00Z\"}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"tags\":[1]}]}",
                "{\"format\":1,\"entries\":[{" + ID + ",\"secret\":\"MTIz\",\"aws\":{}}]}",
                "{\"format\":1,\"history\":[\"00\"]}",
                "{\"format\":1,\"history\":[\"zz000000000000000000000000000000\"]}",
                "{\"format\":1,\"next_slot\":0}",
                "{\"format\":1,\"next_slot\":65537}",
                "{\"format\":1,\"key_epoch\":-1}",
                "{\"format\":1,\"settings\":[]}",
                "{\"format\":1,\"critical\":\"x\"}"
            })
    void jsonThatTheFormatDoesNotDescribeIsRefused(String json) {
        assertEquals(Reason.CONTENT, refusal(json).reason());
    }

    @Test
    void aNewerFormatIsNamedAsNewer() {
        assertEquals(Reason.NEWER, refusal("{\"format\":2}").reason());
        assertEquals(Reason.NEWER, refusal("{\"format\":0}").reason());
    }

    @Test
    void sixteenLevelsAreTaken() throws VaultException {
        read("{\"format\":1,\"x\":" + "[".repeat(15) + "]".repeat(15) + "}").close();
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[][] sequences = {
            {(byte) 0xc0, (byte) 0x80},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xff},
            {(byte) 0xe2, (byte) 0x82}
        };
        for (byte[] sequence : sequences) {
            byte[] json = TestVaults.ascii("{\"format\":1,\"x\":\"????\"}");
            System.arraycopy(sequence, 0, json, 17, sequence.length);
            VaultException refusal = assertThrows(VaultException.class, () -> PayloadReader.read(Secret.copyOf(json)));
            assertEquals(Reason.CONTENT, refusal.reason());
        }
    }

    @Test
    void tenThousandEntriesAreTakenAndOneMoreIsNot() throws VaultException {
        StringBuilder json = new StringBuilder("{\"format\":1,\"entries\":[");
        for (int i = 0; i < Payload.ENTRIES_MAX; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"")
                    .append(new UUID(1, i))
                    .append("\",\"secret\":\"MTIz\"}");
        }
        try (Payload payload = read(json + "]}")) {
            assertEquals(Payload.ENTRIES_MAX, payload.size());
        }
        assertEquals(
                Reason.CONTENT,
                refusal(json + "],\"tombstones\":[{\"id\":\"" + new UUID(2, 0) + "\"}]}")
                        .reason());
    }

    @Test
    void refusalsDoNotQuoteTheContent() {
        VaultException refusal = refusal("{\"format\":1,\"entries\":[{\"secret\":MARKER}]}");
        assertFalse(String.valueOf(refusal.getMessage()).contains("MARKER"));
        assertNull(refusal.getCause());
    }

    @Test
    void everyAccountComesBackAsItWas() throws VaultException {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        List<Account> accounts = new ArrayList<>();
        try (Payload payload = new Payload()) {
            for (int i = 0; i < 500; i++) {
                Account account = randomAccount(random, i);
                accounts.add(account);
                payload.entries.add(Payload.Entry.of(account));
            }
            payload.history = List.of(Id.random(new totp.SeededRandom(seed)));
            payload.nextSlotId = 7;
            payload.keyEpoch = 3;
            try (Payload back = read(text(PayloadWriter.write(payload)))) {
                assertEquals(payload.history, back.history);
                assertEquals(7, back.nextSlotId);
                assertEquals(3, back.keyEpoch);
                for (int i = 0; i < accounts.size(); i++) {
                    assertSame(accounts.get(i), back.entries.get(i).account(), "seed " + seed + ", account " + i);
                }
            }
        }
    }

    private static void assertSame(Account expected, Account found, String where) {
        assertEquals(describe(expected), describe(found), where);
        assertTrue(expected.secret().sameAs(found.secret()), where);
        Secret pin = expected.pin();
        Secret foundPin = found.pin();
        assertEquals(pin == null, foundPin == null, where);
        if (pin != null && foundPin != null) {
            assertTrue(pin.sameAs(foundPin), where);
        }
    }

    private static List<Object> describe(Account account) {
        return List.of(
                account.id(),
                account.name(),
                account.issuer(),
                account.accountName(),
                account.otp(),
                account.aliases(),
                account.tags(),
                account.note(),
                account.isFavorite(),
                account.state(),
                String.valueOf(account.aws()),
                String.valueOf(account.trashed()),
                String.valueOf(account.created()),
                String.valueOf(account.modified()),
                account.revision());
    }

    private static Account randomAccount(SplittableRandom random, int i) {
        Otp[] otps = {
            new Totp(Algorithm.SHA512, 8, 60),
            new Totp(Algorithm.GOST3411_2012_256, 6, 30),
            new Hotp(Algorithm.SHA256, 7, random.nextLong(Hotp.COUNTER_MAX)),
            new Steam(5, 30),
            new Motp(6, 10),
            new Yandex(8, 30)
        };
        byte[] secret = new byte[1 + random.nextInt(64)];
        random.nextBytes(secret);
        Otp otp = otps[random.nextInt(otps.length)];
        return Account.builder(
                        new UUID(random.nextLong(), random.nextLong()), text(random) + i, otp, Secret.adopt(secret))
                .issuer(text(random))
                .accountName(text(random))
                .pin(otp.takesPin() ? Secret.adopt("p\u00efn\"".getBytes(StandardCharsets.UTF_8)) : null)
                .aliases(List.of(text(random), text(random)))
                .tags(random.nextBoolean() ? List.of() : List.of(text(random)))
                .note(text(random) + "\n\t" + text(random))
                .favorite(random.nextBoolean())
                .state(random.nextBoolean() ? Account.State.ACTIVE : Account.State.PENDING)
                .aws(random.nextBoolean() ? null : device(random))
                .trashed(random.nextBoolean() ? null : Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)))
                .created(Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)))
                .modified(Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)))
                .revision(random.nextLong(JsonCursor.INTEGER_MAX))
                .build();
    }

    private static String text(SplittableRandom random) {
        int[] characters = {'a', '"', '\\', '/', '\u00e9', 0x202e, 0x1f600, 0x65e5, 0x1b, ' '};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.appendCodePoint(characters[random.nextInt(characters.length)]);
        }
        return text.toString();
    }

    private static Payload read(String json) throws VaultException {
        return PayloadReader.read(Secret.adopt(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static Account only(String json) throws VaultException {
        Payload payload = read(json);
        assertEquals(1, payload.entries.size());
        return payload.entries.get(0).account();
    }

    private static VaultException refusal(String json) {
        return assertThrows(VaultException.class, () -> read(json), json);
    }

    private static String rewritten(String json) throws VaultException {
        try (Payload payload = read(json)) {
            return text(PayloadWriter.write(payload));
        }
    }

    private static AwsDevice device(SplittableRandom random) {
        return new AwsDevice(
                text(random),
                text(random),
                "123456789012",
                "aws",
                random.nextBoolean() ? null : text(random),
                random.nextBoolean() ? null : Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)));
    }

    private static String text(Secret json) {
        return json.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
