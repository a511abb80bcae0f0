package totp.cli.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import totp.cli.session.Columns;
import totp.cli.session.Escaper;
import totp.cli.session.ScreenLine;
import totp.cli.session.ScreenLine.Look;
import totp.cli.session.Terminal.Size;
import totp.message.Message;

/**
 * Draws the list: a function of what is to be shown, the time and the size, and of nothing else. All that is not data is ASCII:
 * bars and arrows of Unicode are one column wide or two, as the terminal pleases.
 */
final class ListView {
    /** The search and, below the list, the selected account and the last line. */
    private static final int OTHER_ROWS = 3;

    private static final int ROWS_WITH_HEADER = 16;
    private static final int COLUMNS_WITH_LONG_KEYS = 80;
    private static final int ALARM_SECONDS = 5;

    private final Model model;
    private final Instant now;
    private final Size size;
    private final Function<Message, String> words;

    private ListView(Model model, Instant now, Size size, Function<Message, String> words) {
        this.model = model;
        this.now = now;
        this.size = size;
        this.words = words;
    }

    /** How many accounts there is room for. */
    static int height(Size size) {
        return size.rows() - OTHER_ROWS - (size.rows() >= ROWS_WITH_HEADER ? 1 : 0);
    }

    static Picture draw(Model model, Instant now, Size size, Function<Message, String> words) {
        return new ListView(model, now, size, words).picture();
    }

    private Picture picture() {
        ListColumns columns = ListColumns.of(size.columns(), model.visible());
        List<ScreenLine> lines = new ArrayList<>();
        String search = words.apply(Message.of("watch.search")) + " ";
        String query = tail(Escaper.escape(model.query()), size.columns() / 2);
        lines.add(search(search, query));
        if (size.rows() >= ROWS_WITH_HEADER) {
            lines.add(header(columns));
        }
        List<Row> visible = model.visible();
        for (int i = 0; i < visible.size(); i++) {
            lines.add(row(columns, visible.get(i), model.top() + i == model.selection()));
        }
        if (visible.isEmpty()) {
            Message none = model.total() == 0 ? Message.of("watch.no-accounts") : Message.of("watch.nothing-found");
            lines.add(new ScreenLine.Builder()
                    .at(2, size.columns() - 2, words.apply(none), Look.FAINT)
                    .line());
        }
        while (lines.size() < size.rows() - 2) {
            lines.add(ScreenLine.EMPTY);
        }
        lines.add(model.selected().map(this::details).orElse(ScreenLine.EMPTY));
        lines.add(lastLine());
        return Picture.of(lines, size, 0, Columns.width(search) + Columns.width(query));
    }

    /** What was typed last stays in sight. */
    private static String tail(String text, int columns) {
        int begin = 0;
        while (Columns.width(text.substring(begin)) > columns) {
            begin += Character.charCount(text.codePointAt(begin));
        }
        return text.substring(begin);
    }

    private ScreenLine search(String search, String query) {
        int found = model.found().size();
        String count = found == model.total() ? Integer.toString(found) : found + "/" + model.total();
        int start = Columns.width(search);
        return new ScreenLine.Builder()
                .at(0, size.columns() / 2, search, Look.STRONG)
                .at(start, size.columns() - start, query, Look.PLAIN)
                .before(size.columns() - 1, count, Look.FAINT)
                .line();
    }

    private ScreenLine header(ListColumns columns) {
        ScreenLine.Builder line = new ScreenLine.Builder()
                .at(columns.name(), columns.nameWidth(), words.apply(Message.of("watch.header-name")), Look.FAINT)
                .at(columns.login(), columns.loginWidth(), words.apply(Message.of("watch.header-account")), Look.FAINT)
                .at(columns.tags(), columns.tagsWidth(), words.apply(Message.of("watch.header-tags")), Look.FAINT)
                .at(columns.code(), columns.codeWidth(), words.apply(Message.of("watch.header-code")), Look.FAINT);
        if (columns.hasNext()) {
            line.at(columns.next(), columns.codeWidth(), words.apply(Message.of("watch.header-next")), Look.FAINT);
        }
        return line.line();
    }

    private ScreenLine row(ListColumns columns, Row row, boolean chosen) {
        Look look = chosen ? Look.CHOSEN : Look.PLAIN;
        ScreenLine.Builder line = new ScreenLine.Builder()
                .at(0, 1, chosen ? ">" : "", Look.STRONG)
                .at(2, 1, row.favorite() ? "*" : "", Look.MARK)
                .at(columns.name(), columns.nameWidth(), Escaper.escape(row.name()), look)
                .at(columns.login(), columns.loginWidth(), Escaper.escape(row.fullLogin()), Look.FAINT)
                .at(columns.tags(), columns.tagsWidth(), tags(row), Look.FAINT);
        Optional<CodePair> codes = model.codes(row, now);
        if (row.isCounted()) {
            line.at(
                    columns.code(),
                    columns.codeWidth(),
                    grouped(model.counted(row, now).orElse("-")),
                    Look.STRONG);
        } else if (!row.hasCodes()) {
            line.at(columns.code(), columns.codeWidth(), "-", Look.FAINT);
        } else {
            timed(line, columns, row, codes);
        }
        return line.line();
    }

    private void timed(ScreenLine.Builder line, ListColumns columns, Row row, Optional<CodePair> codes) {
        // Every step begins at a multiple of the period, so that the time left is known before the codes are.
        long left = row.period() - Math.floorMod(now.getEpochSecond(), (long) row.period());
        boolean soon = left <= ALARM_SECONDS;
        if (!model.isShown(row)) {
            line.at(columns.code(), columns.codeWidth(), "******", Look.FAINT);
        } else if (codes.isPresent()) {
            boolean spent = codes.get().isSpent(now);
            line.at(columns.mark(), 1, spent ? "x" : model.isUsed(row, now) ? "+" : "", Look.MARK);
            Look look = spent ? Look.FAINT : soon ? Look.ALARM : Look.STRONG;
            line.at(columns.code(), columns.codeWidth(), grouped(codes.get().code(now)), look);
            if (columns.hasNext()) {
                line.at(columns.next(), columns.codeWidth(), grouped(codes.get().next(now)), Look.FAINT);
            }
        }
        Look look = soon ? Look.ALARM : Look.PLAIN;
        line.before(columns.seconds() + ListColumns.SECONDS - 1, seconds(left), look);
        line.at(columns.seconds() + ListColumns.SECONDS - 1, 1, soon ? "!" : "", look);
        int filled = (int) ((left * columns.barWidth() + row.period() - 1) / row.period());
        line.at(columns.bar(), columns.barWidth(), "=".repeat(filled), look);
    }

    private static String seconds(long left) {
        return left < 1000 ? Long.toString(left) : left < 60_000 ? left / 60 + "m" : left / 3600 + "h";
    }

    /** Six, seven and eight digits in two groups, as people read them aloud; the code itself has no blank. */
    static String grouped(String code) {
        int half = code.length() / 2;
        return code.length() >= 6 && code.length() <= 8 && code.chars().allMatch(c -> c >= '0' && c <= '9')
                ? code.substring(0, half) + " " + code.substring(half)
                : code;
    }

    private static String tags(Row row) {
        StringBuilder all = new StringBuilder();
        for (String tag : row.tags()) {
            all.append(all.isEmpty() ? "#" : " #").append(Escaper.escape(tag));
        }
        return all.toString();
    }

    /** The selected account with what has no room in its row. */
    private ScreenLine details(Row row) {
        List<String> parts = new ArrayList<>(List.of(Escaper.escape(row.name())));
        parts.add(Escaper.escape(row.fullLogin()));
        parts.add(tags(row));
        parts.add(row.pending() ? words.apply(Message.of("watch.pending")) : "");
        Optional<CodePair> codes = model.codes(row, now);
        if (!row.hasCodes()) {
            parts.add(words.apply(Message.of("watch.needs-pin")));
        } else if (row.isCounted()) {
            parts.add(words.apply(Message.of("watch.counted")));
        } else if (codes.isPresent() && codes.get().isSpent(now)) {
            parts.add(words.apply(Message.of("watch.spent", codes.get().secondsLeft(now))));
        } else if (model.isUsed(row, now)) {
            parts.add(words.apply(Message.of("watch.used")));
        }
        parts.removeIf(String::isEmpty);
        return new ScreenLine.Builder()
                .at(2, size.columns() - 3, String.join("  ", parts), Look.PLAIN)
                .line();
    }

    private ScreenLine lastLine() {
        boolean isTold = !model.message().equals(Message.NONE);
        Message text = isTold
                ? model.message()
                : size.columns() >= COLUMNS_WITH_LONG_KEYS ? Message.of("watch.keys") : Message.of("watch.keys-short");
        return new ScreenLine.Builder()
                .at(0, size.columns() - 1, words.apply(text), isTold ? Look.STRONG : Look.FAINT)
                .line();
    }
}
