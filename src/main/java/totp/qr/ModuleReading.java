package totp.qr;

import com.google.zxing.ReaderException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import org.jspecify.annotations.Nullable;

/** The brightness of each module of a code, and what it says by one or another idea of what is dark. */
final class ModuleReading {
    /** Modules around one that tell how bright it is there. */
    private static final int REACH = 4;

    /** Of 255; less contrast than this around a module is no contrast. */
    private static final int RANGE_MIN = 12;

    private final int[] values;
    private final int side;

    ModuleReading(int[] values, int side) {
        this.values = values;
        this.side = side;
    }

    /**
     * What it says.
     *
     * @return null if no decoder's error correction accepts it
     */
    @Nullable
    String text() {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        int threshold = new Luminance(bytes, side, side).otsuThreshold();
        BitMatrix plain = new BitMatrix(side);
        for (int i = 0; i < values.length; i++) {
            if (values[i] <= threshold) {
                plain.set(i % side, i / side);
            }
        }
        String text = text(plain);
        if (text != null) {
            return text;
        }
        double[] local = local();
        text = text(dark(local));
        return text != null ? text : text(dark(Unblurring.of(local, side)));
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

    private BitMatrix dark(double[] from) {
        BitMatrix modules = new BitMatrix(side);
        for (int i = 0; i < from.length; i++) {
            if (from[i] < 0) {
                modules.set(i % side, i / side);
            }
        }
        return modules;
    }

    /** From -1, the darkest of what is around, to 1, the brightest: for shadows. */
    private double[] local() {
        double[] local = new double[values.length];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int min = 255;
                int max = 0;
                for (int ny = Math.max(0, y - REACH); ny <= Math.min(side - 1, y + REACH); ny++) {
                    for (int nx = Math.max(0, x - REACH); nx <= Math.min(side - 1, x + REACH); nx++) {
                        min = Math.min(min, values[ny * side + nx]);
                        max = Math.max(max, values[ny * side + nx]);
                    }
                }
                local[y * side + x] = (2.0 * values[y * side + x] - min - max) / Math.max(max - min, RANGE_MIN);
            }
        }
        return local;
    }
}
