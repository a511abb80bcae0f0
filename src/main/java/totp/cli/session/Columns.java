package totp.cli.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines up columns by the room that their text takes on a terminal. */
final class Columns {
    private Columns() {}

    /** Below this a column says nothing any more. */
    private static final int WIDTH_MIN = 8;

    private static final int GAP = 2;

    /** Cuts the widest columns until a row has room in so many columns of a terminal; what is cut ends in an ellipsis. */
    static List<List<String>> fit(List<List<String>> rows, int columns) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        int over = Arrays.stream(widths).sum() + GAP * (widths.length - 1) - columns;
        for (; over > 0; over--) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] >= widths[widest] ? i : widest;
            }
            if (widths[widest] <= WIDTH_MIN) {
                break;
            }
            widths[widest]--;
        }
        List<List<String>> cut = new ArrayList<>();
        for (List<String> row : rows) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                cells.add(cut(row.get(i), widths[i]));
            }
            cut.add(cells);
        }
        return cut;
    }

    private static String cut(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        StringBuilder head = new StringBuilder();
        int taken = 1; // of the ellipsis
        for (int c : text.codePoints().toArray()) {
            taken += width(c);
            if (taken > columns) {
                break;
            }
            head.appendCodePoint(c);
        }
        return head.append('\u2026').toString();
    }

    static List<String> align(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = width(row.get(i));
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).append(" ".repeat(widths.get(i) - width(row.get(i)) + GAP));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** Terminal cells: two for East Asian wide characters and emoji, none for combining marks. */
    static int width(String text) {
        return text.codePoints().map(Columns::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd);
        return wide ? 2 : 1;
    }
}
