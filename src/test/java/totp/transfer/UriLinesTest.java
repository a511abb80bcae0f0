package totp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import totp.crypto.Bytes;

final class UriLinesTest {
    private static final String SECRET = "GEZDGNBVGY3TQOJQ";
    private static final String HEX = "31323334353637383930";

    private static List<String> read(String... lines) throws TransferException {
        try (Content list = Content.adopt(Bytes.utf8(String.join("\n", lines)));
                Harvest harvest = new Harvest(false)) {
            UriLines.read(list, harvest);
            return Fixture.lines(harvest);
        }
    }

    private static String entry(String issuer, String account, String groups, String note) {
        return String.join("\t", "entry", "totp", issuer, account, HEX, "SHA1", "6", "30", "", groups, note);
    }

    private static String uri(String label) {
        return "otpauth://totp/" + label + "?secret=" + SECRET;
    }

    private static String displayed(String json) {
        return uri("A:a") + "&codeDisplay=" + URLEncoder.encode(json, StandardCharsets.UTF_8);
    }

    @Test
    void commentsArePassedOver() throws TransferException {
        assertEquals(List.of(entry("A", "a", "", "")), read("# " + uri("B"), uri("A:a"), "#"));
    }

    @Test
    void aCommaSeparatesWhereAUriFollows() throws TransferException {
        assertEquals(
                List.of(entry("A", "a", "", ""), entry("B", "b, c", "", ""), entry("", "d", "", "")),
                read(uri("A:a") + "," + uri("B:b, c") + ", " + uri("d") + ","));
        assertEquals(List.of(entry("A, B", "a", "", "")), read(uri("A%2C B:a")));
    }

    @Test
    void anEntryOfEnteHasTagsAndANote() throws TransferException {
        assertEquals(
                List.of(entry("A", "a", "x|ü, y", "one\\ntwo")),
                read(displayed(
                        "{\"tags\":[\"x\",\"ü, y\",\"x\"],\"note\":\"one\\ntwo\",\"pinned\":true,\"trashed\":false}")));
    }

    @Test
    void whatIsInTheTrashOfEnteStaysThere() throws TransferException {
        assertEquals(List.of("skipped\t1\tA:a\tit is in the trash of Ente"), read(displayed("{\"trashed\":true}")));
    }

    /** A key is worth more than what stands beside it. */
    @Test
    void aDamagedDisplayIsPassedOver() throws TransferException {
        for (String json : List.of("", "{", "[]", "null", "{\"tags\":7,\"note\":7,\"trashed\":7}", "\"text\"")) {
            assertEquals(List.of(entry("A", "a", "", "")), read(displayed(json)), json);
        }
        assertEquals(List.of(entry("A", "a", "", "")), read(uri("A:a") + "&codeDisplay=%7B%2"));
    }

    @Test
    void andOtpRepeatsItsTags() throws TransferException {
        assertEquals(
                List.of(entry("A", "a", "one two|三", "")), read(uri("A:a") + "&tags=one+two&tags=%E4%B8%89&tags="));
    }

    @Test
    void otherLinesArePassedOverAndCounted() throws TransferException {
        assertEquals(
                List.of(entry("A", "a", "", ""), "warning\ta line without a key URI was passed over"),
                read("Dear customer,", uri("A:a")));
        assertEquals(
                List.of(entry("A", "a", "", ""), "warning\t2 lines without a key URI were passed over"),
                read("correct horse", "login: me", "---", uri("A:a"), "```"));
    }

    /** Somebody would miss the account. */
    @Test
    void theRemainsOfAUriAndASecretAloneAreLeftOutByName() throws TransferException {
        for (String line : List.of(
                "otpauth//totp/B:b?secret=" + SECRET,
                "otp auth://totp/B?secret=" + SECRET,
                "B: secret=" + SECRET,
                SECRET,
                "gezd gnbv gy3t qojq",
                "otpauth:" + SECRET)) {
            assertEquals(
                    List.of(entry("A", "a", "", ""), "skipped\t2\t\tit is not a key URI"),
                    read(uri("A:a"), line),
                    line);
        }
    }

    /** The label of what cannot be read is told to people, and must not be the key. */
    @Test
    void aLabelIsNeverTheKey() throws TransferException {
        String bad = "0" + SECRET;
        for (String uri : List.of(
                "steam://" + bad,
                "STEAM://" + bad + "?x",
                "steam://x/" + bad + "?x",
                "otpauth://totp/secret=" + bad,
                "otpauth://totp/A:a&secret=" + bad,
                "otpauth://totp/A:a&Secret=" + bad + "?issuer=A",
                "otpauth://totp/A%3Aa%3FSECRET%3D" + bad + "?issuer=A",
                "otpauth://totp?secret=" + bad,
                "otpauth://?secret=" + bad + "/x?",
                "otpauth:" + bad,
                "motp://secret=" + bad,
                "motp:" + bad + "?",
                "nothing://totp/" + bad + "?secret=" + bad)) {
            List<String> lines = read(uri);
            assertEquals(1, lines.size(), uri);
            assertEquals("skipped\t1\t\t", lines.get(0).substring(0, 11), uri);
            assertEquals(-1, lines.get(0).indexOf(SECRET), uri);
        }
        assertEquals(
                "skipped\t1\tÄ:a b\t",
                read("otpauth://totp/%C3%84:a b?secret=" + bad).get(0).substring(0, 16));
        assertEquals(
                "skipped\t1\tA:a\t", read("motp://A:a?secret=" + bad).get(0).substring(0, 14));
    }

    @Test
    void aLongLabelIsToldWhole() throws TransferException {
        for (String label : List.of("Secretary of State:anna", "a", "A:a & b", "a=secret", "100%25 good:a", "é+é:x")) {
            String shown = label.replace("%25", "%");
            assertEquals(
                    List.of("skipped\t1\t" + shown + "\tunsupported type; use one of totp, hotp, steam, yaotp, motp"),
                    read("otpauth://xotp/" + label + "?secret=" + SECRET),
                    label);
        }
    }

    @Test
    void aMissingCounterIsToldOnce() throws TransferException {
        String hotp = "otpauth://hotp/A:a?secret=" + SECRET;
        assertEquals(
                "warning\tan HOTP account without a counter was taken to begin at 0",
                read(hotp, hotp).get(2));
    }
}
