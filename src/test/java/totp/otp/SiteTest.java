package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages a site means, and which texts are one. */
final class SiteTest {
    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "Example.COM, example.com",
        "signin.aws.amazon.com, signin.aws.amazon.com",
        "example.com:8443, example.com:8443",
        "*.example.com, *.example.com",
        "*.example.com:8443, *.example.com:8443",
        "localhost, localhost",
        "localhost:3000, localhost:3000",
        "127.0.0.1, 127.0.0.1",
        "192.168.1.10:8080, 192.168.1.10:8080",
        "[::1], [::1]",
        "[2001:DB8::1]:443, [2001:db8::1]:443",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "日本語.jp, xn--wgv71a119e.jp",
        "a-b.example, a-b.example"
    })
    void hostsAreWrittenAsBrowsersWriteThem(String text, String written) {
        assertEquals(written, Site.parse(text).orElseThrow().toString());
        assertEquals(Site.parse(text), Site.parse(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "*",
                "*.",
                "com",
                "straße.de",
                "STRAẞE.de",
                "βόλος.com",
                "a\u200db.example",
                "*.com",
                "*.localhost",
                "*.127.0.0.1",
                "*.[::1]",
                "example.com.",
                ".example.com",
                "example..com",
                "-a.example",
                "a-.example",
                "a_b.example",
                "https://example.com",
                "example.com/login",
                "example.com?x",
                "example.com#x",
                "user@example.com",
                "example.com:",
                "example.com:0",
                "example.com:65536",
                "example.com:080",
                "example.com:8443:1",
                "example.com: 443",
                "exa mple.com",
                "example.com ",
                "exam\tple.com",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.04",
                "0x7f.0.0.1",
                "127.1",
                "2130706433",
                "a.0x7f",
                "::1",
                "[::1",
                "[fe80::1%eth0]",
                "a*.example.com",
                "www.*.example.com",
                "**.example.com",
                "xn--.example"
            })
    void whatIsNoHostIsNoSite(String text) {
        assertTrue(Site.parse(text).isEmpty(), text);
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, https://example.com, true",
        "example.com, https://example.com:443, true",
        "example.com:443, https://example.com, true",
        "example.com, https://example.com:8443, false",
        "example.com:8443, https://example.com:8443, true",
        "example.com:8443, https://example.com, false",
        "example.com, http://example.com, false",
        "example.com, http://example.com:443, false",
        "example.com, https://www.example.com, false",
        "www.example.com, https://example.com, false",
        "example.com, https://notexample.com, false",
        "example.com, https://example.com.evil.example, false",
        "example.com, https://example.co, false",
        "*.example.com, https://a.example.com, true",
        "*.example.com, https://b.a.example.com, true",
        "*.example.com, https://example.com, false",
        "*.example.com, https://notexample.com, false",
        "*.example.com, https://a.example.com:8443, false",
        "*.example.com, https://a.example.com.evil.example, false",
        "*.example.com, https://*.example.com, false",
        "bücher.example, https://xn--bcher-kva.example, true",
        "localhost, http://localhost, true",
        "localhost:3000, http://localhost:3000, true",
        "localhost:3000, http://localhost, false",
        "localhost, https://localhost, true",
        "127.0.0.1:8080, http://127.0.0.1:8080, true",
        "127.0.0.2, http://127.0.0.2, true",
        "[::1], http://[::1], true",
        "192.168.1.10, http://192.168.1.10, false",
        "192.168.1.10, https://192.168.1.10, true",
        "example.com, '', false",
        "example.com, null, false",
        "example.com, example.com, false",
        "example.com, ftp://example.com, false",
        "example.com, HTTPS://example.com, false",
        "example.com, https://example.com/, false",
        "example.com, https://example.com/login, false",
        "example.com, https://user@example.com, false",
        "example.com, https://example.com@evil.example, false",
        "example.com, https://example.com., false",
        "example.com, https://, false",
        "example.com, file://example.com, false",
        "example.com, chrome-extension://example.com, false",
        "127.0.0.1.evil.example, http://127.0.0.1.evil.example, false"
    })
    void aPageIsMeantOrNot(String site, String origin, boolean meant) {
        Optional<Origin> page = Origin.parse(origin);
        assertEquals(meant, page.isPresent() && Site.parse(site).orElseThrow().matches(page.get()));
    }

    @Test
    void aStarOverEverybodysNamesIsKnown() {
        assertTrue(Site.parse("*.github.io").orElseThrow().isShared());
        assertTrue(!Site.parse("*.me.github.io").orElseThrow().isShared());
        assertTrue(!Site.parse("github.io").orElseThrow().isShared());
    }
}
