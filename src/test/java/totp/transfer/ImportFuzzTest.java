package totp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import totp.Seeds;
import totp.cli.session.Escaper;
import totp.message.Catalogue;
import totp.otp.AccountLimits;

/**
 * Any file is refused in the one way that is declared, or gives accounts that can be kept. The first byte of an input chooses: 0
 * lets the content tell its format, others name one. No password is ever tried: what comes out of a decryption is read by the same
 * code as the plain files, and a derivation of keys would leave time for nothing else.
 */
public class ImportFuzzTest {
    private static final List<String> FORMATS = Importers.formats();

    @TestFactory
    List<DynamicTest> seeds() throws IOException {
        return Seeds.tests("import", ImportFuzzTest::fuzzerTestOneInput);
    }

    /** Jazzer looks for a method of this name. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int choice = input[0] & 0xff;
        try (Content content = Content.adopt(Arrays.copyOfRange(input, 1, input.length))) {
            Importers.Imported imported = choice == 0
                    ? Importers.read(content, Fixture.NONE)
                    : Importers.read(FORMATS.get(choice % FORMATS.size()), content, Fixture.NONE)
                            .orElseThrow();
            try (Harvest harvest = imported.harvest()) {
                check(harvest);
            }
        } catch (TransferException e) {
            assertFalse(String.valueOf(e.getMessage()).isEmpty());
            assertEquals(null, e.getCause(), "a cause may quote the content");
        }
    }

    private static void check(Harvest harvest) {
        for (Entry entry : harvest.entries()) {
            int length = entry.secret().length();
            assertTrue(length > 0 && length <= AccountLimits.SECRET_BYTES_MAX, "secret");
            line(entry.issuer(), AccountLimits.TEXT_BYTES_MAX);
            line(entry.account(), AccountLimits.TEXT_BYTES_MAX);
            entry.groups().forEach(group -> line(group, AccountLimits.TEXT_BYTES_MAX));
            assertTrue(entry.note().getBytes(StandardCharsets.UTF_8).length <= AccountLimits.NOTE_BYTES_MAX, "note");
        }
        for (Harvest.Skipped skipped : harvest.skipped()) {
            assertTrue(skipped.position() > 0 && !skipped.reason().toString().isEmpty(), "skipped");
            line(skipped.label(), AccountLimits.TEXT_BYTES_MAX);
        }
        // As it is printed: what a file calls its entries may hold anything.
        harvest.warnings().forEach(warning -> line(warning.in(Catalogue.ENGLISH, Escaper::escape), Integer.MAX_VALUE));
    }

    private static void line(String text, int bytesMax) {
        assertTrue(text.getBytes(StandardCharsets.UTF_8).length <= bytesMax, "too long");
        assertTrue(text.chars().noneMatch(Character::isISOControl), "no line");
    }
}
