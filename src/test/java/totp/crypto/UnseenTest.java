package totp.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UnseenTest {
    /** Printed by Perl 5.36 (Unicode 14) as the code points that match {@code \p{Default_Ignorable_Code_Point}}. */
    private static final String DEFAULT_IGNORABLE =
            "AD-AD 34F-34F 61C-61C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E"
                    + " 2060-206F 3164-3164 FE00-FE0F FEFF-FEFF FFA0-FFA0 FFF0-FFF8 1BCA0-1BCA3 1D173-1D17A E0000-E0FFF";

    @Test
    void everyDefaultIgnorableCharacterAndEveryFormatCharacterIsIgnorable() {
        List<String> runs = new ArrayList<>();
        int begin = -1;
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            boolean format = Character.getType(c) == Character.FORMAT;
            assertTrue(!format || Unseen.isIgnorable(c), Integer.toHexString(c));
            boolean listed = Unseen.isIgnorable(c) && !(format && !isListed(c));
            if (listed && begin < 0) {
                begin = c;
            } else if (!listed && begin >= 0) {
                runs.add(String.format(java.util.Locale.ROOT, "%X-%X", begin, c - 1));
                begin = -1;
            }
        }
        assertEquals(DEFAULT_IGNORABLE, String.join(" ", runs));
    }

    private static boolean isListed(int c) {
        for (String run : DEFAULT_IGNORABLE.split(" ", -1)) {
            String[] ends = run.split("-", -1);
            if (c >= Integer.parseInt(ends[0], 16) && c <= Integer.parseInt(ends[1], 16)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void blanksOfAllKindsAreBlank() {
        for (int c : new int[] {
            ' ', '\t', '\n', '\r', 0x0b, 0x0c, 0x85, 0xa0, 0x1680, 0x2000, 0x2003, 0x200a, 0x2028, 0x2029, 0x202f,
            0x205f, 0x2800, 0x3000, 0x1d159
        }) {
            assertTrue(Unseen.isBlank(c), Integer.toHexString(c));
        }
        for (int c : new int[] {0, 0x1b, 'a', '-', '=', 0x7f, 0xad, 0x200b, 0x2801, 0x1f600}) {
            assertFalse(Unseen.isBlank(c), Integer.toHexString(c));
        }
    }

    @Test
    void aTextIsTrimmedOfBlanksAndWhatNobodySees() {
        assertEquals("a\u00a0b", trimmed("\ufeff \n\u200ba\u00a0b\u3000\u00ad\r\n"));
        assertEquals("", trimmed(" \u2800\ufeff\n"));
        assertEquals("", trimmed(""));
        // What is no UTF-8 is left to whoever reads the text.
        Secret damaged = Secret.adopt(new byte[] {' ', (byte) 0xc3, 'x', (byte) 0xff, (byte) 0xe2, (byte) 0x80, ' '});
        try (Secret bare = Characters.trimmed(damaged)) {
            assertEquals("c378ffe280", Bytes.hexOf(bare));
        }
    }

    private static String trimmed(String text) {
        try (Secret secret = Bytes.secret(text);
                Secret bare = Characters.trimmed(secret)) {
            return Bytes.textOf(bare);
        }
    }
}
