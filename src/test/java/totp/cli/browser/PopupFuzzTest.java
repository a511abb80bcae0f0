package totp.cli.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import totp.Seeds;
import totp.otp.Origin;
import totp.otp.Site;

/** Whatever a program sends that is no browser: messages end, requests are refused or are one, and an origin is one or none. */
public class PopupFuzzTest {
    @TestFactory
    List<DynamicTest> seeds() throws IOException {
        return Seeds.tests("popup", PopupFuzzTest::fuzzerTestOneInput);
    }

    /** Jazzer looks for a method of this name. */
    public static void fuzzerTestOneInput(byte[] sent) {
        NativeMessages messages = new NativeMessages(new ByteArrayInputStream(sent), new ByteArrayOutputStream());
        try {
            Optional<byte[]> message = messages.read();
            while (message.isPresent()) {
                request(message.get());
                message = messages.read();
            }
        } catch (NativeMessages.TooLarge e) {
            assertTrue(sent.length > NativeMessages.BYTES_MAX);
        } catch (IOException e) {
            throw new AssertionError("nothing is read from anywhere else", e);
        }
        request(sent);
    }

    private static void request(byte[] json) {
        try {
            PopupRequest request = PopupRequest.read(json);
            Origin.parse(request.text("origin")).ifPresent(PopupFuzzTest::sameOrigin);
            Site.ofAddress(request.text("query"))
                    .ifPresent(site -> assertTrue(Site.parse(site.toString()).isPresent()));
        } catch (PopupRequest.Unreadable e) {
            assertTrue(e.id() >= 0);
        }
    }

    /** What it is taken for is what the browser meant: two ways to read one origin would be two pages. */
    private static void sameOrigin(Origin page) {
        String written = (page.tls() ? "https://" : "http://") + page.authority();
        assertTrue(Origin.parse(written).filter(page::equals).isPresent(), written);
    }
}
