package totp.qr;

import com.google.zxing.Binarizer;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.LuminanceSource;
import com.google.zxing.common.BitArray;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;

/** How a grey picture becomes black and white. Each finds codes that the others miss. */
enum Binarization {
    /** ZXing's, by blocks: for shadows and for pages with dark and light parts. */
    HYBRID {
        @Override
        BinaryBitmap of(Luminance image) {
            return new BinaryBitmap(new HybridBinarizer(image.source()));
        }
    },
    /** ZXing's, one threshold: for modules of one pixel. */
    HISTOGRAM {
        @Override
        BinaryBitmap of(Luminance image) {
            return new BinaryBitmap(new GlobalHistogramBinarizer(image.source()));
        }
    },
    /** One threshold after Otsu: for pictures that hold little but the code. */
    OTSU {
        @Override
        BinaryBitmap of(Luminance image) {
            int threshold = image.otsuThreshold();
            return new BinaryBitmap(new Finished(image, matrix(image, (x, y) -> image.at(x, y) <= threshold)));
        }
    },
    /** Darker than what is around it: for noise and uneven light. */
    LOCAL_MEAN {
        @Override
        BinaryBitmap of(Luminance image) {
            Luminance around = image.reduced(REACH, REACH);
            return new BinaryBitmap(new Finished(
                    image,
                    matrix(
                            image,
                            (x, y) -> image.at(x, y)
                                    < around.between((x + 0.5) / REACH - 0.5, (y + 0.5) / REACH - 0.5) - 4)));
        }
    };

    private static final int REACH = 24;

    abstract BinaryBitmap of(Luminance image);

    @FunctionalInterface
    private interface Dark {
        boolean at(int x, int y);
    }

    private static BitMatrix matrix(Luminance image, Dark dark) {
        BitMatrix matrix = new BitMatrix(image.width(), image.height());
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                if (dark.at(x, y)) {
                    matrix.set(x, y);
                }
            }
        }
        return matrix;
    }

    /** A matrix that is there already, in the form in which ZXing's readers want it. */
    private static final class Finished extends Binarizer {
        private final BitMatrix matrix;

        private Finished(Luminance image, BitMatrix matrix) {
            super(image.source());
            this.matrix = matrix;
        }

        @Override
        public BitArray getBlackRow(int y, BitArray row) {
            return matrix.getRow(y, row);
        }

        @Override
        public BitMatrix getBlackMatrix() {
            return matrix;
        }

        @Override
        public Binarizer createBinarizer(LuminanceSource source) {
            throw new UnsupportedOperationException("made for one picture");
        }
    }
}
