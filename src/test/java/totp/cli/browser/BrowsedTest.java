package totp.cli.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.cli.TestHost;
import totp.cli.WithVault;
import totp.cli.session.ExitCode;
import totp.crypto.Secret;

/** What whoever has the vault open tells the popup: codes for the page that they are linked to, and names of the others. */
final class BrowsedTest extends WithVault {
    private static final String RFC_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    private static final String OTHER_SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    @BeforeEach
    void furnish() {
        add(RFC_SEED, "shop", "--site", "shop.example", "--site", "*.shop.example");
        add(OTHER_SEED, "bank", "--issuer", "Bank", "--account", "alice", "--site", "bank.example");
        add(OTHER_SEED, "counter", "--type", "hotp", "--site", "shop.example");
    }

    private String asked(String op, String... members) {
        StringBuilder json = new StringBuilder("{\"v\":1,\"id\":1,\"op\":\"" + op + "\"");
        for (int i = 0; i < members.length; i += 2) {
            json.append(",\"")
                    .append(members[i])
                    .append("\":\"")
                    .append(members[i + 1])
                    .append('"');
        }
        TestHost.Result result = host().run(List.of("browsed"), json + "}", null);
        assertEquals(ExitCode.DONE, result.code(), result.err());
        return result.out();
    }

    private String id(String name) {
        Matcher id = Pattern.compile("\"account\":\"([0-9a-f-]{36})\",\"name\":\"" + name + "\"")
                .matcher(asked("list", "origin", "https://nowhere.example"));
        assertTrue(id.find(), name);
        return id.group(1);
    }

    private String code(String name) {
        return host().run("code", name).out().strip();
    }

    @Test
    void aPageSeesItsOwnCodesAndNamesOfTheOthers() {
        String list = asked("list", "origin", "https://shop.example", "query", "");
        assertTrue(list.startsWith("{\"host\":\"shop.example\",\"secure\":true,\"accounts\":[{"), list);
        assertTrue(list.contains("\"code\":\"" + code("shop") + "\""), list);
        assertTrue(list.contains("\"valid_until\":" + (host().now().getEpochSecond() / 30 * 30 + 30)), list);
        assertFalse(list.contains(code("bank")), list);
        String others = list.substring(list.indexOf("\"others\""));
        assertTrue(others.contains("\"name\":\"bank\",\"issuer\":\"Bank\",\"label\":\"alice\""), list);
        assertFalse(others.contains("\"code\""), list);
        assertFalse(list.contains(RFC_SEED), list);
    }

    /** Asking for it advances it, and listing must not. */
    @Test
    void theCodeOfACounterIsGivenOnRequestAlone() {
        String list = asked("list", "origin", "https://shop.example");
        String counter = list.substring(list.indexOf("\"name\":\"counter\""));
        assertFalse(counter.substring(0, counter.indexOf('}')).contains("\"code\""), list);
        String given = asked("code", "account", id("counter"), "origin", "https://shop.example");
        String again = asked("code", "account", id("counter"), "origin", "https://shop.example");
        assertTrue(given.matches("\\{\"code\":\"[0-9]{6}\"}\n"), given);
        assertFalse(given.equals(again), given);
        assertTrue(host().run("show", "counter", "--json").out().contains("\"counter\":2"));
    }

    @ParameterizedTest
    @CsvSource({
        "shop, https://shop.example, code",
        "shop, https://www.shop.example, code",
        "shop, https://shop.example:8443, not_for_site",
        "shop, https://bank.example, not_for_site",
        "shop, https://shop.example.evil.example, not_for_site",
        "shop, https://evilshop.example, not_for_site",
        "shop, http://shop.example, insecure_site",
        "shop, '', not_for_site",
        "shop, null, not_for_site",
        "shop, chrome-extension://shop.example, not_for_site",
        "shop, https://shop.example/, not_for_site",
        "shop, https://shop.example@evil.example, not_for_site",
        "bank, https://shop.example, not_for_site",
        "counter, https://bank.example, not_for_site",
        "counter, http://shop.example, insecure_site"
    })
    void aCodeGoesOnlyToAPageThatItIsLinkedTo(String name, String origin, String answer) {
        String given = asked("code", "account", id(name), "origin", origin);
        if (answer.equals("code")) {
            assertTrue(given.startsWith("{\"code\":\"" + code(name) + "\""), given);
        } else {
            assertTrue(given.startsWith("{\"error\":{\"code\":\"" + answer + "\""), given);
            assertFalse(given.matches("(?s).*\"[0-9]{6}\".*"), given);
        }
    }

    @Test
    void withoutTlsNothingIsLinkedAndTheOthersAreThere() {
        String list = asked("list", "origin", "http://shop.example");
        assertTrue(list.startsWith("{\"host\":\"shop.example\",\"secure\":false,\"accounts\":[]"), list);
        assertTrue(list.contains("\"name\":\"shop\""), list);
    }

    @Test
    void aTabWithoutAPageListsNamesAlone() {
        String list = asked("list", "origin", "");
        assertTrue(list.startsWith("{\"host\":null,\"secure\":false,\"accounts\":[]"), list);
    }

    @Test
    void aQueryIsAboutTheOthers() {
        String list = asked("list", "origin", "https://shop.example", "query", "bank");
        assertTrue(list.contains("\"name\":\"shop\""), list);
        assertTrue(list.contains("\"name\":\"bank\""), list);
        String none = asked("list", "origin", "https://shop.example", "query", "nothing of that name");
        assertTrue(none.contains("\"others\":[]"), none);
    }

    @Test
    void ofManyOthersTheRestIsCounted() {
        StringBuilder uris = new StringBuilder();
        for (int i = 0; i < 250; i++) {
            uris.append("otpauth://totp/many")
                    .append(i)
                    .append("?secret=")
                    .append(RFC_SEED)
                    .append('\n');
        }
        assertEquals(
                ExitCode.DONE,
                host().run(List.of("import", "-", "--on-duplicate", "keep"), uris.toString(), null)
                        .code());
        String list = asked("list", "origin", "https://shop.example");
        assertTrue(list.endsWith("\"more\":51}\n"), list.substring(list.length() - 40));
    }

    @Test
    void whatIsShownIsNotedAsCodeNotesIt() {
        asked("code", "account", id("shop"), "origin", "https://shop.example");
        TestHost.Result fresh = host().run("code", "shop", "--fresh");
        assertTrue(fresh.err().contains("next code"), fresh.err());
    }

    @Test
    void aStepThatIsSpentIsToldAsSpent() {
        host().run("code", "shop", "--fresh");
        assertTrue(asked("list", "origin", "https://shop.example").contains("\"spent\":true"));
    }

    @Test
    void whatIsNotThereOrNoRequestIsRefused() {
        assertTrue(
                asked("code", "account", "x", "origin", "https://shop.example").contains("\"not_found\""));
        assertTrue(asked("copy", "account", "").contains("\"not_found\""));
        assertTrue(asked("secrets").contains("\"bad_request\""));
        TestHost.Result none = host().run(List.of("browsed"), "[]", null);
        assertTrue(none.out().contains("\"bad_request\""), none.out());
    }

    @Test
    void knownAreThoseWhoseSecretIsInTheVault() {
        byte[] nonce = {1, 2, 3};
        try (Secret here = Secret.adopt("12345678901234567890".getBytes(StandardCharsets.US_ASCII));
                Secret elsewhere = Secret.adopt(new byte[20])) {
            String marks = PageScan.mark(here, nonce) + " " + PageScan.mark(elsewhere, nonce);
            assertEquals("{\"known\":[true,false]}\n", asked("known", "nonce", "010203", "marks", marks));
            assertEquals("{\"known\":[false,false]}\n", asked("known", "nonce", "010204", "marks", marks));
        }
        assertEquals("{\"known\":[]}\n", asked("known", "nonce", "010203", "marks", ""));
        assertTrue(asked("known", "nonce", "x").contains("\"bad_request\""));
    }
}
