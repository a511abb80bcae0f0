package totp.crypto;

/**
 * Characters that nobody sees, by code point. They come along when a secret is copied from a page, and they make two names
 * look alike; so what reads a secret passes them over, and what prints a text spells them out.
 */
public final class Unseen {
    /** Default_Ignorable_Code_Point of Unicode 16 (DerivedCoreProperties.txt), which Java does not tell: first and last of each run. */
    private static final int[] IGNORABLE = {
        0x00AD, 0x00AD, 0x034F, 0x034F, 0x061C, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x200B, 0x200F,
        0x202A, 0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8,
        0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000, 0xE0FFF
    };

    private static final int BRAILLE_BLANK = 0x2800;
    private static final int NULL_NOTEHEAD = 0x1D159;
    private static final int HIEROGLYPH_BLANK = 0x13441;
    private static final int HIEROGLYPH_HALF_BLANK = 0x13442;
    private static final int NEXT_LINE = 0x85;

    private Unseen() {}

    /** Whether it takes no room: joiners, marks of direction, variation selectors, soft hyphens, byte order marks, fillers. */
    public static boolean isIgnorable(int codePoint) {
        if (codePoint < IGNORABLE[0]) {
            return false;
        }
        for (int i = 0; i < IGNORABLE.length; i += 2) {
            if (codePoint >= IGNORABLE[i] && codePoint <= IGNORABLE[i + 1]) {
                return true;
            }
        }
        return Character.getType(codePoint) == Character.FORMAT;
    }

    /** Whether it is an empty place of any width, or the end of a line. */
    public static boolean isBlank(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint == ' ' || (codePoint >= '\t' && codePoint <= '\r');
        }
        return Character.isSpaceChar(codePoint)
                || codePoint == NEXT_LINE
                || codePoint == BRAILLE_BLANK
                || codePoint == NULL_NOTEHEAD
                || codePoint == HIEROGLYPH_BLANK
                || codePoint == HIEROGLYPH_HALF_BLANK;
    }
}
