package totp.qr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A code that was found.
 *
 * @param payload what it says
 * @param x the middle of its finder patterns, in pixels from the left
 * @param y the same from the top
 * @param size about the length of its side, in pixels
 */
public record QrCode(String payload, double x, double y, double size) {
    /** Like text: lines from the top, each from the left; codes whose middles are on one level are on one line. */
    static List<QrCode> inReadingOrder(List<QrCode> codes) {
        List<QrCode> rest = new ArrayList<>(codes);
        rest.sort(Comparator.comparingDouble(QrCode::y));
        List<QrCode> ordered = new ArrayList<>();
        while (!rest.isEmpty()) {
            QrCode first = rest.get(0);
            List<QrCode> line = new ArrayList<>();
            for (QrCode code : rest) {
                if (code.y - first.y <= Math.min(first.size, code.size) / 2) {
                    line.add(code);
                }
            }
            rest.removeAll(line);
            line.sort(Comparator.comparingDouble(QrCode::x));
            ordered.addAll(line);
        }
        return ordered;
    }

    /** Without the payload, which is a secret more often than not. */
    @Override
    public String toString() {
        return "QrCode[" + payload.length() + " characters at " + Math.round(x) + "," + Math.round(y) + "]";
    }
}
