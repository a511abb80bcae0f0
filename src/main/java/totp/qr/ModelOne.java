package totp.qr;

import com.google.zxing.FormatException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.reedsolomon.GenericGF;
import com.google.zxing.common.reedsolomon.ReedSolomonDecoder;
import com.google.zxing.common.reedsolomon.ReedSolomonException;
import org.jspecify.annotations.Nullable;

/**
 * Reads QR codes of Model 1, the first kind that there was (AIM ITS/97-001; ISO/IEC 18004:2000, Annex M). They look like the
 * usual ones, but have no alignment patterns, other places for their codewords and another mask over their format, so that ZXing
 * reads none. Some machines and labels still print them.
 *
 * <p>Nothing is guessed: the format must be within the distance that its code corrects, every block must be one that
 * Reed and Solomon's code accepts, and what it says must be whole.
 */
final class ModelOne {
    static final int DIMENSION_MAX = 73;

    /** Over the 15 bits of the format; Model 2 has 0x5412 there. */
    private static final int FORMAT_MASK = 0x2825;

    private static final int FORMAT_GENERATOR = 0x537;

    /** Two formats differ in seven places at least. */
    private static final int FORMAT_ERRORS_MAX = 3;

    /** The blocks of versions 1 to 14 at levels L, M, Q and H: how many, and in each data and correction (Table M.4). */
    private static final int[][][] BLOCKS = {
        {{1, 19, 7}, {1, 16, 10}, {1, 13, 13}, {1, 9, 17}},
        {{1, 36, 10}, {1, 30, 16}, {1, 24, 22}, {1, 16, 30}},
        {{1, 57, 15}, {1, 44, 28}, {1, 36, 36}, {1, 24, 48}},
        {{1, 80, 20}, {1, 60, 40}, {1, 50, 50}, {1, 34, 66}},
        {{1, 108, 26}, {1, 82, 52}, {1, 68, 66}, {2, 23, 44}},
        {{1, 136, 34}, {2, 53, 32}, {2, 43, 42}, {2, 29, 56}},
        {{1, 170, 42}, {2, 66, 40}, {2, 54, 52}, {3, 24, 46}},
        {{2, 104, 24}, {2, 80, 48}, {2, 64, 64}, {3, 29, 56}},
        {{2, 123, 30}, {2, 93, 60}, {3, 52, 50}, {3, 34, 68}},
        {{2, 145, 34}, {2, 111, 68}, {3, 61, 58}, {4, 31, 58}},
        {{2, 168, 40}, {4, 64, 40}, {4, 52, 52}, {5, 29, 54}},
        {{2, 192, 46}, {4, 73, 46}, {4, 61, 58}, {5, 33, 62}},
        {{3, 144, 36}, {4, 83, 52}, {4, 69, 66}, {6, 32, 58}},
        {{3, 163, 40}, {4, 92, 60}, {5, 62, 60}, {6, 35, 66}},
    };

    /** What the two bits of the format mean, as a row of {@link #BLOCKS}: M, L, H, Q. */
    private static final int[] LEVELS = {1, 0, 3, 2};

    private final BitMatrix modules;
    private final int dimension;
    private final boolean mirrored;
    private int mask;

    private ModelOne(BitMatrix modules, boolean mirrored) {
        this.modules = modules;
        this.dimension = modules.getHeight();
        this.mirrored = mirrored;
    }

    /**
     * What it says.
     *
     * @param modules a module a bit, the finder patterns top left, top right and bottom left
     * @return null if it is no code of this kind
     */
    static @Nullable String read(BitMatrix modules) {
        int dimension = modules.getHeight();
        if (dimension != modules.getWidth() || dimension < 21 || dimension > DIMENSION_MAX || dimension % 4 != 1) {
            return null;
        }
        String upright = new ModelOne(modules, false).read();
        return upright != null ? upright : new ModelOne(modules, true).read();
    }

    private @Nullable String read() {
        int format = format();
        if (format < 0) {
            return null;
        }
        mask = format & 7;
        int version = (dimension - 17) / 4;
        int[] blocks = BLOCKS[version - 1][LEVELS[format >> 3]];
        try {
            return Segments.text(corrected(codewords(), blocks), version);
        } catch (ReedSolomonException | FormatException e) {
            return null;
        }
    }

    private boolean dark(int x, int y) {
        return mirrored ? modules.get(y, x) : modules.get(x, y);
    }

    /** The five bits of the format, level and mask, from the copy that is nearer to one; -1 if neither is near enough. */
    private int format() {
        int best = -1;
        int errorsLeast = FORMAT_ERRORS_MAX + 1;
        for (int bits : new int[] {formatAtCorner(), formatAtEdges()}) {
            for (int format = 0; format < 32; format++) {
                int errors = Integer.bitCount(bits ^ FORMAT_MASK ^ encoded(format));
                if (errors < errorsLeast) {
                    errorsLeast = errors;
                    best = format;
                }
            }
        }
        return best;
    }

    /** With the ten bits that correct it (Annex C). */
    private static int encoded(int format) {
        int rest = format << 10;
        for (int bit = 14; bit >= 10; bit--) {
            if ((rest >> bit & 1) == 1) {
                rest ^= FORMAT_GENERATOR << (bit - 10);
            }
        }
        return format << 10 | rest;
    }

    private int formatAtCorner() {
        int bits = 0;
        for (int x = 0; x <= 8; x++) {
            bits = x == 6 ? bits : next(bits, dark(x, 8)); // the timing pattern runs through
        }
        for (int y = 7; y >= 0; y--) {
            bits = y == 6 ? bits : next(bits, dark(8, y));
        }
        return bits;
    }

    private int formatAtEdges() {
        int bits = 0;
        for (int y = dimension - 1; y >= dimension - 7; y--) {
            bits = next(bits, dark(8, y));
        }
        for (int x = dimension - 8; x < dimension; x++) {
            bits = next(bits, dark(x, 8));
        }
        return bits;
    }

    private static int next(int bits, boolean dark) {
        return bits << 1 | (dark ? 1 : 0);
    }

    /**
     * All codewords as they stand. From the right: two columns of upright bricks, two modules by four; then lying ones, four by two;
     * at the left upright ones again, between the finder patterns. Along the right and the lower edge extension patterns take
     * every second place (Figure M.3).
     * In some versions there are one or two more than the blocks have, at the end; they are nothing's.
     */
    private int[] codewords() {
        int[] codewords = new int[dimension * dimension / 8];
        int columns = dimension / 4 + 3;
        int n = 0;
        for (int column = 0; column < columns; column++) {
            boolean right = column < 2;
            boolean left = columns - column <= 4;
            int rows = right ? (dimension - 8) / 4 : left ? (dimension - 16) / 4 : dimension / 2;
            for (int row = 0; row < rows; row++) {
                if (right) {
                    if (column == 1 || row % 2 == 1 || row == 0 || row == rows - 1) {
                        codewords[n++] = brick(dimension - 1 - 2 * column, dimension - 1 - 4 * row, 2);
                    }
                } else if (left) {
                    int x = 2 * (columns - column) - 1 + (columns - column == 4 ? 1 : 0); // beyond the timing pattern
                    codewords[n++] = brick(x, dimension - 9 - 4 * row, 2);
                } else if (!isTaken(column, row, rows, columns)) {
                    int y = dimension - 1 - 2 * row - (row >= rows - 3 ? 1 : 0); // likewise
                    codewords[n++] = brick(dimension - 5 - 4 * (column - 2), y, 4);
                }
            }
        }
        codewords[0] &= 0xf; // half of the first brick is the corner's
        return codewords;
    }

    /** Whether a lying brick would be upon the finder pattern at the right, or upon an extension pattern. */
    private static boolean isTaken(int column, int row, int rows, int columns) {
        return (column == 2 && row >= rows - 4) || (row == 0 && column % 2 == 1 && column + 1 != columns - 4);
    }

    /** Eight modules, from the right and from below, without their mask. */
    private int brick(int right, int below, int width) {
        int codeword = 0;
        for (int bit = 0; bit < 8; bit++) {
            int x = right - bit % width;
            int y = below - bit / width;
            codeword = next(codeword, dark(x, y) != isMasked(x, y));
        }
        return codeword;
    }

    /** ISO/IEC 18004:2000, Table 20. */
    private boolean isMasked(int x, int y) {
        return switch (mask) {
            case 0 -> (x + y) % 2 == 0;
            case 1 -> y % 2 == 0;
            case 2 -> x % 3 == 0;
            case 3 -> (x + y) % 3 == 0;
            case 4 -> (y / 2 + x / 3) % 2 == 0;
            case 5 -> x * y % 2 + x * y % 3 == 0;
            case 6 -> (x * y % 2 + x * y % 3) % 2 == 0;
            default -> ((x + y) % 2 + x * y % 3) % 2 == 0;
        };
    }

    /** The data of all blocks. They do not take turns as in Model 2: the data of all of them come first, block after block. */
    private static byte[] corrected(int[] codewords, int[] blocks) throws ReedSolomonException {
        int data = blocks[1];
        int correction = blocks[2];
        byte[] all = new byte[blocks[0] * data];
        for (int block = 0; block < blocks[0]; block++) {
            int[] one = new int[data + correction];
            System.arraycopy(codewords, block * data, one, 0, data);
            System.arraycopy(codewords, all.length + block * correction, one, data, correction);
            new ReedSolomonDecoder(GenericGF.QR_CODE_FIELD_256).decode(one, correction);
            for (int i = 0; i < data; i++) {
                all[block * data + i] = (byte) one[i];
            }
        }
        return all;
    }
}
