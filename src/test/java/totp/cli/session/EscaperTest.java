package totp.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscaperTest {
    @ParameterizedTest
    @CsvSource({
        "0000", "0007", "0008", "0009", "000a", "000d", "001b", "007f", "0080", "0085", "009b", "009f", "00ad", "061c",
        "200b", "200c", "200d", "200e", "200f", "2028", "2029", "202a", "202e", "2060", "2066", "2069", "feff", "d800",
        "dfff", "e0001", "e007f", "3164", "034f", "115f", "17b4", "17b5", "180b", "180f", "2065", "2800", "fe00",
                "fe0f",
        "ffa0", "fff0", "1d159", "1d173", "e0100", "e01ef", "e0fff", "00a0", "1680", "2003", "202f", "205f"
    })
    void whatATerminalActsUponIsEscaped(String hex) {
        int c = Integer.parseInt(hex, 16);
        String text = c < 0x10000 ? String.valueOf((char) c) : Character.toString(c);
        assertEquals("a\\u{" + Integer.toHexString(c) + "}b", Escaper.escape("a" + text + "b"));
    }

    @Test
    void textForPeopleStays() {
        String text = "Übung 日本語\u3000銀行 \uD83D\uDE00 a\u0301 ñ \\u{1b} ~!";
        assertSame(text, Escaper.escape(text));
    }

    @Test
    void nothingUnsafeIsEverLeft() {
        long seed = 46;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(30); j >= 0; j--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x10000 : 0x100));
            }
            String escaped = Escaper.escape(text.toString());
            assertTrue(escaped.codePoints().noneMatch(Escaper::isUnsafe), "seed " + seed + ", text " + i);
            assertFalse(escaped.contains("\n"), "seed " + seed + ", text " + i);
            assertSame(escaped, Escaper.escape(escaped), "seed " + seed + ", text " + i);
        }
    }
}
