package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import totp.Seeds;

/** In each encoding any text is refused, or is a secret that is written and read back the same. */
public class EncodingFuzzTest {
    @TestFactory
    List<DynamicTest> seeds() throws IOException {
        return Seeds.tests("encoding", EncodingFuzzTest::fuzzerTestOneInput);
    }

    /** Jazzer looks for a method of this name. */
    public static void fuzzerTestOneInput(byte[] text) {
        for (Encoding encoding : Encoding.values()) {
            try (Secret input = Secret.copyOf(text);
                    Secret decoded = encoding.decode(input)) {
                readBack(encoding, decoded);
            } catch (BadEncodingException e) {
                assertTrue(String.valueOf(e.getMessage()).length() < 100, "the message holds what it must not");
            }
        }
    }

    private static void readBack(Encoding encoding, Secret decoded) {
        try (Secret written = encoding.encode(decoded);
                Secret again = encoding.decode(written)) {
            assertTrue(again.sameAs(decoded));
        } catch (BadEncodingException e) {
            throw new AssertionError("refuses what it wrote", e);
        }
    }
}
