package totp.cli.watch;

import java.util.List;

/**
 * Where the columns of the list begin, and how wide they are; a width of 0 stands for none. What is read off, the codes, has its
 * room first, the name what is left; the rest comes as the terminal gets wider.
 */
record ListColumns(
        int nameWidth,
        int login,
        int loginWidth,
        int tags,
        int tagsWidth,
        int mark,
        int code,
        int codeWidth,
        boolean hasNext,
        int seconds,
        int bar,
        int barWidth) {
    /** Of the seconds that are left, with a mark behind them. */
    static final int SECONDS = 5;

    /** The cursor and the mark of favourites stand before it. */
    private static final int NAME = 4;

    private static final int NAME_MIN = 8;
    private static final int NAME_MAX = 40;
    private static final int WITH_LOGIN = 72;
    private static final int WITH_TAGS = 110;

    int name() {
        return NAME;
    }

    int next() {
        return code + codeWidth + 1;
    }

    static ListColumns of(int columns, List<Row> rows) {
        int codeWidth = 7;
        for (Row row : rows) {
            codeWidth = Math.max(codeWidth, row.digits() > 8 ? row.digits() : row.digits() + 1);
        }
        int barWidth = columns >= 100 ? 10 : columns >= 64 ? 6 : 0;
        int bar = columns - 1 - barWidth;
        int seconds = bar - SECONDS - (barWidth > 0 ? 1 : 0);
        boolean next = seconds - 2 * (codeWidth + 1) - 2 - NAME >= NAME_MIN;
        int code = seconds - (next ? 2 : 1) * (codeWidth + 1);
        int mark = code - 1;
        int room = mark - 1 - NAME;
        int tagsWidth = columns >= WITH_TAGS ? room / 4 : 0;
        int nameWidth = columns >= WITH_LOGIN ? Math.min(NAME_MAX, (room - tagsWidth) / 2) : room;
        int loginWidth = columns >= WITH_LOGIN ? room - nameWidth - tagsWidth - (tagsWidth > 0 ? 4 : 2) : 0;
        int login = NAME + nameWidth + 2;
        return new ListColumns(
                nameWidth,
                login,
                loginWidth,
                login + loginWidth + 2,
                tagsWidth,
                mark,
                code,
                codeWidth,
                next,
                seconds,
                bar,
                barWidth);
    }
}
