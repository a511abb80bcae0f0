package totp.cli.help;

import java.util.List;

/** A page of text that is broken at blanks where a line would be wider than it may. */
final class Lines {
    /** Below this a column of names leaves no room for what they mean. */
    private static final int COLUMNS_MIN = 60;

    private static final int COLUMN_MAX = 30;
    private static final int INDENT_NARROW = 6;

    private final StringBuilder text = new StringBuilder();
    private final int width;

    Lines(int width) {
        this.width = width;
    }

    /** What stands on the left, with its indent, and what it means. */
    record Row(String left, String means) {}

    void blank() {
        text.append('\n');
    }

    void paragraph(String words) {
        append(words, 0);
    }

    /** A table of two columns; what is too long for the left one has a line for itself. */
    void rows(List<Row> rows) {
        int column = column(rows);
        for (Row row : rows) {
            left(row.left());
            if (row.means().isEmpty()) {
                text.append('\n');
                continue;
            }
            boolean beside = row.left().length() + 2 <= column;
            text.append(beside ? "" : "\n")
                    .append(" ".repeat(beside ? column - row.left().length() : column));
            append(row.means(), column);
        }
    }

    /** A command line may be wider than the terminal. */
    private void left(String words) {
        if (words.length() <= width) {
            text.append(words);
            return;
        }
        int indent = words.length() - words.stripLeading().length() + 2;
        text.append(" ".repeat(indent - 2));
        append(words.strip(), indent);
        text.setLength(text.length() - 1);
    }

    /** Where the right one begins: so that each row is one line, if they all can be. */
    private int column(List<Row> rows) {
        int left = 0;
        int leftOfShort = 0;
        int right = 0;
        for (Row row : rows) {
            int length = row.left().length() + 2;
            left = row.means().isEmpty() ? left : Math.max(left, length);
            leftOfShort = length <= COLUMN_MAX ? Math.max(leftOfShort, length) : leftOfShort;
            right = Math.max(right, row.means().length());
        }
        if (left + right <= width) {
            return left;
        }
        return width < COLUMNS_MIN || leftOfShort == 0 ? INDENT_NARROW : leftOfShort;
    }

    /** {@code indent} is where the first word stands already. */
    private void append(String words, int indent) {
        int room = width - indent;
        boolean begun = false;
        for (String word : words.split(" ", -1)) {
            if (begun && word.length() + 1 > room) {
                text.append('\n').append(" ".repeat(indent));
                room = width - indent;
                begun = false;
            }
            text.append(begun ? " " : "").append(word);
            room -= word.length() + (begun ? 1 : 0);
            begun = true;
        }
        text.append('\n');
    }

    @Override
    public String toString() {
        return text.toString().stripTrailing();
    }
}
