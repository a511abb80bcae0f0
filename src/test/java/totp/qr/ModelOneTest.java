package totp.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.zxing.common.BitMatrix;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.SeededRandom;

/** Codes of Model 1 are read within what their error correction accepts, and nothing else is. */
class ModelOneTest {
    private static final String TEXT = "otpauth://totp/E:a?secret=JBSWY3DPEHPK3PXP";

    /** One of each version, and of each level; level, blocks, data and correction as in ISO/IEC 18004:2000, Table M.4. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 19, 7", "2, 0, 1, 30, 16", "3, 0, 1, 44, 28", "4, 3, 1, 50, 50", "5, 2, 2, 23, 44", "6, 0, 2, 53, 32",
        "7, 2, 3, 24, 46", "8, 3, 2, 64, 64", "9, 2, 3, 34, 68", "10, 1, 2, 145, 34", "11, 2, 5, 29, 54",
                "12, 0, 4, 73, 46",
        "13, 1, 3, 144, 36", "14, 1, 3, 163, 40"
    })
    void everyVersionIsRead(int version, int level, int blocks, int data, int correction) {
        String text = TEXT.substring(0, Math.min(TEXT.length(), blocks * data - 4));
        int most = correction / 2;
        BitMatrix whole = ModelOneDrawing.of(text, version, level, blocks, data, correction, 0);
        assertEquals(text, ModelOne.read(whole));
        assertEquals(List.of(text), payloads(picture(whole, 1, 4)), "a pixel a module");
        assertEquals(List.of(text), payloads(picture(whole, 3, 1)), "three pixels a module");
        assertEquals(text, ModelOne.read(mirrored(whole)));
        assertEquals(text, ModelOne.read(ModelOneDrawing.of(text, version, level, blocks, data, correction, most)));
        assertNull(ModelOne.read(ModelOneDrawing.of(text, version, level, blocks, data, correction, most + 1)));
    }

    @Test
    void noiseIsNoCode() {
        SeededRandom random = new SeededRandom(1);
        for (int i = 0; i < 2000; i++) {
            BitMatrix noise = new BitMatrix(21 + 4 * (i % 14));
            for (int y = 0; y < noise.getHeight(); y++) {
                for (int x = 0; x < noise.getWidth(); x++) {
                    if (random.nextInt(2) == 0) {
                        noise.set(x, y);
                    }
                }
            }
            assertNull(ModelOne.read(noise));
        }
    }

    private static List<String> payloads(BufferedImage picture) {
        return QrScanner.scan(picture, false).stream().map(QrCode::payload).toList();
    }

    private static BitMatrix mirrored(BitMatrix modules) {
        BitMatrix mirrored = new BitMatrix(modules.getHeight());
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                if (modules.get(y, x)) {
                    mirrored.set(x, y);
                }
            }
        }
        return mirrored;
    }

    private static BufferedImage picture(BitMatrix modules, int pixels, int margin) {
        int side = (modules.getWidth() + 2 * margin) * pixels;
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int column = x / pixels - margin;
                int row = y / pixels - margin;
                boolean inside = column >= 0 && row >= 0 && column < modules.getWidth() && row < modules.getWidth();
                picture.setRGB(x, y, inside && modules.get(column, row) ? 0 : 0xffffff);
            }
        }
        return picture;
    }
}
