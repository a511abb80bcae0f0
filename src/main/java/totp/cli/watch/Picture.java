package totp.cli.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import totp.cli.session.Columns;
import totp.cli.session.Escaper;
import totp.cli.session.ScreenLine;
import totp.cli.session.ScreenLine.Look;
import totp.cli.session.Terminal.Size;
import totp.message.Message;

/**
 * A whole screen.
 *
 * @param lines as many as the terminal has
 * @param row of the cursor, from 0
 * @param column of the cursor, from 0
 */
record Picture(List<ScreenLine> lines, int row, int column) {
    /** The smallest terminal in which a list is one. */
    static final Size SMALLEST = new Size(12, 40);

    /** What begins no line. */
    private static final String NEVER_FIRST = " \u3001\u3002\u300d\u30fc)?:";

    static boolean fits(Size size) {
        return size.rows() >= SMALLEST.rows() && size.columns() >= SMALLEST.columns();
    }

    /** Lines from the top on, filled up to the terminal's. */
    static Picture of(List<ScreenLine> first, Size size, int row, int column) {
        List<ScreenLine> lines = new ArrayList<>(first.subList(0, Math.min(first.size(), size.rows())));
        while (lines.size() < size.rows()) {
            lines.add(ScreenLine.EMPTY);
        }
        return new Picture(
                lines, Math.min(row, Math.max(0, size.rows() - 1)), Math.min(column, Math.max(0, size.columns() - 1)));
    }

    static Picture tooSmall(Size size, Function<Message, String> words) {
        String text = words.apply(
                Message.of("watch.too-small", SMALLEST.columns(), SMALLEST.rows(), size.columns(), size.rows()));
        return text(List.of(text), size);
    }

    /** Paragraphs that are wrapped, with the cursor behind the last one; of too many the last ones stay. */
    static Picture text(List<String> paragraphs, Size size) {
        List<ScreenLine> lines = new ArrayList<>();
        int width = Math.max(1, size.columns() - 1);
        String last = "";
        for (String paragraph : paragraphs) {
            List<String> wrapped = wrap(paragraph, width);
            last = wrapped.get(wrapped.size() - 1);
            wrapped.forEach(line -> lines.add(ScreenLine.of(line, Look.PLAIN)));
        }
        List<ScreenLine> shown = lines.subList(Math.max(0, lines.size() - size.rows()), lines.size());
        return of(shown, size, shown.size() - 1, Columns.width(last));
    }

    /** What a dialogue printed: harmless but for its line ends. */
    static Picture dialogue(List<String> before, String printed, Size size) {
        List<String> paragraphs = new ArrayList<>(before);
        for (String line : printed.split("\n", -1)) {
            paragraphs.add(Escaper.escape(line));
        }
        return text(paragraphs, size);
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            String character = Character.toString(text.codePointAt(i));
            int columns = Columns.width(character);
            if (used + columns > width) {
                int end = endOfWord(line, character);
                String rest = end > 0 ? line.substring(end) : "";
                lines.add(end > 0 ? line.substring(0, end).stripTrailing() : line.toString());
                line.setLength(0);
                line.append(rest);
                used = Columns.width(rest);
            }
            line.append(character);
            used += columns;
        }
        lines.add(line.toString());
        return lines;
    }

    /** The last place where a line may end: at a blank, or beside a wide character, for those stand without blanks. */
    private static int endOfWord(CharSequence line, String next) {
        String all = line + next;
        for (int i = line.length(); i > 0; i--) {
            int before = Columns.width(all.substring(i - 1, i));
            int behind = Columns.width(all.substring(i, i + 1));
            boolean isEnd = all.charAt(i - 1) == ' ' || before == 2 || behind == 2;
            if (isEnd && behind > 0 && NEVER_FIRST.indexOf(all.charAt(i)) < 0) {
                return i;
            }
        }
        return 0;
    }

    /**
     * A QR code, or what is to be done where it has no room. In the usual 24 lines most have it, if half of the margin above and
     * below is left out, which readers do without.
     */
    static Picture qr(QrPicture qr, Size size, Function<Message, String> words) {
        int quiet = size.rows() == qr.lines().size() - 1 ? 1 : 0;
        List<String> drawing = qr.lines().subList(quiet, qr.lines().size() - quiet);
        int rows = drawing.size() + 1;
        if (size.rows() < rows || size.columns() < qr.columns()) {
            return text(
                    List.of(words.apply(
                            Message.of("watch.qr-too-large", qr.columns(), rows, size.columns(), size.rows()))),
                    size);
        }
        List<ScreenLine> lines = new ArrayList<>();
        drawing.forEach(line -> lines.add(ScreenLine.of(line, Look.DRAWN)));
        String title = words.apply(Message.of("watch.qr-any-key", qr.name()));
        lines.add(new ScreenLine.Builder()
                .at(0, size.columns() - 1, title, Look.PLAIN)
                .line());
        return of(lines, size, rows - 1, 0);
    }

    /**
     * A QR code as lines of text.
     *
     * @param columns that they take
     */
    record QrPicture(String name, List<String> lines, int columns) {}
}
