package totp.qr;

import com.google.zxing.ReaderException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import org.jspecify.annotations.Nullable;

/** The brightness of each module of a code, and what it says by one or another idea of what is dark. */
final class ModuleReading {
    /** Modules around one that tell how bright it is there. */
    private static final int REACH = 4;

    private final int[] values;
    private final int side;

    ModuleReading(int[] values, int side) {
        this.values = values;
        this.side = side;
    }

    /** What it says; null if no decoder's error correction accepts it. */
    @Nullable
    String text() {
        Luminance modules = new Luminance(bytes(values), side, side);
        int threshold = modules.otsuThreshold();
        BitMatrix plain = new BitMatrix(side);
        for (int i = 0; i < values.length; i++) {
            if (values[i] <= threshold) {
                plain.set(i % side, i / side);
            }
        }
        String text = text(plain);
        if (text == null) {
            text = text(local(values));
        }
        return text != null ? text : text(local(sharpened()));
    }

    private static byte[] bytes(int[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static @Nullable String text(BitMatrix modules) {
        try {
            // The decoder turns what it was given where it tries the mirrored code.
            String text = new Decoder().decode(modules.clone()).getText();
            return text.isEmpty() ? null : text;
        } catch (ReaderException | RuntimeException e) {
            String text = ModelOne.read(modules);
            return text == null || text.isEmpty() ? null : text;
        }
    }

    /** Dark is what is nearer to the darkest than to the brightest around it: for shadows. */
    private BitMatrix local(int[] from) {
        BitMatrix modules = new BitMatrix(side);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int min = Integer.MAX_VALUE;
                int max = Integer.MIN_VALUE;
                for (int ny = Math.max(0, y - REACH); ny <= Math.min(side - 1, y + REACH); ny++) {
                    for (int nx = Math.max(0, x - REACH); nx <= Math.min(side - 1, x + REACH); nx++) {
                        min = Math.min(min, from[ny * side + nx]);
                        max = Math.max(max, from[ny * side + nx]);
                    }
                }
                if (2 * from[y * side + x] < min + max) {
                    modules.set(x, y);
                }
            }
        }
        return modules;
    }

    /** Without what a blur of about a module mixed in from the four neighbours. */
    private int[] sharpened() {
        int[] sharp = new int[values.length];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int around = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1);
                sharp[y * side + x] = 2 * at(x, y) - around / 4;
            }
        }
        return sharp;
    }

    private int at(int x, int y) {
        return values[Math.min(Math.max(y, 0), side - 1) * side + Math.min(Math.max(x, 0), side - 1)];
    }
}
