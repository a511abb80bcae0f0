package totp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import totp.crypto.Bytes;

/** Key URIs in JSON of forms that no importer knows. */
final class JsonUrisTest {
    private static final String SECRET = "GEZDGNBVGY3TQOJQ";
    private static final String HEX = "31323334353637383930";

    private static List<String> read(String json) throws TransferException {
        try (Content content = Content.adopt(Bytes.utf8(json))) {
            Importers.Imported imported = Importers.read(content, Fixture.NONE);
            assertEquals("uri", imported.format());
            try (Harvest harvest = imported.harvest()) {
                return Fixture.lines(harvest);
            }
        }
    }

    private static String uri(String label) {
        return "otpauth://totp/" + label + "?secret=" + SECRET;
    }

    private static String entry(String issuer, String account) {
        return String.join("\t", "entry", "totp", issuer, account, HEX, "SHA1", "6", "30", "", "", "");
    }

    private static String warning(String text) {
        return "warning\t" + text;
    }

    @Test
    void listsOfUrisAreReadHoweverTheyAreNested() throws TransferException {
        List<String> two = List.of(entry("A", "a"), entry("", "b c"));
        String a = "\"" + uri("A:a") + "\"";
        String b = "\"  " + uri("b%20c") + "\\n\"";
        assertEquals(two, read("[" + a + "," + b + "]"));
        assertEquals(two, read("{\"items\":[" + a + "," + b + "]}")); // cotp
        assertEquals(two, read("[[[" + a + "]],{\"x\":{\"y\":[" + b + "]}}]"));
        assertEquals(two, read("{\"a\":" + a + ",\"b\":" + b + "}"));
        assertEquals(two, read("[{\"u\":" + a + ",\"n\":7},{\"u\":" + b + ",\"n\":null}]"));
        assertEquals(two, read("[\"" + uri("A:a") + "\\n" + uri("b c") + "\"]"));
    }

    @Test
    void aUriWithoutANameIsCalledAsWhatItStandsIn() throws TransferException {
        String uri = "\"" + uri("") + "\"";
        assertEquals(List.of(entry("github", "")), read("{\"github\":" + uri + "}"));
        assertEquals(List.of(entry("GitHub", "")), read("[{\"name\":\"GitHub\",\"uri\":" + uri + "}]"));
        assertEquals(List.of(entry("A", "a")), read("[{\"name\":\"GitHub\",\"uri\":\"" + uri("A:a") + "\"}]"));
    }

    /** extract_otp_secrets writes the secret and the URI that holds it. */
    @Test
    void aKeyBesideItsUriIsNotMissed() throws TransferException {
        assertEquals(
                List.of(entry("A", "a")),
                read("[{\"name\":\"A:a\",\"secret\":\"" + SECRET + "\",\"url\":\"" + uri("A:a") + "\"}]"));
    }

    @Test
    void theRestIsTold() throws TransferException {
        String a = "\"" + uri("A:a") + "\"";
        assertEquals(
                List.of(entry("A", "a"), warning("2 entries without a key URI were passed over")),
                read("[" + a + ",\"some text\",{\"name\":\"b\"}]"));
        assertEquals(
                List.of(entry("A", "a"), "skipped\t2\tb\tits key is in no key URI"),
                read("[" + a + ",{\"name\":\"b\",\"secret\":\"short\"}]"));
        assertEquals(
                List.of(entry("A", "a"), "skipped\t2\t\tit is not a key URI"),
                read("[" + a + ",\"otpauth//totp/B?secret=" + SECRET + "\"]"));
        assertEquals(
                List.of(
                        entry("A", "a"),
                        "skipped\t2\tB:b\tunsupported type; use one of totp, hotp, steam, yaotp, motp"),
                read("[" + a + ",\"otpauth://xotp/B:b?secret=" + SECRET + "\"]"));
    }

    @Test
    void whatBeginsLikeJsonAndIsNoneIsReadByLines() throws TransferException {
        String broken = "it begins like JSON and is not; the key URIs in it were read";
        assertEquals(
                List.of(entry("A", "a"), entry("B", "b"), warning(broken)),
                read("[ ] " + uri("A:a") + "\n[x] " + uri("B:b") + "\n"));
        assertEquals(
                List.of(entry("A", "a"), entry("B", "b"), warning(broken)),
                read("{\"uri\":\"" + uri("A:a") + "\"}\n{\"uri\":\"" + uri("B:b") + "\"}\n"));
    }
}
