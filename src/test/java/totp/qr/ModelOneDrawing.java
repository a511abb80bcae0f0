package totp.qr;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.reedsolomon.GenericGF;
import com.google.zxing.common.reedsolomon.ReedSolomonEncoder;
import java.nio.charset.StandardCharsets;

/** Draws codes of Model 1, mask 0 ((x + y) % 2 == 0), bytes only, which no library at hand draws. */
final class ModelOneDrawing {
    private final BitMatrix modules;
    private final int side;
    private int next;

    private ModelOneDrawing(int version) {
        side = 17 + 4 * version;
        modules = new BitMatrix(side);
    }

    /**
     * A code.
     *
     * @param levelBits 1 is L, 0 M, 3 Q, 2 H
     * @param damaged how many codewords of each block, the first ones of its data, are wrong
     */
    static BitMatrix of(String text, int version, int levelBits, int blocks, int data, int correction, int damaged) {
        ModelOneDrawing drawing = new ModelOneDrawing(version);
        drawing.codewords(codewords(text, version, blocks, data, correction, damaged));
        drawing.patterns();
        drawing.format(levelBits << 3);
        return drawing.modules;
    }

    private static int[] codewords(String text, int version, int blocks, int data, int correction, int damaged) {
        StringBuilder bits = new StringBuilder("00000100"); // nothing, then bytes
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        bits.append(binary(bytes.length, version < 10 ? 8 : 16));
        for (byte b : bytes) {
            bits.append(binary(b, 8));
        }
        bits.append("0".repeat(4 + (8 - (bits.length() + 4) % 8) % 8));
        for (int pad = 0xec; bits.length() < blocks * data * 8; pad ^= 0xec ^ 0x11) {
            bits.append(binary(pad, 8));
        }
        int[] codewords = new int[blocks * (data + correction)];
        for (int block = 0; block < blocks; block++) {
            int[] one = new int[data + correction];
            for (int i = 0; i < data; i++) {
                int from = (block * data + i) * 8;
                one[i] = Integer.parseInt(bits.substring(from, from + 8), 2);
            }
            new ReedSolomonEncoder(GenericGF.QR_CODE_FIELD_256).encode(one, correction);
            for (int i = 0; i < damaged; i++) {
                one[i] ^= 0x0f; // the upper half of the very first one is not there
            }
            System.arraycopy(one, 0, codewords, block * data, data);
            System.arraycopy(one, data, codewords, blocks * data + block * correction, correction);
        }
        return codewords;
    }

    private static String binary(int value, int length) {
        String bits = Integer.toBinaryString(value);
        return "0".repeat(length - bits.length()) + bits;
    }

    /** Bricks from the lower right corner up, and on to the left; extension patterns take their places at both edges. */
    private void codewords(int[] codewords) {
        for (int bottom = side - 1; bottom > 8; bottom -= 4) { // the outermost column, two modules wide
            boolean extension = (side - 1 - bottom) % 8 == 0 && bottom != side - 1 && bottom - 4 > 8;
            if (!extension) {
                brick(codewords, side - 1, bottom, 2);
            }
        }
        for (int bottom = side - 1; bottom > 8; bottom -= 4) {
            brick(codewords, side - 3, bottom, 2);
        }
        int columns = (side - 13) / 4;
        for (int column = 0; column < columns; column++) {
            boolean extension = column % 2 == 1 && column != columns - 1;
            for (int bottom = extension ? side - 3 : side - 1; bottom > (column == 0 ? 9 : 0); bottom -= 2) {
                bottom = bottom == 6
                        ? 5
                        : bottom; // the timing pattern has row 6; the first column ends below the finder pattern
                brick(codewords, side - 5 - 4 * column, bottom, 4);
            }
        }
        for (int right : new int[] {8, 5, 3, 1}) { // column 6 is the timing pattern
            for (int bottom = side - 9; bottom > 8; bottom -= 4) {
                brick(codewords, right, bottom, 2);
            }
        }
    }

    private void brick(int[] codewords, int right, int bottom, int width) {
        int codeword = next < codewords.length ? codewords[next] : 0;
        next++;
        for (int bit = 0; bit < 8; bit++) {
            int x = right - bit % width;
            int y = bottom - bit / width;
            boolean one = ((codeword >> (7 - bit)) & 1) == 1;
            boolean masked = (x + y) % 2 == 0;
            if (one != masked) {
                modules.flip(x, y);
            }
        }
    }

    private void patterns() {
        for (int i = 8; i < side - 8; i++) {
            set(i, 6, i % 2 == 0);
            set(6, i, i % 2 == 0);
        }
        for (int[] at : new int[][] {{0, 0}, {side - 7, 0}, {0, side - 7}}) {
            for (int y = -1; y < 8; y++) {
                for (int x = -1; x < 8; x++) {
                    int ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
                    if (at[0] + x >= 0 && at[1] + y >= 0 && at[0] + x < side && at[1] + y < side) {
                        set(at[0] + x, at[1] + y, ring == 3 || ring < 2);
                    }
                }
            }
        }
    }

    /** Twice, with ten bits of correction, under the mask of Model 1. */
    private void format(int format) {
        int rest = format << 10;
        for (int bit = 14; bit >= 10; bit--) {
            if (((rest >> bit) & 1) == 1) {
                rest ^= 0x537 << (bit - 10);
            }
        }
        String bits = binary(((format << 10) | rest) ^ 0x2825, 15);
        for (int i = 0; i < 15; i++) {
            boolean dark = bits.charAt(i) == '1';
            set(i < 6 ? i : i < 8 ? i + 1 : 8, i < 8 ? 8 : i == 8 ? 7 : 14 - i, dark);
            set(i < 7 ? 8 : side - 15 + i, i < 7 ? side - 1 - i : 8, dark);
        }
    }

    private void set(int x, int y, boolean dark) {
        if (modules.get(x, y) != dark) {
            modules.flip(x, y);
        }
    }
}
