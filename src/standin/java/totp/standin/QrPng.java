package totp.standin;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.imageio.ImageIO;

/** The picture that comes with a new device. */
final class QrPng {
    private static final int PIXELS_PER_MODULE = 4;
    private static final int QUIET_MODULES = 4;

    private QrPng() {}

    /** The text as it is found in real pictures; the API's documentation has an older one, without an issuer. */
    static String uri(String device, String account, String seed) {
        return "otpauth://totp/Amazon%20Web%20Services:" + encoded(device) + "@" + encoded(account) + "?secret=" + seed
                + "&issuer=Amazon%20Web%20Services";
    }

    static byte[] draw(String text) {
        try {
            // The smallest size that holds the text; its modules are then drawn larger.
            BitMatrix modules = new QRCodeWriter()
                    .encode(text, BarcodeFormat.QR_CODE, 0, 0, Map.of(EncodeHintType.MARGIN, QUIET_MODULES));
            BufferedImage image = new BufferedImage(
                    modules.getWidth() * PIXELS_PER_MODULE,
                    modules.getHeight() * PIXELS_PER_MODULE,
                    BufferedImage.TYPE_BYTE_GRAY);
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    boolean dark = modules.get(x / PIXELS_PER_MODULE, y / PIXELS_PER_MODULE);
                    image.setRGB(x, y, dark ? 0x000000 : 0xffffff);
                }
            }
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            // Else ImageIO makes a temporary file, with a seed in it.
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", png);
            return png.toByteArray();
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("does not fit into a QR code", tooLong);
        } catch (IOException impossible) {
            throw new UncheckedIOException("in memory", impossible);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
