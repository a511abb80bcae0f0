package totp.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.TestHost;
import totp.cli.WithVault;
import totp.cli.session.ExitCode;
import totp.qr.QrDrawing;

/** What other programs write is read right, or told: the codes are those of oathtool at 1700000000. */
class ImportFromAppsTest extends WithVault {
    private static final String SECRET = "GEZDGNBVGY3TQOJQ";
    private static final String OTHER = "MFRGGZDFMZTWQ2LK";

    /** {@code oathtool --totp -b --now @1700000000 GEZDGNBVGY3TQOJQ}; and with {@code -d 8 -s 60}. */
    private static final String CODE = "017492\n";

    private static final String CODE_8_60 = "38362119\n";

    private String code(String name) {
        return expect(ExitCode.DONE, "code", name, "--exact", "--at", "1700000000")
                .out();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&amp;digits=8&amp;period=60&amp;issuer=Bank",
                "&#38;digits=8&#38;period=60&#38;issuer=Bank",
                ";digits=8;period=60;issuer=Bank",
                "&length=8&timeStep=60&issuer=Bank"
            })
    void entitiesAndOtherSeparatorsChangeNoCode(String parameters) throws Exception {
        String uri = "otpauth://totp/Bank:me?secret=" + SECRET + parameters;
        expect(ExitCode.DONE, "import", file("list.txt", uri + "\n"));
        assertEquals(CODE_8_60, code("Bank:me"));
        Path picture = path("code.png");
        Files.write(picture, QrDrawing.of(uri).png());
        expect(ExitCode.DONE, "add", "--from", picture.toString(), "--replace");
        assertEquals(CODE_8_60, code("Bank:me"));
        assertEquals(
                "totp\tBank:me\n",
                expect(ExitCode.DONE, "scan", picture.toString()).out());
    }

    /** The last but one are the bytes of a byte order mark, the last is a blank of another kind. */
    @ParameterizedTest
    @ValueSource(strings = {"%s\n", "\n%s", " %s ", "\r\n%s\r\n", "\u00ef\u00bb\u00bf%s", "%s\u00a0"})
    void aCodeWithBlanksAndMarksAroundItIsTheSameForAllCommands(String form) throws Exception {
        String uri = "otpauth://totp/Acme:me?issuer=Acme&secret=" + SECRET;
        Path picture = path("code.png");
        Files.write(picture, QrDrawing.of(form.replace("%s", uri)).png());
        assertEquals(
                "totp\tAcme:me\n",
                expect(ExitCode.DONE, "scan", picture.toString()).out());
        expect(ExitCode.DONE, "add", "added", "--from", picture.toString());
        expect(ExitCode.DONE, "import", "--on-duplicate", "keep", picture.toString());
        assertEquals(CODE, code("added"));
        assertEquals(CODE, code("Acme:me"));
    }

    @Test
    void otherWordsInACodeHideNoUriAndShowNoSecret() throws Exception {
        String uri = "otpauth://totp/Acme:me?secret=" + SECRET;
        Path one = path("one.png");
        Files.write(one, QrDrawing.of("Scan me: " + uri).png());
        assertEquals(
                "totp\tAcme:me\n", expect(ExitCode.DONE, "scan", one.toString()).out());
        expect(ExitCode.DONE, "add", "added", "--from", one.toString());
        assertEquals(CODE, code("added"));
        Path two = path("two.png");
        Files.write(two, QrDrawing.of("A: " + uri + " B: " + uri).png());
        assertEquals("secret\t\n", expect(ExitCode.DONE, "scan", two.toString()).out());
        Path keeOtp = path("keeotp.png");
        Files.write(keeOtp, QrDrawing.of("key=" + SECRET + "&size=8&step=60").png());
        assertEquals(
                "totp\t\n", expect(ExitCode.DONE, "scan", keeOtp.toString()).out());
        expect(ExitCode.DONE, "add", "kept", "--from", keeOtp.toString());
        assertEquals(CODE_8_60, code("kept"));
    }

    @Test
    void steamByAnyNameIsSteam() throws IOException {
        String list =
                "otpauth://totp/Steam?secret=" + SECRET + "&digits=5\notpauth://totp/STEAM:me?secret=" + OTHER + "\n";
        expect(ExitCode.DONE, "import", file("list.txt", list));
        assertEquals("D9HRB\n", code("Steam"));
        assertEquals(6, code("STEAM:me").length());
        TestHost.Result six = expect(
                ExitCode.DONE, "import", file("six.txt", "otpauth://totp/Steam:six?secret=" + SECRET + "&digits=6\n"));
        assertTrue(six.err().contains("totp edit NAME --type steam"), six.err());
        assertEquals(CODE, code("Steam:six"));
        expect(ExitCode.DONE, "edit", "Steam:six", "--type", "steam");
        assertEquals("D9HRB\n", code("Steam:six"));
    }

    @Test
    void anEntryOfPassIsOneAccount() throws IOException {
        String entry = file("entry", "some-password\nlogin: me\notpauth://totp/demo?secret=" + SECRET + "\nurl: x\n");
        TestHost.Result result = expect(ExitCode.DONE, "import", entry);
        assertTrue(result.err().contains("imported 1 account\n"), result.err());
        assertFalse(result.err().contains("left out"), result.err());
        assertEquals(CODE, code("demo"));
        expect(ExitCode.DONE, "add", "again", "--from", entry);
        assertEquals(CODE, code("again"));
    }

    @Test
    void aLaterVersionIsReadWhereTheFormatIsNamed() throws IOException {
        String later = file(
                "later.2fas",
                "{\"schemaVersion\":9,\"services\":[{\"name\":\"Svc\",\"secret\":\"" + SECRET
                        + "\",\"otp\":{\"account\":\"me\",\"tokenType\":\"TOTP\"}}]}");
        assertTrue(expect(ExitCode.BAD_INPUT, "import", later).err().contains("--format 2fas tries to read it"));
        TestHost.Result named = expect(ExitCode.DONE, "import", "--format", "2fas", later);
        assertTrue(named.err().contains("a later version of 2FAS than is known here: compare the codes"), named.err());
        assertEquals(CODE, code("Svc:me"));
        String proton = file(
                "later.json",
                "{\"version\":2,\"entries\":[{\"content\":{\"name\":\"me\",\"uri\":\"otpauth://totp/me?secret=" + OTHER
                        + "\"}}]}");
        expect(ExitCode.BAD_INPUT, "import", proton);
        expect(ExitCode.DONE, "import", "--format", "proton", proton);
    }

    @Test
    void anExportWithoutAccountsIsSaidToHaveNone() throws IOException {
        for (String empty : List.of(
                "{\"version\":1,\"header\":{\"slots\":null,\"params\":null},\"db\":{\"version\":3,\"entries\":[]}}",
                "{\"schemaVersion\":4,\"services\":[]}",
                "{\"encrypted\":false,\"items\":[]}",
                "name,totp\n")) {
            TestHost.Result result = expect(ExitCode.DONE, "import", file("empty", empty));
            assertTrue(result.err().contains("empty: there are no accounts in it"), result.err());
        }
        for (String nothing : List.of("[]", "{}", "{\"items\":[]}")) {
            TestHost.Result result = expect(ExitCode.BAD_INPUT, "import", file("nothing", nothing));
            assertTrue(result.err().contains("nothing: there are no accounts in it, whatever wrote it"), result.err());
        }
    }

    @Test
    void countlessWarningsAreCounted() throws IOException {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            list.append("otpauth://totp/n").append(i).append("?secret=0\n");
            list.append("otpauth://totp/p")
                    .append(i)
                    .append("?secret=")
                    .append(SECRET)
                    .append("&digits=8&peroid=1\n");
        }
        TestHost.Result result = expect(ExitCode.BAD_INPUT, "import", file("list.txt", list.toString()));
        assertTrue(result.err().contains("480 more entries are skipped; --json has them all"), result.err());
        assertTrue(result.err().contains("480 more warnings; --json has them all"), result.err());
        assertTrue(
                result.err().lines().count() < 60,
                "lines: " + result.err().lines().count());
        String json = expect(
                        ExitCode.BAD_INPUT,
                        "import",
                        "--json",
                        "--dry-run",
                        path("list.txt").toString())
                .out();
        assertEquals(501, json.split("\"reason\"", -1).length);
    }

    @Test
    void aPartThatCameEarlierIsNoRiddle() throws IOException {
        List<String> parts = Files.readAllLines(Path.of("src/test/imports/google/both-parts.txt"));
        expect(ExitCode.BAD_INPUT, "import", file("part-1.txt", parts.get(0)));
        TestHost.Result second = expect(ExitCode.BAD_INPUT, "import", file("part-2.txt", parts.get(1)));
        assertTrue(second.err().contains("part 1 is missing here; unless it came in an earlier call"), second.err());
    }

    /** One slot of them is allowed. */
    @Test
    void manySlotsOfTheGreatestCostAreRefusedBeforeTheFirst() throws IOException {
        String slot = "{\"type\":1,\"uuid\":\"1\",\"key\":\"" + "00".repeat(32) + "\",\"salt\":\"" + "00".repeat(32)
                + "\",\"n\":1048576,\"r\":4,\"p\":8,\"key_params\":{\"nonce\":\"" + "00".repeat(12) + "\",\"tag\":\""
                + "00".repeat(16) + "\"},\"repaired\":true}";
        String export = file(
                "costly.json",
                "{\"version\":1,\"header\":{\"slots\":[" + String.join(",", List.of(slot, slot, slot))
                        + "],\"params\":{\"nonce\":\"" + "00".repeat(12) + "\",\"tag\":\"" + "00".repeat(16)
                        + "\"}},\"db\":\"AAAA\"}");
        TestHost.Result result =
                expect(ExitCode.BAD_INPUT, "import", export, "--import-passphrase-file", file("pw", "password"));
        assertTrue(result.err().contains("together ask for more work than is allowed"), result.err());
    }

    @Test
    void whatIsThereAlreadyIsToldByItsName() throws IOException {
        String secret = file("secret", SECRET);
        expect(ExitCode.DONE, "add", "first", "--from", secret);
        TestHost.Result second = expect(ExitCode.DONE, "add", "second", "--from", secret);
        assertTrue(second.err().contains("the same secret is in the vault already, as first"), second.err());
        TestHost.Result other = expect(ExitCode.DONE, "add", "third", "--from", secret, "--digits", "8");
        assertTrue(other.err().contains("already, as first") && other.err().contains("as second"), other.err());
        assertFalse(expect(ExitCode.DONE, "add", "fourth", "--from", file("other", OTHER))
                .err()
                .contains("already"));
        assertFalse(expect(
                        ExitCode.DONE,
                        "add",
                        "fourth",
                        "--replace",
                        "--from",
                        path("other").toString())
                .err()
                .contains("already"));
    }
}
