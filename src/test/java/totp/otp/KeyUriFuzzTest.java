package totp.otp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import totp.Seeds;
import totp.crypto.Secret;

/** Any text is refused, or is a key URI that is written and read back with the same label and scheme. */
public class KeyUriFuzzTest {
    @TestFactory
    List<DynamicTest> seeds() throws IOException {
        return Seeds.tests("key-uri", KeyUriFuzzTest::fuzzerTestOneInput);
    }

    /** Jazzer looks for a method of this name. */
    public static void fuzzerTestOneInput(byte[] text) {
        try (Secret input = Secret.copyOf(text);
                KeyUri uri = KeyUri.parse(input);
                Secret written = KeyUri.print(uri.issuer(), uri.account(), uri.otp(), uri.secret(), uri.pin())) {
            readBack(uri, written);
        } catch (KeyUriException e) {
            assertEquals(-1, String.valueOf(e.getMessage()).indexOf('\n'));
        }
    }

    private static void readBack(KeyUri uri, Secret written) {
        try (KeyUri again = KeyUri.parse(written)) {
            assertEquals(uri.otp(), again.otp());
            assertEquals(uri.issuer(), again.issuer());
            assertEquals(uri.account(), again.account());
            assertEquals(true, uri.secret().sameAs(again.secret()));
        } catch (KeyUriException e) {
            throw new AssertionError("refuses what it wrote", e);
        }
    }
}
