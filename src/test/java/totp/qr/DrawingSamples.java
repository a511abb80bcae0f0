package totp.qr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import totp.qr.QrDrawing.Style;

/** Draws a code of every version in every way, for other programs to read: {@code DrawingSamples FOLDER}. */
public final class DrawingSamples {
    private static final int QUIET_COLUMNS = 8;
    private static final int LONGEST = 2953;

    private DrawingSamples() {}

    /** One text for each version that the drawing knows, from the shortest on. */
    public static void main(String[] arguments) throws IOException, PictureException {
        Path folder = Path.of(arguments[0]);
        int drawn = 0;
        for (int length = 5; length <= LONGEST; length++) {
            String text = text(length);
            QrDrawing drawing = QrDrawing.of(text);
            int version = (drawing.columns(Style.BLOCKS) - QUIET_COLUMNS - 17) / 4;
            if (version > drawn) {
                drawn = version;
                String name = String.format(Locale.ROOT, "%02d", version);
                Files.writeString(folder.resolve(name + ".text"), text);
                Files.write(folder.resolve(name + ".png"), drawing.png());
                Files.writeString(folder.resolve(name + ".svg"), drawing.svg());
                for (Style style : Style.values()) {
                    Files.write(folder.resolve(name + "." + style), drawing.lines(style));
                }
            }
        }
    }

    /** Letters of both cases, so that it is byte mode as with key URIs; not compressible into a smaller code. */
    private static String text(int length) {
        Random random = new Random(length);
        StringBuilder text = new StringBuilder("a:");
        while (text.length() < length) {
            text.append((char) ('A' + random.nextInt(26)));
        }
        return text.substring(0, length);
    }
}
