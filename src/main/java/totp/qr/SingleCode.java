package totp.qr;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.ReaderException;
import com.google.zxing.Result;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one code by itself, whose three finder patterns were seen: module by module where its grid is found, else by ZXing's reader. */
final class SingleCode {
    static final Map<DecodeHintType, Object> HINTS = Map.of(DecodeHintType.TRY_HARDER, true);

    private SingleCode() {}

    /**
     * What it says.
     *
     * @param deep whether to try everything even where there is probably no code
     * @return null if it cannot be read
     */
    static @Nullable String read(Luminance image, Triple triple, boolean deep, Effort effort) {
        GridFit grid = GridFit.of(image, triple, effort);
        String text = grid.text();
        if (text != null) {
            return text;
        }
        boolean likely = grid.isThere() || triple.isCredible();
        return likely || deep ? cutOut(image, triple, deep, effort) : null;
    }

    /** With ZXing's reader. */
    static @Nullable Result read(BinaryBitmap bitmap) {
        try {
            return new QRCodeReader().decode(bitmap, HINTS);
        } catch (ReaderException | RuntimeException e) {
            return null;
        }
    }

    /** At several sizes of its modules and by several thresholds. */
    private static @Nullable String cutOut(Luminance image, Triple triple, boolean deep, Effort effort) {
        double own = triple.side() / triple.dimension();
        double[] sizes = {Math.min(Math.max(own, 2.5), 8), 4, 6, 2.5, 9};
        for (double margin : new double[] {4, 0.25}) {
            for (double pixels : sizes) {
                Luminance code = Cutout.of(image, triple, pixels, margin, effort);
                for (Binarization binarization :
                        List.of(Binarization.OTSU, Binarization.HYBRID, Binarization.LOCAL_MEAN)) {
                    effort.code(code);
                    Result result = read(binarization.of(code));
                    if (result != null && !result.getText().isEmpty()) {
                        return result.getText();
                    }
                    if (effort.isOver()) {
                        return null;
                    }
                }
                if (!triple.isCredible() && !deep) {
                    break; // probably no code at all: one size will do
                }
            }
        }
        return null;
    }
}
