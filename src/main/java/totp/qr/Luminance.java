package totp.qr;

import com.google.zxing.LuminanceSource;
import com.google.zxing.PlanarYUVLuminanceSource;
import java.awt.image.BufferedImage;

/** A grey picture: one byte a pixel, 0 black to 255 white, line by line. Operations make new ones. */
final class Luminance {
    private final byte[] pixels;
    private final int width;
    private final int height;

    Luminance(byte[] pixels, int width, int height) {
        this.pixels = pixels;
        this.width = width;
        this.height = height;
    }

    /** How the three colours of a pixel become one value. */
    enum Mix {
        /** ITU-R BT.601, as eyes do. */
        EYE,
        /** The darkest of them: yellow modules on white stand out. */
        DARKEST,
        /** The brightest: blue modules on black. */
        BRIGHTEST
    }

    /** @param background 0 to 255, what shines through where the picture is transparent */
    static Luminance of(BufferedImage image, Mix mix, int background) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] pixels = new byte[width * height];
        int[] line = new int[width];
        boolean transparent = image.getColorModel().hasAlpha();
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, line, 0, width);
            for (int x = 0; x < width; x++) {
                int value = mixed(line[x], mix);
                if (transparent) {
                    int alpha = line[x] >>> 24;
                    value = (value * alpha + background * (255 - alpha)) / 255;
                }
                pixels[y * width + x] = (byte) value;
            }
        }
        return new Luminance(pixels, width, height);
    }

    private static int mixed(int rgb, Mix mix) {
        int red = (rgb >> 16) & 0xff;
        int green = (rgb >> 8) & 0xff;
        int blue = rgb & 0xff;
        return switch (mix) {
            case EYE -> (306 * red + 601 * green + 117 * blue) >> 10;
            case DARKEST -> Math.min(red, Math.min(green, blue));
            case BRIGHTEST -> Math.max(red, Math.max(green, blue));
        };
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** How many pixels there are. */
    int size() {
        return pixels.length;
    }

    int at(int x, int y) {
        return pixels[y * width + x] & 0xff;
    }

    /** For ZXing, which only reads it. */
    LuminanceSource source() {
        return new PlanarYUVLuminanceSource(pixels, width, height, 0, 0, width, height, false);
    }

    /** Whether there is nothing to be seen: no two pixels differ by more than noise. */
    boolean isUniform() {
        int min = 255;
        int max = 0;
        for (byte pixel : pixels) {
            min = Math.min(min, pixel & 0xff);
            max = Math.max(max, pixel & 0xff);
        }
        return max - min < 16;
    }

    Luminance inverted() {
        byte[] out = new byte[pixels.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) ~pixels[i];
        }
        return new Luminance(out, width, height);
    }

    /** Each pixel the mean of a block of {@code x} by {@code y}. */
    Luminance reduced(int x, int y) {
        int w = Math.max(1, width / x);
        int h = Math.max(1, height / y);
        byte[] out = new byte[w * h];
        for (int row = 0; row < h; row++) {
            for (int column = 0; column < w; column++) {
                int sum = 0;
                for (int dy = 0; dy < y; dy++) {
                    int line = Math.min(row * y + dy, height - 1) * width;
                    for (int dx = 0; dx < x; dx++) {
                        sum += pixels[line + Math.min(column * x + dx, width - 1)] & 0xff;
                    }
                }
                out[row * w + column] = (byte) (sum / (x * y));
            }
        }
        return new Luminance(out, w, h);
    }

    /** Stretched by whole factors, with straight lines between the pixels. */
    Luminance enlarged(int factor) {
        int w = width * factor;
        int h = height * factor;
        byte[] out = new byte[w * h];
        for (int row = 0; row < h; row++) {
            for (int column = 0; column < w; column++) {
                out[row * w + column] = (byte) between((column + 0.5) / factor - 0.5, (row + 0.5) / factor - 0.5);
            }
        }
        return new Luminance(out, w, h);
    }

    /** Each pixel the mean of the nine around it. */
    Luminance blurred() {
        byte[] out = new byte[pixels.length];
        for (int y = 0; y < height; y++) {
            int above = Math.max(y - 1, 0) * width;
            int here = y * width;
            int below = Math.min(y + 1, height - 1) * width;
            for (int x = 0; x < width; x++) {
                int left = Math.max(x - 1, 0);
                int right = Math.min(x + 1, width - 1);
                int sum = three(above, left, x, right) + three(here, left, x, right) + three(below, left, x, right);
                out[here + x] = (byte) (sum / 9);
            }
        }
        return new Luminance(out, width, height);
    }

    private int three(int line, int left, int middle, int right) {
        return (pixels[line + left] & 0xff) + (pixels[line + middle] & 0xff) + (pixels[line + right] & 0xff);
    }

    /** The value at a place between pixels, whose middles have whole coordinates; beyond the edge that of the edge. */
    int between(double x, double y) {
        double cx = Math.min(Math.max(x, 0), width - 1);
        double cy = Math.min(Math.max(y, 0), height - 1);
        int left = (int) cx;
        int top = (int) cy;
        int right = Math.min(left + 1, width - 1);
        int bottom = Math.min(top + 1, height - 1);
        double fx = cx - left;
        double fy = cy - top;
        double upper = at(left, top) * (1 - fx) + at(right, top) * fx;
        double lower = at(left, bottom) * (1 - fx) + at(right, bottom) * fx;
        return (int) Math.round(upper * (1 - fy) + lower * fy);
    }

    /** The value that parts dark from light best (Otsu 1979). */
    int otsuThreshold() {
        int[] histogram = new int[256];
        for (byte pixel : pixels) {
            histogram[pixel & 0xff]++;
        }
        double sum = 0;
        for (int i = 0; i < 256; i++) {
            sum += (double) i * histogram[i];
        }
        double sumBelow = 0;
        long below = 0;
        double best = -1;
        int threshold = 128;
        for (int i = 0; i < 256; i++) {
            below += histogram[i];
            long above = pixels.length - below;
            if (below == 0 || above == 0) {
                continue;
            }
            sumBelow += (double) i * histogram[i];
            double difference = sumBelow / below - (sum - sumBelow) / above;
            double spread = (double) below * above * difference * difference;
            if (spread > best) {
                best = spread;
                threshold = i;
            }
        }
        return threshold;
    }
}
