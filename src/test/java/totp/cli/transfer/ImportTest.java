package totp.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.WithVault;
import totp.cli.session.ExitCode;
import totp.qr.QrDrawing;

/** {@code import} as people and scripts meet it; what each format is made of is tested at the importers. */
class ImportTest extends WithVault {
    private static final Path FIXTURES = Path.of("src/test/imports");
    private static final String FIXTURE_PASSWORD =
            "Prüfung der Einfuhr: 鍵 🔑, long enough to fill more than one block of HMAC-SHA-256";

    @Test
    void goodEntriesComeInByOneSaveAndBadOnesAreNamed() throws IOException {
        String list = file(
                "list.txt",
                "otpauth://totp/Example:alice?secret=" + ONE + "&issuer=Example\n"
                        + "otpauth://totp/Example:alice?secret=" + TWO + "\notpauth://totp/Bad:bob?secret=0189\n");
        TestHost.Result result = expect(ExitCode.BAD_INPUT, "import", list);
        assertEquals("", result.out());
        assertTrue(result.err().contains("skipped entry 3 (Bad:bob): its secret cannot be read"), result.err());
        assertTrue(result.err().contains("list.txt (uri): imported 2 accounts, 1 left out"), result.err());
        assertTrue(result.err().contains("totp: error: 1 entry was left out"), result.err());
        assertEquals("Example:alice\nExample:alice~2\n", done("list").out());
        assertTrue(
                done("info").out().matches("(?s).*generation[: ]+2\\b.*"),
                done("info").out());
    }

    @Test
    void strictIsAllOrNothing() throws IOException {
        byte[] before = Files.readAllBytes(path("vault.totp"));
        String list = file("list.txt", "otpauth://totp/a?secret=" + ONE + "\notpauth://totp/b?secret=0189\n");
        TestHost.Result result = expect(ExitCode.BAD_INPUT, "import", "--strict", list);
        assertTrue(result.err().contains("1 entry was left out, so nothing was imported"), result.err());
        assertEquals("", result.out());
        assertTrue(expect(ExitCode.BAD_INPUT, "import", "--strict", "--json", list)
                .out()
                .contains("\"imported\":[],"));
        assertArrayEquals(before, Files.readAllBytes(path("vault.totp")));
    }

    @Test
    void aDryRunShowsTheTableAndWritesNothing() throws IOException {
        byte[] before = Files.readAllBytes(path("vault.totp"));
        String list = file("list.txt", "otpauth://totp/Example:alice?secret=" + ONE + "&tags=Work\n");
        String table = done("import", "--dry-run", list).out();
        assertEquals("""
                NAME           ISSUER   ACCOUNT  TYPE  TAGS
                Example:alice  Example  alice    totp  Work
                """, table);
        assertArrayEquals(before, Files.readAllBytes(path("vault.totp")));
        done("import", list);
        assertTrue(done("import", "--dry-run", list).out().contains("there already"));
    }

    /** Where codes may go is nothing to learn afterwards. */
    @Test
    void sitesComeOverAndADryRunShowsThem() throws IOException {
        String table = "name,login_uri,login_totp\nBank,https://login.bank.example/a," + ONE + "\nOther,," + TWO + "\n";
        String file = file("bitwarden.csv", table);
        assertEquals("""
                NAME   ISSUER  ACCOUNT  TYPE  TAGS  SITES
                Bank   Bank             totp        login.bank.example
                Other  Other            totp
                """, done("import", "--dry-run", file).out());
        done("import", file);
        assertTrue(done("show", "Bank", "--json").out().contains("\"sites\":[\"login.bank.example\"]"));
    }

    @Test
    void duplicatesAreToldBySecretAndParameters() throws IOException {
        String first = file("first.txt", "otpauth://totp/Example:alice?secret=" + ONE + "\n");
        done("import", first);
        // Another issuer and spelling, and in the file twice; once more with other digits, which makes other codes.
        String again = file(
                "again.txt",
                "otpauth://totp/Other:name?secret=" + ONE.toLowerCase(java.util.Locale.ROOT)
                        + "\notpauth://totp/Twice?secret=" + TWO + "\notpauth://totp/Thrice?secret=" + TWO
                        + "\notpauth://totp/Eight?secret=" + ONE + "&digits=8\n");
        TestHost.Result result = done("import", "--json", again);
        assertTrue(
                result.out()
                        .contains(
                                "\"duplicates\":[{\"name\":\"Example:alice\",\"issuer\":\"Other\",\"account\":\"name\",\"type\":\"totp\"},"
                                        + "{\"name\":\"Twice\""),
                result.out());
        assertEquals("Eight\nExample:alice\nTwice\n", done("list").out());
    }

    @Test
    void replaceKeepsNamesAndPutsTheFormerIntoTheTrash() throws IOException {
        done("import", file("first.txt", "otpauth://hotp/Example:alice?secret=" + ONE + "&counter=5\n"));
        done("edit", "Example:alice", "--alias", "short", "--tag", "mine");
        String again = file("again.txt", "otpauth://hotp/New:name?secret=" + ONE + "&counter=9&tags=theirs\n");
        done("import", "--on-duplicate", "replace", again);
        String account = done("show", "Example:alice", "--json").out();
        assertTrue(account.contains("\"issuer\":\"New\"") && account.contains("\"counter\":9"), account);
        assertTrue(account.contains("\"aliases\":[\"short\"]"), account);
        assertTrue(account.contains("\"tags\":[\"mine\",\"theirs\"]"), account);
        assertTrue(done("list", "--trash").out().contains("Example:alice"));
    }

    @Test
    void aReplacementKeepsTheGreaterCounterAndThePin() throws IOException {
        done("import", file("first.txt", "otpauth://hotp/Example:alice?secret=" + ONE + "&counter=50\n"));
        String earlier = file("earlier.txt", "otpauth://hotp/Example:alice?secret=" + ONE + "&counter=3\n");
        done("import", "--on-duplicate", "replace", earlier);
        assertTrue(done("show", "Example:alice", "--json").out().contains("\"counter\":50"));
        String later = file("later.txt", "otpauth://hotp/Example:alice?secret=" + ONE + "&counter=500\n");
        assertTrue(done("import", later).err().contains("the file's counter is further than the vault's"));
        assertTrue(done("show", "Example:alice", "--json").out().contains("\"counter\":50,"));

        String yandex = "otpauth://yaotp/Ya:ewa?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY";
        done("import", file("pin.txt", yandex + "&pin=G4ZTANI\n"));
        done("import", "--on-duplicate", "replace", file("no-pin.txt", yandex + "\n"));
        assertEquals(8, done("code", "Ya:ewa").out().strip().length());
        // Another PIN makes other codes.
        String other = file("other.txt", yandex + "&pin=GEZDGNA\n");
        done("import", other);
        assertTrue(done("import", other).err().contains("1 there already"));
        assertTrue(done("list").out().contains("Ya:ewa~2"));
    }

    @Test
    void whatTheFilesHoldTwiceIsNamed() throws IOException {
        String list =
                file("list.txt", "otpauth://totp/One?secret=" + ONE + "\notpauth://totp/Uno?secret=" + ONE + "\n");
        TestHost.Result result = done("import", list);
        assertTrue(result.err().contains("in the files more than once, and taken once: Uno"), result.err());
    }

    @Test
    void keepHasBoth() throws IOException {
        String list = file("list.txt", "otpauth://totp/Example:alice?secret=" + ONE + "\n");
        done("import", list);
        done("import", "--on-duplicate", "keep", list);
        assertEquals("Example:alice\nExample:alice~2\n", done("list").out());
        expect(ExitCode.USAGE, "import", "--on-duplicate", "ask", list);
    }

    @Test
    void groupsBecomeTagsAndNotesAreKept() {
        expect(
                ExitCode.BAD_INPUT,
                "import",
                FIXTURES.resolve("aegis/plain.json").toString());
        String account = done("show", "日本銀行 🏦:山田@例え.jp", "--json").out();
        assertTrue(account.contains("\"tags\":[\"Arbeit\",\"家\"]"), account);
        assertTrue(account.contains("\"note\":\"first line\\nsecond"), account);
    }

    @Test
    void theExtensionsFaultsAreTold() {
        TestHost.Result result = expect(
                ExitCode.BAD_INPUT,
                "import",
                "--json",
                FIXTURES.resolve("authenticator/damage.json").toString());
        assertTrue(result.err().contains("version 8 of the extension imported these"), result.err());
        assertTrue(result.out().contains("\"warnings\":[\"Nordwind:anna, dora: version 8"), result.out());
    }

    @Test
    void passwordsComeFromAFileOrTheTerminal() throws IOException {
        String encrypted = FIXTURES.resolve("proton/encrypted-costly.json").toString();
        TestHost.Result nobody = expect(ExitCode.CANNOT_ASK, "import", encrypted);
        assertTrue(nobody.err().contains("--import-passphrase-file"), nobody.err());
        String wrong = file("wrong", "no password");
        assertTrue(expect(ExitCode.WRONG_SECRET, "import", encrypted, "--import-passphrase-file", wrong)
                .err()
                .contains("the password is wrong"));
        TestHost.Result typed = host().run(List.of("import", encrypted), "", List.of("wrong", FIXTURE_PASSWORD));
        assertTrue(typed.code() == ExitCode.DONE || typed.code() == ExitCode.BAD_INPUT, typed.err());
        assertTrue(typed.tty().contains("[hidden]Password of " + encrypted), typed.tty());
        assertTrue(typed.err().contains("the password does not open it"), typed.err());
        assertFalse(done("list").out().isEmpty());
        TestHost.Result thrice = host().run(List.of("import", encrypted), "", List.of("a", "b", "c", FIXTURE_PASSWORD));
        assertEquals(ExitCode.WRONG_SECRET, thrice.code());
        TestHost.Result empty = host().run(List.of("import", encrypted), "", List.of("", FIXTURE_PASSWORD));
        assertEquals(ExitCode.WRONG_SECRET, empty.code(), "an empty answer gives up");
        expect(ExitCode.USAGE, "import", encrypted, "--import-passphrase-file", wrong, "--import-passphrase-fd", "7");
    }

    @Test
    void recordsUnderAnotherPasswordAreAskedForAndMayBeLeft() {
        String mixed = FIXTURES.resolve("authenticator/encrypted-1.json").toString();
        TestHost.Result both = host().run(List.of("import", mixed), "", List.of(FIXTURE_PASSWORD, "another one"));
        assertEquals(ExitCode.DONE, both.code(), both.err());
        assertTrue(both.tty().contains("Password of the account that is left"), both.tty());
        assertEquals("Alpha:a\nBeta:a\nGamma:a\n", done("list").out());
        TestHost.Result left = host().run(List.of("import", "--dry-run", mixed), "", List.of(FIXTURE_PASSWORD, ""));
        assertEquals(ExitCode.BAD_INPUT, left.code(), left.err());
        assertTrue(left.err().contains("another password encrypts it, or it is damaged"), left.err());
    }

    @Test
    void partsOfAnExportMayComeFromSeveralFilesAndPictures() throws Exception {
        List<String> parts = Files.readAllLines(FIXTURES.resolve("google/both-parts.txt"));
        Path picture = path("part-2.png");
        Files.write(picture, QrDrawing.of(parts.get(1)).png());
        TestHost.Result one = expect(ExitCode.BAD_INPUT, "import", file("part-1.txt", parts.get(0)));
        assertTrue(one.err().contains("of 2 parts of this export part 2 is missing"), one.err());
        TestHost.Result strict = expect(ExitCode.BAD_INPUT, "import", "--strict", "--json", picture.toString());
        assertTrue(strict.err().contains("parts of an export are missing, so nothing was imported"), strict.err());
        assertTrue(strict.out().contains("\"warnings\":[\"of 2 parts of this export part 1 is missing"), strict.out());
        TestHost.Result both =
                expect(ExitCode.BAD_INPUT, "import", path("part-1.txt").toString(), picture.toString(), "--json");
        assertFalse(both.err().contains("missing"), both.err());
        assertTrue(
                both.out().contains("part-2.png\",\"format\":\"google\",\"imported\":[{\"name\":\"cleo\""), both.out());
        expect(ExitCode.NOT_FOUND, "import", blank().toString());
    }

    private Path blank() throws Exception {
        Path file = path("blank.png");
        java.awt.image.BufferedImage image =
                new java.awt.image.BufferedImage(40, 40, java.awt.image.BufferedImage.TYPE_INT_RGB);
        javax.imageio.ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test
    void whatCannotBeReadIsNamedAndNothingComesOfItsCompany() throws IOException {
        String good = file("good.txt", "otpauth://totp/a?secret=" + ONE + "\n");
        String raivo = file(
                "raivo.json", "[{\"issuer\":\"a\",\"kind\":\"TOTP\",\"timer\":\"30\",\"secret\":\"" + ONE + "\"}]");
        TestHost.Result result = expect(ExitCode.BAD_INPUT, "import", good, raivo);
        assertTrue(result.err().contains("raivo.json: it is an export of Raivo, which is not read yet"), result.err());
        assertEquals("", done("list").out());
        assertTrue(expect(ExitCode.BAD_INPUT, "import", file("odd.txt", "nothing of the kind"))
                .err()
                .contains("its format is not known"));
        String noise = expect(ExitCode.BAD_INPUT, "import", file("noise", "\u0001\u0002 of the kind"))
                .err();
        assertTrue(noise.contains("noise: its format is not known\n"), noise);
        assertTrue(noise.contains("hint: if it is an encrypted backup of andOTP's first versions"), noise);
        expect(ExitCode.IO, "import", path("absent").toString());
        assertTrue(expect(ExitCode.USAGE, "import", good, "--format", "nonsense")
                .err()
                .contains("one of aegis, 2fas,"));
        assertTrue(expect(ExitCode.BAD_INPUT, "import", good, "--format", "aegis")
                .err()
                .contains("good.txt: "));
    }

    /** Icons make some exports large; whoever names the format says that it is one. */
    @Test
    void aLargeFileIsReadWhereItsFormatIsNamed() throws IOException {
        String icon = "A".repeat(17 << 20);
        String large = file(
                "large.json",
                "{\"version\":1,\"header\":{\"slots\":null,\"params\":null},\"db\":{\"version\":3,\"entries\":["
                        + "{\"type\":\"totp\",\"name\":\"a\",\"issuer\":\"b\",\"icon\":\"" + icon
                        + "\",\"info\":{\"secret\":\"" + ONE + "\"}}]}}");
        TestHost.Result refused = expect(ExitCode.BAD_INPUT, "import", large);
        assertTrue(
                refused.err().contains("longer than 16 MiB") && refused.err().contains("--format FORMAT"),
                refused.err());
        done("import", "--format", "aegis", large);
        assertEquals("b:a\n", done("list").out());
    }

    @Test
    void standardInputIsAFileToo() {
        TestHost.Result result =
                host().run(List.of("import", "-", "--json"), "otpauth://totp/a?secret=" + ONE + "\n", null);
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertEquals(
                "{\"files\":[{\"file\":\"-\",\"format\":\"uri\",\"imported\":[{\"name\":\"a\",\"issuer\":\"\",\"account\":\"a\","
                        + "\"type\":\"totp\"}],\"duplicates\":[],\"skipped\":[],\"warnings\":[]}]}\n",
                result.out());
        expect(ExitCode.USAGE, "import", "-", "-");
    }

    @Test
    void whoNeedsAPinIsNamed() throws IOException {
        String list = file("list.txt", "motp://Werft:dora?secret=0123456789abcdef\n");
        assertTrue(done("import", list).err().contains("these need a PIN before they make codes"));
    }
}
