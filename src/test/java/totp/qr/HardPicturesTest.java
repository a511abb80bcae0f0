package totp.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.SeededRandom;

/** Codes that ZXing's readers do not see: they touch their page, are seen at an angle, on bent paper, or blurred. All are made here. */
class HardPicturesTest {
    private static final String URI = "otpauth://totp/Amazon%20Web%20Services:alice@123456789012?secret="
            + "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    /** The code's dark modules run into the page, and around it are letters, which are rings as finder patterns are. */
    @ParameterizedTest
    @CsvSource({
        "000000, ffffff, 000000, 4", "16191f, ffffff, 000000, 3", "0f1b2a, f2f2f2, 0f1b2a, 2",
                "3c3c3c, ffffff, 101010, 5",
        "002b36, eeeeee, 000000, 3", "ffffff, 101418, ffffff, 4", "e6e8ee, 000000, ffffff, 3",
                "f5f5f5, 202428, f5f5f5, 2",
    })
    void codesWithoutMarginAreFoundAmongLettersOfTheSameColour(String page, String paper, String ink, int module)
            throws Exception {
        BufferedImage picture = new BufferedImage(1280, 800, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(colour(page));
        graphics.fillRect(0, 0, 1280, 800);
        graphics.setColor(colour(paper));
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        for (int y = 20; y < 800; y += 22) {
            graphics.drawString("Security credentials 90608 oooo eeee 0000 device 8a0b6c09e", 640 + y % 50, y);
        }
        draw(graphics, matrix(URI), 90, 120, module, colour(ink), colour(paper));
        draw(graphics, matrix("second"), 420, 60, module + 1, colour(ink), colour(paper));
        List<String> found = payloads(picture);
        assertEquals(2, found.size());
        assertEquals(List.of(URI, "second"), found.get(0).equals(URI) ? found : List.of(found.get(1), found.get(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void modulesOfAPixelAreReadInEveryVersion(int margin) throws Exception {
        int versions = 0;
        for (int length = 10; versions < 40; length += 20) {
            String payload = "x".repeat(length - 1) + "y";
            boolean[][] code = matrix(payload);
            int version = (code.length - 17) / 4;
            if (version > versions) {
                versions = version;
                assertEquals(List.of(payload), payloads(stretched(code, margin, 1, 1)), "version " + version);
            }
        }
        assertEquals(40, versions);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 0", "2, 1, 0", "2, 3, 2", "3, 2, 0", "1, 2, 4", "2, 4, 1"})
    void modulesThatAreNotSquareAreRead(int across, int down, int margin) throws Exception {
        for (String payload : List.of("a", URI, URI + URI + URI)) {
            assertEquals(List.of(payload), payloads(stretched(matrix(payload), margin, across, down)));
        }
    }

    /** Farther away at one side by a third, or at two. */
    @ParameterizedTest
    @CsvSource({"0.3, 0", "0, -0.3", "-0.2, 0.2", "0.2, 0.1"})
    void codesAreReadAtAnAngle(double acrossTilt, double downTilt) throws Exception {
        BufferedImage seen = seen(matrix(URI), 500, (x, y) -> {
            double farther = 1 + acrossTilt * x + downTilt * y;
            return new double[] {x / farther * 1.1, y / farther * 1.1};
        });
        assertEquals(List.of(URI), payloads(seen));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.08, -0.05, 0.05, 0.08})
    void codesAreReadOnBentPaper(double bend) throws Exception {
        BufferedImage seen =
                seen(matrix(URI), 500, (x, y) -> new double[] {x * 1.2, y * 1.2 + bend * Math.cos(x * Math.PI / 2)});
        assertEquals(List.of(URI), payloads(seen));
    }

    /** By so many passes of three by three pixels; a module has six. */
    @ParameterizedTest
    @ValueSource(ints = {9, 12, 13})
    void codesAreReadThoughTheyAreBlurred(int passes) throws Exception {
        BufferedImage sharp = stretched(matrix(URI), 6, 6, 6);
        float[] ninth = {1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f, 1 / 9f};
        BufferedImage blurred = sharp;
        for (int i = 0; i < passes; i++) {
            blurred = new ConvolveOp(new Kernel(3, 3, ninth), ConvolveOp.EDGE_NO_OP, null).filter(blurred, null);
        }
        assertEquals(List.of(URI), payloads(blurred));
    }

    /** Neither random modules nor random greys say anything. */
    @Test
    void noiseSaysNothing() {
        SeededRandom random = new SeededRandom(4);
        for (int i = 0; i < 50; i++) {
            int side = 40 + 3 * i;
            int pixels = 1 + i % 3;
            BufferedImage noise = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
            for (int y = 0; y < side; y += pixels) {
                for (int x = 0; x < side; x += pixels) {
                    int grey = i % 2 == 0 ? random.nextInt(2) * 255 : random.nextInt(256);
                    for (int p = 0; p < pixels * pixels; p++) {
                        int px = Math.min(x + p % pixels, side - 1);
                        noise.setRGB(px, Math.min(y + p / pixels, side - 1), grey * 0x10101);
                    }
                }
            }
            assertEquals(List.of(), payloads(noise));
        }
    }

    /** From places of the picture to places of the code with its page, both from -1 to 1. */
    @FunctionalInterface
    private interface View {
        double[] at(double x, double y);
    }

    private static BufferedImage seen(boolean[][] code, int side, View view) {
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
        double page = code.length / 2.0 + 6;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double[] place = view.at(2.0 * x / side - 1, 2.0 * y / side - 1);
                int column = (int) Math.floor(place[0] * page + code.length / 2.0);
                int row = (int) Math.floor(place[1] * page + code.length / 2.0);
                picture.setRGB(x, y, dark(code, column, row) ? 0x303030 : 0xd0d0d0);
            }
        }
        return picture;
    }

    private static boolean dark(boolean[][] code, int column, int row) {
        return column >= 0 && row >= 0 && column < code.length && row < code.length && code[row][column];
    }

    private static BufferedImage stretched(boolean[][] code, int margin, int across, int down) {
        int side = code.length + 2 * margin;
        BufferedImage picture = new BufferedImage(side * across, side * down, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < side * down; y++) {
            for (int x = 0; x < side * across; x++) {
                picture.setRGB(x, y, dark(code, x / across - margin, y / down - margin) ? 0 : 0xffffff);
            }
        }
        return picture;
    }

    private static void draw(
            Graphics2D graphics, boolean[][] code, int left, int top, int module, Color ink, Color paper) {
        for (int y = 0; y < code.length; y++) {
            for (int x = 0; x < code.length; x++) {
                graphics.setColor(code[y][x] ? ink : paper);
                graphics.fillRect(left + x * module, top + y * module, module, module);
            }
        }
    }

    private static boolean[][] matrix(String payload) throws Exception {
        ByteMatrix drawn = Encoder.encode(payload, ErrorCorrectionLevel.L).getMatrix();
        boolean[][] code = new boolean[drawn.getHeight()][drawn.getWidth()];
        for (int y = 0; y < code.length; y++) {
            for (int x = 0; x < code.length; x++) {
                code[y][x] = drawn.get(x, y) == 1;
            }
        }
        return code;
    }

    private static Color colour(String hex) {
        return new Color(Integer.parseInt(hex, 16));
    }

    private static List<String> payloads(BufferedImage image) {
        return QrScanner.scan(image, false).stream().map(QrCode::payload).toList();
    }
}
