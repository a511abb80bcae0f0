package totp.qr;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import totp.message.Message;

/** A QR code that is drawn: for a terminal, as PNG or as SVG, always with its quiet zone of four modules. */
public final class QrDrawing {
    private static final int QUIET = 4;
    private static final int PNG_MODULE_PIXELS = 8;

    // Both colours are set, and by number: right on dark and light terminals, whatever their palettes.
    private static final String LIGHT_ON_DARK = "\u001b[38;5;231;48;5;16m";
    private static final String LIGHT = "\u001b[48;5;231m";
    private static final String DARK = "\u001b[48;5;16m";
    private static final String RESET = "\u001b[0m";

    private final ByteMatrix modules;

    private QrDrawing(ByteMatrix modules) {
        this.modules = modules;
    }

    /**
     * Makes a code of a text; no character set is named for ASCII, since some readers do not understand such a mark.
     *
     * @throws PictureException if it is longer than the largest code holds
     */
    public static QrDrawing of(String text) throws PictureException {
        for (ErrorCorrectionLevel level : new ErrorCorrectionLevel[] {ErrorCorrectionLevel.M, ErrorCorrectionLevel.L}) {
            try {
                return new QrDrawing(Encoder.encode(text, level).getMatrix());
            } catch (WriterException e) {
                // Too long for this level.
            }
        }
        throw new PictureException(Message.of("qr.longer-than-qr-code"));
    }

    /** How a terminal shows modules. */
    public enum Style {
        /** Half blocks, two modules a character, with both colours set. */
        BLOCKS_COLOURED,
        /** Half blocks without colours: right where the text is lighter than its background. */
        BLOCKS,
        /** Two blanks a module with background colours, where blocks cannot be shown. */
        BLANKS_COLOURED,
        /** Two characters of ASCII a module. */
        ASCII
    }

    /** Columns that the drawing takes. */
    public int columns(Style style) {
        int side = modules.getWidth() + 2 * QUIET;
        return style == Style.BLOCKS || style == Style.BLOCKS_COLOURED ? side : 2 * side;
    }

    /** The drawing, line by line. */
    public List<String> lines(Style style) {
        boolean blocks = style == Style.BLOCKS || style == Style.BLOCKS_COLOURED;
        List<String> lines = new ArrayList<>();
        for (int y = -QUIET; y < modules.getHeight() + QUIET; y += blocks ? 2 : 1) {
            lines.add(blocks ? blockLine(y, style == Style.BLOCKS_COLOURED) : wideLine(y, style));
        }
        return lines;
    }

    /** The character is the light part: foreground on background, as text is on dark terminals. */
    private String blockLine(int y, boolean coloured) {
        StringBuilder line = new StringBuilder(coloured ? LIGHT_ON_DARK : "");
        for (int x = -QUIET; x < modules.getWidth() + QUIET; x++) {
            boolean upper = !isDark(x, y);
            boolean lower = !isDark(x, y + 1);
            line.append(upper ? lower ? '\u2588' : '\u2580' : lower ? '\u2584' : ' ');
        }
        return line.append(coloured ? RESET : "").toString();
    }

    private String wideLine(int y, Style style) {
        StringBuilder line = new StringBuilder();
        for (int x = -QUIET; x < modules.getWidth() + QUIET; x++) {
            boolean dark = isDark(x, y);
            if (style == Style.ASCII) {
                line.append(dark ? "##" : "  ");
            } else {
                line.append(dark ? DARK : LIGHT).append("  ");
            }
        }
        return line.append(style == Style.ASCII ? "" : RESET).toString();
    }

    /**
     * Black and white, a bit a pixel, eight pixels a module.
     *
     * @throws PictureException if this Java has no part for pictures
     */
    public byte[] png() throws PictureException {
        try {
            return Png.of(this);
        } catch (LinkageError e) {
            throw new PictureException(Message.of("qr.java-cannot-write-pictures"));
        }
    }

    /** In a class of its own, so that the others are there in a Java without java.desktop. */
    private static final class Png {
        static byte[] of(QrDrawing drawing) {
            int side = (drawing.modules.getWidth() + 2 * QUIET) * PNG_MODULE_PIXELS;
            BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
            for (int y = 0; y < side; y++) {
                for (int x = 0; x < side; x++) {
                    boolean dark = drawing.isDark(x / PNG_MODULE_PIXELS - QUIET, y / PNG_MODULE_PIXELS - QUIET);
                    image.setRGB(x, y, dark ? 0 : 0xffffff);
                }
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                ImageIO.setUseCache(false);
                ImageIO.write(image, "png", out);
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
            return out.toByteArray();
        }
    }

    /** A white square and one path; without the square it would vanish on dark pages. */
    public String svg() {
        int side = modules.getWidth() + 2 * QUIET;
        StringBuilder out = new StringBuilder(4096)
                .append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(side)
                .append(' ')
                .append(side)
                .append(
                        "\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path d=\"");
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                if (isDark(x, y)) {
                    int from = x;
                    while (isDark(x + 1, y)) {
                        x++;
                    }
                    int run = x - from + 1;
                    out.append('M').append(from + QUIET).append(' ').append(y + QUIET);
                    out.append('h').append(run).append("v1h-").append(run).append('z');
                }
            }
        }
        return out.append("\"/></svg>\n").toString();
    }

    private boolean isDark(int x, int y) {
        return x >= 0 && y >= 0 && x < modules.getWidth() && y < modules.getHeight() && modules.get(x, y) == 1;
    }
}
