package totp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import totp.SeededRandom;
import totp.crypto.Bytes;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.Hotp;
import totp.otp.Motp;
import totp.otp.Otp;
import totp.otp.Steam;
import totp.otp.TimeBased;
import totp.otp.Totp;
import totp.otp.Yandex;
import totp.transfer.Exporter.Detail;

/** What is exported comes back by the importer of the same format, over accounts drawn by chance. */
class ExportersTest {
    private static final int ACCOUNTS = 400;
    private static final String PASSWORD = "Ein Passwort für die Ausfuhr: 鍵";
    private static final List<String> NAMES = List.of(
            "",
            "Nordwind",
            "日本銀行 🏦",
            "a:b",
            "with blank",
            "100%",
            "a+b&c=d#e?f",
            "\"quoted\", comma",
            "Steam",
            "anna@example.org",
            ":leading",
            "Ünïcode");

    /** Names that a format is known to change: its own marks. */
    private static boolean isOrdinary(String format, Account account) {
        boolean authenticator = format.equals("authenticator");
        return !(account.issuer().isEmpty() && account.accountName().isEmpty())
                && !(format.equals("google") && account.accountName().startsWith(":"))
                && !(authenticator
                        && (account.issuer().contains("::") || account.issuer().contains("%")));
    }

    static Stream<Arguments> formats() {
        return Exporters.formats().stream()
                .flatMap(format -> Stream.of(false, true)
                        .filter(encrypted ->
                                !encrypted || Exporters.of(format).orElseThrow().encrypts())
                        .map(encrypted -> Arguments.of(format, encrypted)));
    }

    @Test
    void everyFormatIsReadToo() {
        assertEquals(Set.of("aegis", "authenticator", "google", "uri"), new TreeSet<>(Exporters.formats()));
        assertTrue(Importers.formats().containsAll(Exporters.formats()));
        assertEquals(6, formats().count(), "two of the four can be encrypted");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whatIsWrittenIsReadBack(String format, boolean encrypted) throws TransferException {
        Exporter exporter = Exporters.of(format).orElseThrow();
        SplittableRandom random = new SplittableRandom(format.hashCode());
        List<Account> accounts = new ArrayList<>();
        while (accounts.size() < ACCOUNTS) {
            Account account = account(random);
            if (exporter.holds(account.otp()) && isOrdinary(format, account)) {
                accounts.add(account);
            }
        }
        List<String> expected = accounts.stream().map(a -> line(exporter, a)).toList();
        List<Entry> read = readBack(exporter, accounts, encrypted ? PASSWORD : null);
        assertEquals(
                String.join("\n", expected),
                String.join("\n", read.stream().map(ExportersTest::line).toList()));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void anEncryptedFileHoldsNoSecretAndOpensWithItsPasswordOnly(String format, boolean encrypted)
            throws TransferException {
        Exporter exporter = Exporters.of(format).orElseThrow();
        Account account = Account.builder(new UUID(1, 2), "x", Totp.DEFAULT, Bytes.secret("twenty bytes of key!"))
                .issuer("Issuer")
                .accountName("login")
                .build();
        try (Secret password = Bytes.secret(PASSWORD);
                Secret file = exporter.write(List.of(account), encrypted ? password : null, new SeededRandom(3))
                        .get(0)) {
            String text = Bytes.textOf(file);
            boolean tells = text.contains("ORZWK3TUPEQGE6LUMVZSA33GEBVWK6JB") || text.contains("Issuer");
            assertEquals(!encrypted && !format.equals("google"), tells);
            try (Content content = Content.adopt(file.use(byte[]::clone))) {
                if (encrypted) {
                    assertThrows(
                            WrongPasswordException.class, () -> Importers.read(content, Fixture.password("another")));
                } else {
                    assertEquals(format, Importers.read(content, Fixture.NONE).format());
                }
            }
        }
    }

    /** Two exports of the same accounts share no key, no nonce and no id. */
    @ParameterizedTest
    @MethodSource("formats")
    void theRandomnessIsTheCallers(String format, boolean encrypted) throws TransferException {
        Exporter exporter = Exporters.of(format).orElseThrow();
        Account account = Account.builder(new UUID(1, 2), "x", Totp.DEFAULT, Bytes.secret("twenty bytes of key!"))
                .issuer("Issuer")
                .build();
        try (Secret password = Bytes.secret(PASSWORD)) {
            Secret given = encrypted ? password : null;
            String one = Bytes.textOf(
                    exporter.write(List.of(account), given, new SeededRandom(3)).get(0));
            String same = Bytes.textOf(
                    exporter.write(List.of(account), given, new SeededRandom(3)).get(0));
            String other = Bytes.textOf(
                    exporter.write(List.of(account), given, new SeededRandom(4)).get(0));
            assertEquals(one, same);
            assertEquals(format.equals("uri"), one.equals(other));
        }
    }

    @Test
    void whatAFormatHasNoPlaceForIsSaid() {
        Exporter google = Exporters.of("google").orElseThrow();
        assertTrue(google.holds(new Totp(Algorithm.SHA512, 8, 30)));
        assertTrue(google.holds(new Hotp(Algorithm.SHA256, 6, 1)));
        for (Otp otp : List.of(
                new Totp(Algorithm.SHA1, 6, 60),
                new Totp(Algorithm.SHA1, 7, 30),
                new Totp(Algorithm.GOST3411_2012_256, 6, 30),
                Steam.DEFAULT,
                Motp.DEFAULT,
                Yandex.DEFAULT)) {
            assertFalse(google.holds(otp), otp.toString());
        }
        Exporter extension = Exporters.of("authenticator").orElseThrow();
        assertTrue(extension.holds(new Totp(Algorithm.GOST3411_2012_256, 6, 30)));
        assertFalse(extension.holds(Motp.DEFAULT));
        assertFalse(extension.holds(Yandex.DEFAULT));
        Exporter aegis = Exporters.of("aegis").orElseThrow();
        assertFalse(aegis.holds(new Totp(Algorithm.GOST3411_2012_512, 6, 30)));
        assertEquals(Set.of(Detail.values()), aegis.holds());
    }

    @Test
    void googlesExportIsCutIntoPartsOfTen() throws TransferException {
        Exporter google = Exporters.of("google").orElseThrow();
        SplittableRandom random = new SplittableRandom(5);
        List<Account> accounts = Stream.generate(() -> account(random))
                .filter(account -> google.holds(account.otp()))
                .limit(21)
                .toList();
        List<Secret> parts = google.write(accounts, null, new SeededRandom(3));
        assertEquals(3, parts.size());
        int accountsRead = 0;
        for (int i = 0; i < parts.size(); i++) {
            try (GoogleMigration part = GoogleMigration.parse(parts.get(i))) {
                assertEquals(i, part.index());
                assertEquals(3, part.size());
                accountsRead += part.accounts().size();
            }
        }
        assertEquals(21, accountsRead);
    }

    private static List<Entry> readBack(Exporter exporter, List<Account> accounts, @Nullable String password)
            throws TransferException {
        try (Secret given = Bytes.secret(password == null ? "" : password);
                Lines lines = new Lines()) {
            for (Secret part : exporter.write(accounts, password == null ? null : given, new SeededRandom(7))) {
                lines.add(part);
            }
            try (Secret whole = lines.take();
                    Content content = Content.adopt(whole.use(byte[]::clone))) {
                Importers.Imported imported =
                        Importers.read(content, password == null ? Fixture.NONE : Fixture.password(password));
                assertEquals(exporter.format(), imported.format());
                assertEquals(List.of(), imported.harvest().skipped());
                return imported.harvest().entries();
            }
        }
    }

    private static Account account(SplittableRandom random) {
        Algorithm algorithm = List.of(Algorithm.values()).get(random.nextInt(Algorithm.values().length));
        int digits = random.nextInt(1, 11);
        int period = List.of(30, 30, 60, 15, 1, 86_400).get(random.nextInt(6));
        Otp otp = switch (random.nextInt(8)) {
            case 0 -> new Hotp(algorithm, digits, random.nextLong(Hotp.COUNTER_MAX + 1));
            case 1 -> Steam.DEFAULT;
            case 2 -> Motp.DEFAULT;
            case 3 -> Yandex.DEFAULT;
            case 4, 5 -> Totp.DEFAULT;
            default -> new Totp(algorithm, digits, period);
        };
        byte[] secret = new byte[otp instanceof Yandex ? 16 : random.nextInt(1, 65)];
        random.nextBytes(secret);
        String issuer = NAMES.get(random.nextInt(NAMES.size()));
        String login = NAMES.get(random.nextInt(NAMES.size()));
        return Account.builder(new UUID(random.nextLong(), random.nextLong()), "name", otp, Secret.adopt(secret))
                .issuer(issuer)
                .accountName(login)
                .pin(otp.takesPin() && random.nextBoolean() ? Bytes.secret("1234") : null)
                .tags(random.nextBoolean() ? List.of() : List.of("Arbeit", "家"))
                .note(random.nextBoolean() ? "" : "two\nlines \"and\" marks")
                .build();
    }

    /** The account as the format is able to hold it. */
    private static String line(Exporter exporter, Account account) {
        Set<Detail> holds = exporter.holds();
        boolean pin = holds.contains(Detail.PINS)
                || (account.otp() instanceof Yandex && exporter.format().equals("uri"));
        return line(new Entry(
                account.issuer(),
                account.accountName(),
                account.otp(),
                account.secret().copy(),
                pin ? account.pin() : null,
                holds.contains(Detail.NOTES) ? account.note() : "",
                holds.contains(Detail.TAGS) ? account.tags() : List.of(),
                List.of()));
    }

    private static String line(Entry entry) {
        Otp otp = entry.otp();
        Secret pin = entry.pin();
        return String.join(
                "|",
                entry.issuer(),
                entry.account(),
                otp.type(),
                otp.algorithm().label(),
                Integer.toString(otp.digits()),
                otp instanceof Hotp hotp
                        ? Long.toString(hotp.counter())
                        : Integer.toString(((TimeBased) otp).periodSeconds()),
                entry.secret().use(HexFormat.of()::formatHex),
                pin == null ? "" : Bytes.textOf(pin),
                entry.note(),
                entry.groups().toString());
    }
}
