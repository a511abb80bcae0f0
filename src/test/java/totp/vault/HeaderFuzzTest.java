package totp.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import totp.Seeds;

/** Any file is refused, or its header is written again byte for byte. */
public class HeaderFuzzTest {
    @TestFactory
    List<DynamicTest> seeds() throws IOException {
        return Seeds.tests("header", HeaderFuzzTest::fuzzerTestOneInput);
    }

    /** Jazzer looks for a method of this name. */
    public static void fuzzerTestOneInput(byte[] file) {
        try {
            byte[] header = SealedVault.decode(file).header().encode();
            assertArrayEquals(Arrays.copyOf(file, header.length), header);
        } catch (VaultException e) {
            return; // the one way in which it may be refused
        }
    }
}
