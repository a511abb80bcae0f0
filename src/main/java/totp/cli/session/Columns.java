package totp.cli.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines up columns by the room that their text takes on a terminal. */
public final class Columns {
    private static final String EMOJI =
            "\u231a\u231b\u23e9\u23ea\u23eb\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648\u2649\u264a\u264b\u264c"
                    + "\u264d\u264e\u264f\u2650\u2651\u2652\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3"
                    + "\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753\u2754\u2755\u2757\u2795\u2796\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50"
                    + "\u2b55";

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
    public static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            width += width(text.codePointAt(i));
        }
        return width;
    }

    /** As much of a text as fits, with {@code ~} in place of the rest: an ellipsis is one column wide or two, as terminals please. */
    public static String shorten(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        int used = 0;
        int end = 0;
        while (end < text.length() && used + width(text.codePointAt(end)) < columns) {
            used += width(text.codePointAt(end));
            end += Character.charCount(text.codePointAt(end));
        }
        while (end < text.length() && width(text.codePointAt(end)) == 0) {
            end += Character.charCount(text.codePointAt(end)); // an accent stays with its letter
        }
        return text.substring(0, end) + "~";
    }

    /**
     * Breaks a line where a terminal would break it, but between words. A word that is wider than the terminal, a path for instance,
     * stays whole, so that it can be copied; between wide characters, which stand without blanks, any place will do.
     */
    static String wrap(String line, int columns) {
        StringBuilder wrapped = new StringBuilder();
        int used = 0;
        for (String word :
                line.split("(?<= )|(?<=[\\x{2e80}-\\x{ff60}])(?![\\x{3001}\\x{3002}\\x{300d}\\x{ff09}])", -1)) {
            int width = width(word.stripTrailing());
            if (used > 0 && used + width > columns) {
                wrapped.setLength(wrapped.toString().stripTrailing().length());
                wrapped.append('\n');
                used = 0;
            }
            wrapped.append(word);
            used += width(word);
        }
        return wrapped.toString();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        boolean jamoBehind = c >= 0x1160 && c <= 0x11ff; // vowels and finals join the consonant before them
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || jamoBehind) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || isEmojiOfBasicPlane(c)
                || c == 0x1f18e
                || (c >= 0x1f191 && c <= 0x1f19a)
                || (c >= 0x1f200 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd);
        return wide ? 2 : 1;
    }

    /** What Unicode shows as an emoji by itself (Emoji_Presentation) among the symbols that are one column wide. */
    private static boolean isEmojiOfBasicPlane(int c) {
        return c >= 0x231a && c <= 0x2b55 && EMOJI.indexOf(c) >= 0;
    }
}
