package totp.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import totp.cli.TestHost;
import totp.cli.WithVault;
import totp.cli.session.ExitCode;

/** {@code export}: what leaves the vault, for whom, and what is said of what does not. */
class ExportTest extends WithVault {

    private String passphrase = "";

    @BeforeEach
    void addAccounts() throws IOException {
        add(ONE, "github", "--issuer", "GitHub", "--account", "alice", "--tag", "work", "--note", "a note");
        add(TWO, "aws", "--issuer", "Amazon", "--account", "bob", "--alias", "short");
        passphrase = file("passphrase", "for another program");
    }

    @Test
    void encryptedIsTheRuleAndTheFileIsPrivateAndNew() throws IOException {
        String file = path("backup.json").toString();
        TestHost.Result result = done("export", "--to", "aegis", "-o", file, "--export-passphrase-file", passphrase);
        assertEquals("", result.out());
        assertTrue(result.err().contains("the format has no place for the names of github, aws"), result.err());
        assertTrue(result.err().contains("the format has no place for the aliases of aws"), result.err());
        assertTrue(result.err().contains("exported 2 accounts as aegis"), result.err());
        String text = Files.readString(Path.of(file));
        assertFalse(text.contains(ONE) || text.contains("GitHub"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file))));
        byte[] before = Files.readAllBytes(Path.of(file));
        expect(ExitCode.EXISTS, "export", "--to", "aegis", "-o", file, "--export-passphrase-file", passphrase);
        assertArrayEquals(before, Files.readAllBytes(Path.of(file)));

        useNewVault("second.totp");
        done("import", file, "--import-passphrase-file", passphrase);
        assertEquals("Amazon:bob\nGitHub:alice\n", done("list").out());
        assertTrue(done("show", "GitHub:alice").out().contains("a note"));
    }

    @Test
    void plainIsSaidAloud() throws IOException {
        expect(ExitCode.USAGE, "export", "--to", "uri", "-o", path("x").toString());
        expect(ExitCode.USAGE, "export", "--to", "google", "-o", path("x").toString());
        expect(
                ExitCode.USAGE,
                "export",
                "--to",
                "totp",
                "--plain",
                "-o",
                path("x").toString());
        expect(
                ExitCode.USAGE,
                "export",
                "--to",
                "aegis",
                "--plain",
                "--export-passphrase-file",
                passphrase,
                "-o",
                path("x").toString());
        expect(ExitCode.USAGE, "export", "--to", "nonsense", "-o", path("x").toString());
        expect(ExitCode.CANNOT_ASK, "export", "--to", "aegis", "-o", path("x").toString());
        assertFalse(Files.exists(path("x")));
        TestHost.Result uris = host().run("export", "--to", "uri", "--plain", "-o", "-");
        assertEquals(ExitCode.DONE, uris.code(), uris.err());
        assertTrue(uris.out().startsWith("otpauth://totp/GitHub:alice?secret=" + ONE), uris.out());
        assertEquals(2, uris.out().lines().count());
        assertTrue(uris.err().contains("no place for the notes of github"), uris.err());
        done(
                "export",
                "--to",
                "authenticator",
                "--plain",
                "-o",
                path("plain.json").toString());
        assertTrue(Files.readString(path("plain.json")).contains(ONE));
    }

    @Test
    void namesAndTagsChoose() {
        TestHost.Result one = host().run("export", "--to", "uri", "--plain", "-o", "-", "short");
        assertEquals("Amazon:bob", one.out().replaceAll("(?s).*totp/([^?]*).*", "$1"));
        assertEquals(1, one.out().lines().count());
        TestHost.Result tagged = host().run("export", "--to", "uri", "--plain", "-o", "-", "--tag", "work");
        assertTrue(tagged.out().contains("GitHub") && !tagged.out().contains("Amazon"), tagged.out());
        expect(ExitCode.NOT_FOUND, "export", "--to", "uri", "--plain", "-o", "-", "--tag", "none");
        expect(ExitCode.NOT_FOUND, "export", "--to", "uri", "--plain", "-o", "-", "git");
        expect(ExitCode.USAGE, "export", "--to", "uri", "--plain", "-o", "-", "aws", "--tag", "work");
    }

    @Test
    void aVaultOfItsOwnHoldsEverything() {
        String file = path("team.totp").toString();
        TestHost.Result result =
                done("export", "--to", "totp", "-o", file, "--export-passphrase-file", passphrase, "github", "aws");
        assertEquals("totp: exported 2 accounts as totp\n", result.err());
        String ours = done("info").out();
        String theirs = done("info", "--vault", file).out();
        assertFalse(ours.equals(theirs));
        assertTrue(host().run("list", "--vault", file, "--passphrase-file", passphrase)
                .out()
                .equals("aws\ngithub\n"));
        useNewVault("second.totp");
        TestHost.Result imported = done("import", file, "--import-passphrase-file", passphrase);
        assertTrue(imported.err().contains("(totp): imported 2 accounts"), imported.err());
        assertEquals("aws\ngithub\n", done("list").out());
        String account = done("show", "short", "--json").out();
        assertTrue(account.contains("\"aliases\":[\"short\"]"), account);
        expect(ExitCode.WRONG_SECRET, "import", file, "--import-passphrase-file", file);
    }

    @Test
    void whatAFormatCannotHoldIsNamedAndLeftOut() throws IOException {
        add(
                "0123456789abcdef0123456789abcdef",
                "boat",
                "--type",
                "motp",
                "--encoding",
                "hex",
                "--pin-file",
                passphrase);
        TestHost.Result result = host().run(
                        "export",
                        "--to",
                        "google",
                        "--plain",
                        "-o",
                        path("codes.txt").toString());
        assertEquals(ExitCode.BAD_INPUT, result.code(), result.err());
        assertTrue(result.err().contains("skipped boat: the format has no place for its codes (motp, MD5, 6 digits)"));
        assertTrue(result.err().contains("1 of 3 accounts are left out"), result.err());
        assertEquals(1, Files.readAllLines(path("codes.txt")).size());
        expect(
                ExitCode.NOT_FOUND,
                "export",
                "--to",
                "google",
                "--plain",
                "-o",
                path("none").toString(),
                "boat");
        assertFalse(Files.exists(path("none")));
    }

    @Test
    void googlesCodesArePicturesOfTenAccountsEach() {
        for (int i = 0; i < 10; i++) {
            add("MFRGGZDFMZTWQ2LKNNWG23TPOBYXE4" + "ABCDEFGHIJ".charAt(i) + "A", "more-" + i);
        }
        TestHost.Result result = done(
                "export", "--to", "google", "--plain", "-o", path("codes.png").toString());
        assertTrue(result.err().contains("codes-1.png") && result.err().contains("codes-2.png"), result.err());
        expect(
                ExitCode.EXISTS,
                "export",
                "--to",
                "google",
                "--plain",
                "-o",
                path("codes.png").toString());
        useNewVault("second.totp");
        TestHost.Result half =
                expect(ExitCode.BAD_INPUT, "import", path("codes-1.png").toString());
        assertTrue(half.err().contains("part 2 is missing"), half.err());
        done("import", path("codes-1.png").toString(), path("codes-2.png").toString());
        assertEquals(12, done("list").out().lines().count());
    }

    @Test
    void aTypedPassphraseIsAskedForTwice() {
        String file = path("backup.json").toString();
        TestHost.Result result = host().run(
                        List.of("export", "--to", "authenticator", "-o", file),
                        "",
                        List.of("for another program", "for another program"));
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertTrue(result.tty().contains("[hidden]New passphrase for the export: "), result.tty());
        useNewVault("second.totp");
        done("import", file, "--import-passphrase-file", passphrase);
        assertEquals("Amazon:bob\nGitHub:alice\n", done("list").out());
    }
}
