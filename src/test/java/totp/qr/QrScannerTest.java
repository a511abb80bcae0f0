package totp.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.SeededRandom;

/** Codes are found in pictures as people have them; all are made here, with seeds of invented accounts. */
class QrScannerTest {
    private static final String AWS =
            "otpauth://totp/Amazon%20Web%20Services:root-account-mfa-device@123456789012?secret="
                    + "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Amazon%20Web%20Services";

    @ParameterizedTest
    @CsvSource({
        "1, ffffff, 000000", "2, ffffff, 000000", "3, ffffff, 000000", "5, f4f4f4, 1a1a1a", "2, 0f1b2a, e8e8e8",
        "3, 000000, ffffff", "4, ffffff, f6c915", "4, 000000, 2030ff", "7, ffffff, 8a2be2", "2, 202124, ffffff",
    })
    void aPageHasOneWhateverItsColoursAndSizes(int module, String background, String ink) throws Exception {
        BufferedImage page = page(1920, 1080, new Color(Integer.parseInt(background, 16)));
        Graphics2D graphics = page.createGraphics();
        draw(graphics, AWS, 700, 300, module, new Color(Integer.parseInt(ink, 16)), null);
        assertEquals(List.of(AWS), payloads(page));
    }

    /** A dark page around a white square without a quiet zone: the finder patterns touch the page. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 6})
    void aWhiteCodeWithoutMarginIsFoundOnADarkPage(int module) throws Exception {
        BufferedImage page = page(1280, 800, new Color(0x16191f));
        draw(page.createGraphics(), AWS, 400, 200, module, Color.BLACK, Color.WHITE);
        assertEquals(List.of(AWS), payloads(page));
    }

    @Test
    void nineOnAPageComeInReadingOrderAndEachOnce() throws Exception {
        BufferedImage page = page(1600, 1500, Color.WHITE);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            String payload = "otpauth://totp/Example:user" + i + "?secret=JBSWY3DPEHPK3PXP";
            expected.add(payload);
            draw(
                    page.createGraphics(),
                    payload,
                    60 + i % 3 * 520,
                    60 + i / 3 * 480,
                    4 + i % 3,
                    Color.BLACK,
                    Color.WHITE);
        }
        draw(page.createGraphics(), expected.get(0), 1350, 1300, 3, Color.BLACK, Color.WHITE);
        assertEquals(expected, payloads(page));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 30, 45, 90, 180, 213})
    void turnedCodesAreFound(int degrees) throws Exception {
        BufferedImage page = page(900, 900, Color.WHITE);
        Graphics2D graphics = page.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.setTransform(AffineTransform.getRotateInstance(Math.toRadians(degrees), 450, 450));
        draw(graphics, AWS, 250, 250, 7, Color.BLACK, Color.WHITE);
        assertEquals(List.of(AWS), payloads(page));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 2", "0.3, 3", "0.3, 4"})
    void poorJpegsAreRead(float quality, int module) throws Exception {
        BufferedImage page = page(800, 600, Color.WHITE);
        text(page);
        draw(page.createGraphics(), AWS, 200, 150, module, Color.BLACK, Color.WHITE);
        assertEquals(List.of(AWS), payloads(Picture.decode(jpeg(page, quality))));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60})
    void noiseIsBlurredAway(int strength) throws Exception {
        BufferedImage page = page(800, 600, Color.LIGHT_GRAY);
        draw(page.createGraphics(), AWS, 200, 100, 7, Color.DARK_GRAY, Color.WHITE);
        SeededRandom random = new SeededRandom(strength);
        for (int y = 0; y < 600; y++) {
            for (int x = 0; x < 800; x++) {
                int grey = (page.getRGB(x, y) & 0xff) + (int) (random.nextGaussian() * strength);
                int clamped = Math.max(0, Math.min(255, grey));
                page.setRGB(x, y, clamped * 0x10101);
            }
        }
        assertEquals(List.of(AWS), payloads(page));
    }

    @Test
    void pixelsThatAreNotSquareAreNoHindrance() throws Exception {
        BufferedImage page = page(900, 500, Color.WHITE);
        Graphics2D graphics = page.createGraphics();
        graphics.scale(1.9, 1);
        draw(graphics, AWS, 50, 50, 5, Color.BLACK, Color.WHITE);
        assertEquals(List.of(AWS), payloads(page));
    }

    @Test
    void whiteOnTransparentIsSeen() throws Exception {
        BufferedImage page = new BufferedImage(500, 500, BufferedImage.TYPE_INT_ARGB);
        draw(page.createGraphics(), AWS, 80, 80, 5, Color.WHITE, null);
        assertEquals(List.of(AWS), payloads(page));
    }

    @Test
    void pagesWithoutACodeHaveNoneAndCostSoMuchAtMost() throws Exception {
        BufferedImage page = page(1920, 1080, Color.WHITE);
        text(page);
        Effort effort = new Effort(QrScanner.USUAL_EFFORT);
        assertEquals(List.of(), QrScanner.scan(page, false, effort));
        assertTrue(effort.spent() < 2 * QrScanner.USUAL_EFFORT, "effort: " + effort.spent());
        assertEquals(List.of(), payloads(page(3840, 2160, Color.WHITE)));
    }

    /** Whatever else the machine does: what is found depends on the picture alone. */
    @Test
    void theSamePictureCostsTheSameEachTime() throws Exception {
        BufferedImage page = page(900, 700, Color.LIGHT_GRAY);
        text(page);
        SeededRandom random = new SeededRandom(7);
        for (int i = 0; i < 900 * 700; i++) {
            int grey = Math.max(
                    0, Math.min(255, (page.getRGB(i % 900, i / 900) & 0xff) + (int) (random.nextGaussian() * 60)));
            page.setRGB(i % 900, i / 900, grey * 0x10101);
        }
        Effort first = new Effort(QrScanner.USUAL_EFFORT);
        Effort second = new Effort(QrScanner.USUAL_EFFORT);
        List<QrCode> found = QrScanner.scan(page, false, first);
        assertEquals(found, QrScanner.scan(page, false, second));
        assertEquals(first.spent(), second.spent());
        assertTrue(first.spent() > QrScanner.USUAL_EFFORT / 2, "noise is work: " + first.spent());
    }

    @Test
    void everyVersionIsReadBack() throws Exception {
        int versions = 0;
        for (int length : new int[] {
            14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779,
            857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331
        }) {
            // Lower case keeps it in byte mode, whose capacities at level M these are: one version each.
            String payload = IntStream.range(0, length)
                    .mapToObj(i -> String.valueOf((char) ('a' + i * 7 % 26)))
                    .reduce("", String::concat);
            BufferedImage drawn =
                    ImageIO.read(new ByteArrayInputStream(QrDrawing.of(payload).png()));
            assertEquals(17 + 4 * ++versions + 8, drawn.getWidth() / 8, "side of version " + versions);
            assertEquals(List.of(payload), payloads(drawn));
        }
        assertEquals(40, versions);
    }

    private static List<String> payloads(BufferedImage image) {
        return QrScanner.scan(image, false).stream().map(QrCode::payload).toList();
    }

    private static BufferedImage page(int width, int height, Color background) {
        BufferedImage page = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        graphics.setColor(background);
        graphics.fillRect(0, 0, width, height);
        return page;
    }

    private static void text(BufferedImage page) {
        Graphics2D graphics = page.createGraphics();
        graphics.setColor(Color.BLACK);
        graphics.setFont(new Font(Font.MONOSPACED, Font.PLAIN, 13));
        for (int y = 20; y < page.getHeight(); y += 16) {
            graphics.drawString(
                    "if (x == y) { return [a, b, c]; } // 0123456789 |||| ### \u25a0\u25a0\u25a1", y % 90, y);
        }
    }

    /** @param paper the colour of the light modules, or null to leave the page as it is */
    private static void draw(
            Graphics2D graphics,
            String payload,
            int left,
            int top,
            int module,
            Color ink,
            @org.jspecify.annotations.Nullable Color paper)
            throws PictureException {
        List<String> rows = QrDrawing.of(payload).lines(QrDrawing.Style.ASCII);
        for (int y = 4; y < rows.size() - 4; y++) {
            for (int x = 4; x < rows.get(y).length() / 2 - 4; x++) {
                boolean dark = rows.get(y).charAt(2 * x) == '#';
                Color colour = dark ? ink : paper;
                if (colour != null) {
                    graphics.setColor(colour);
                    graphics.fillRect(left + (x - 4) * module, top + (y - 4) * module, module, module);
                }
            }
        }
    }

    private static byte[] jpeg(BufferedImage image, float quality) throws Exception {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        }
        return out.toByteArray();
    }
}
