package totp.qr;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * Measures, on pictures that are drawn by chance, how many codes are found, with ZXing's own reader beside it:
 * {@code ScanRates FOLDER [PICTURES-A-KIND]}. Into the folder go four pages for timing the whole program.
 */
public final class ScanRates {
    private static final Map<DecodeHintType, Object> HINTS =
            Map.of(DecodeHintType.TRY_HARDER, true, DecodeHintType.POSSIBLE_FORMATS, List.of(BarcodeFormat.QR_CODE));

    private final Random random = new Random(20_261_123);
    private final Map<String, int[]> found = new TreeMap<>();

    private ScanRates() {}

    /** Draws a picture with codes of these texts on it. */
    private interface Drawing {
        BufferedImage of(List<String> texts) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        ScanRates rates = new ScanRates();
        rates.writePages(new File(arguments[0]));
        for (int i = 0; i < count; i++) {
            for (int module = 1; module <= 6; module++) {
                int size = module;
                rates.try1("screen, module of " + module + " px", 1, t -> rates.page(t, 1920, 1080, size, false));
            }
            rates.try1("screen, dark theme", 1, t -> rates.page(t, 1920, 1080, rates.between(2, 6), true));
            rates.try1("screen, 3840x2160", 1, t -> rates.page(t, 3840, 2160, rates.between(3, 10), i(rates) > 0));
            rates.try1("several codes", 2 + i % 5, t -> rates.page(t, 1920, 1400, rates.between(3, 5), i(rates) > 0));
            float quality = 0.3f + 0.1f * (i % 5);
            rates.try1(
                    "jpeg, quality 0.3-0.7",
                    1,
                    t -> jpeg(rates.page(t, 1280, 800, rates.between(3, 6), false), quality));
            rates.try1("scaled by 0.6-1.9", 1, t -> rates.scaled(rates.page(t, 1280, 800, 5, i(rates) > 0)));
            rates.try1(
                    "noise and uneven light",
                    1,
                    t -> rates.noisy(rates.page(t, 1280, 960, rates.between(4, 8), false)));
            rates.try1("turned", 1, t -> rates.turned(rates.page(t, 1000, 1000, rates.between(4, 7), false)));
            rates.try1("no code", 0, t -> rates.page(t, 1920, 1080, 4, i(rates) > 0));
        }
        System.out.printf(
                Locale.ROOT, "%-26s%10s%22s%14s%n", "pictures with all found", "totp", "MultiFormatReader", "false");
        rates.found.forEach((kind, n) ->
                System.out.printf(Locale.ROOT, "%-26s%6d/%-6d%15d/%-6d%11d%n", kind, n[1], n[0], n[2], n[0], n[3]));
    }

    private static int i(ScanRates rates) {
        return rates.random.nextInt(2);
    }

    private void try1(String kind, int codes, Drawing drawing) throws Exception {
        List<String> texts = random.ints(codes).mapToObj(this::uri).toList();
        BufferedImage picture = drawing.of(texts);
        List<String> ours =
                QrScanner.scan(picture, false).stream().map(QrCode::payload).toList();
        List<String> plain = plain(picture);
        int[] n = found.computeIfAbsent(kind, k -> new int[4]);
        n[0]++;
        n[1] += ours.containsAll(texts) ? 1 : 0;
        n[2] += plain.containsAll(texts) ? 1 : 0;
        n[3] += (int) ours.stream().filter(text -> !texts.contains(text)).count();
    }

    private String uri(int seed) {
        StringBuilder secret = new StringBuilder();
        int length = new int[] {16, 32, 64, 103}[Math.floorMod(seed, 4)];
        random.ints(length, 0, 32).forEach(i -> secret.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(i)));
        return "otpauth://totp/Example:user" + (seed & 0xffff) + "?secret=" + secret + "&issuer=Example";
    }

    private static List<String> plain(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        try {
            return List.of(new MultiFormatReader()
                    .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, height, pixels))), HINTS)
                    .getText());
        } catch (NotFoundException e) {
            return List.of();
        }
    }

    private int between(int min, int max) {
        return min + random.nextInt(max - min + 1);
    }

    /** A page of text with codes side by side; dark: light ink on a dark page, codes included. */
    private BufferedImage page(List<String> texts, int width, int height, int module, boolean dark) throws Exception {
        BufferedImage page = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        Color paper = dark
                ? new Color(between(0, 40), between(0, 40), between(0, 48))
                : new Color(between(225, 255), 250, 250);
        graphics.setColor(paper);
        graphics.fillRect(0, 0, width, height);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(dark ? new Color(210, 210, 215) : new Color(40, 40, 60));
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        for (int y = 24; y < height; y += 22) {
            graphics.drawString(
                    "Sign in and choose Security credentials, then assign a device " + uri(y).substring(20, 60), 12, y);
        }
        int x = between(20, 80);
        int y = between(20, 80);
        int row = 0;
        for (String text : texts) {
            QrDrawing code = QrDrawing.of(text);
            BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(code.png()));
            int side = drawn.getWidth() / 8 * module;
            if (x + side > width) {
                x = between(20, 80);
                y += row + 20;
                row = 0;
            }
            for (int py = 0; py < side && y + py < height; py++) {
                for (int px = 0; px < side; px++) {
                    boolean ink = (drawn.getRGB(px / module * 8, py / module * 8) & 0xff) == 0;
                    page.setRGB(x + px, y + py, ink ? graphics.getColor().getRGB() : paper.getRGB());
                }
            }
            x += side + 20;
            row = Math.max(row, side);
        }
        return page;
    }

    private BufferedImage scaled(BufferedImage picture) {
        double scale = 0.6 + random.nextDouble() * 1.3;
        return transformed(picture, AffineTransform.getScaleInstance(scale, scale), scale);
    }

    /** On a canvas on which no corner is cut off. */
    private BufferedImage turned(BufferedImage picture) {
        double half = picture.getWidth() / 2.0;
        double grown = Math.sqrt(2);
        AffineTransform transform = AffineTransform.getTranslateInstance(half * (grown - 1), half * (grown - 1));
        transform.rotate(random.nextDouble() * 2 * Math.PI, half, half);
        return transformed(picture, transform, grown);
    }

    private static BufferedImage transformed(BufferedImage picture, AffineTransform transform, double scale) {
        BufferedImage out = new BufferedImage(
                (int) (picture.getWidth() * scale), (int) (picture.getHeight() * scale), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = out.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, out.getWidth(), out.getHeight());
        graphics.drawImage(picture, transform, null);
        return out;
    }

    private BufferedImage noisy(BufferedImage picture) {
        double slope = 0.3 * random.nextDouble();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int grey = picture.getRGB(x, y) & 0xff;
                double lit = grey * (1 - slope * x / picture.getWidth()) + random.nextGaussian() * 18;
                int value = Math.max(0, Math.min(255, (int) lit));
                picture.setRGB(x, y, value << 16 | value << 8 | value);
            }
        }
        return picture;
    }

    private static BufferedImage jpeg(BufferedImage picture, float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        }
        return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    }

    private void writePages(File folder) throws Exception {
        for (int[] size : new int[][] {{1920, 1080}, {3840, 2160}}) {
            for (int codes = 0; codes <= 1; codes++) {
                List<String> texts = random.ints(codes).mapToObj(this::uri).toList();
                String name = size[0] + "x" + size[1] + (codes == 0 ? " without a code" : " with a code") + ".png";
                ImageIO.write(page(texts, size[0], size[1], 4, false), "png", new File(folder, name));
            }
        }
    }
}
