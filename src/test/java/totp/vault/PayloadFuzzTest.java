package totp.vault;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import totp.Seeds;
import totp.crypto.Secret;

/** Any text is refused, or is a vault's content that is written and read back the same. */
public class PayloadFuzzTest {
    @TestFactory
    List<DynamicTest> seeds() throws IOException {
        return Seeds.tests("payload", PayloadFuzzTest::fuzzerTestOneInput);
    }

    /** Jazzer looks for a method of this name. */
    public static void fuzzerTestOneInput(byte[] text) {
        try (Secret input = Secret.copyOf(text);
                Payload payload = PayloadReader.read(input);
                Secret written = PayloadWriter.write(payload)) {
            readBack(written);
        } catch (VaultException e) {
            return; // the one way in which it may be refused
        }
    }

    private static void readBack(Secret written) {
        try (Payload again = PayloadReader.read(written);
                Secret twice = PayloadWriter.write(again)) {
            assertTrue(twice.sameAs(written));
        } catch (VaultException e) {
            throw new AssertionError("refuses what it wrote", e);
        }
    }
}
