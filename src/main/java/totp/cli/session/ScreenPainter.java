package totp.cli.session;

import java.io.IOException;
import java.util.List;

/** Keeps a full screen as it should be, and writes nothing but what changed: so that nothing flickers, and little goes over SSH. */
public final class ScreenPainter {
    /** Terminals that know it (synchronised output) show the whole at once; the others do not mind. */
    private static final String BEGIN = "\u001b[?2026h\u001b[?25l";

    private static final String END = "\u001b[0m\u001b[?25h\u001b[?2026l";

    private static final String ERASE_TO_END = "\u001b[0m\u001b[K";

    private final Terminal terminal;
    private final boolean coloured;
    private List<ScreenLine> shown = List.of();
    private int cursorRow = -1;
    private int cursorColumn = -1;

    public ScreenPainter(Terminal terminal, boolean coloured) {
        this.terminal = terminal;
        this.coloured = coloured;
    }

    /** What is on the screen is not what was painted: another size, or somebody else's. */
    public void forget() {
        shown = List.of();
        cursorRow = -1;
    }

    /**
     * Paints a whole screen.
     *
     * @param row of the cursor, from 0
     * @param column of the cursor, from 0
     */
    public void paint(List<ScreenLine> lines, int row, int column) throws IOException {
        StringBuilder out = new StringBuilder();
        boolean unknown = shown.size() != lines.size();
        for (int i = 0; i < lines.size(); i++) {
            if (unknown) {
                // Line by line: some terminals keep what is erased as a whole in their scroll-back.
                out.append(position(i, 0)).append(ERASE_TO_END).append(drawn(i, lines.get(i), 0));
            } else {
                change(out, i, shown.get(i), lines.get(i));
            }
        }
        shown = List.copyOf(lines);
        if (out.isEmpty() && row == cursorRow && column == cursorColumn) {
            return;
        }
        cursorRow = row;
        cursorColumn = column;
        terminal.print(BEGIN + out + position(row, column) + END);
    }

    /** From the first piece that differs to the end: what stands right of it may have been written over. */
    private void change(StringBuilder out, int row, ScreenLine before, ScreenLine after) {
        if (before.equals(after)) {
            return;
        }
        int same = 0;
        while (same < Math.min(before.pieces().size(), after.pieces().size())
                && before.pieces().get(same).equals(after.pieces().get(same))) {
            same++;
        }
        int first = Math.min(columnOf(before, same), columnOf(after, same));
        out.append(position(row, first)).append(ERASE_TO_END);
        out.append(drawn(row, after, same));
    }

    private static int columnOf(ScreenLine line, int piece) {
        return piece < line.pieces().size() ? line.pieces().get(piece).column() : Integer.MAX_VALUE;
    }

    private String drawn(int row, ScreenLine line, int from) {
        StringBuilder out = new StringBuilder();
        for (ScreenLine.Piece piece : line.pieces().subList(from, line.pieces().size())) {
            out.append(position(row, piece.column()))
                    .append(piece.look().sequence(coloured))
                    .append(piece.text());
        }
        return out.toString();
    }

    private static String position(int row, int column) {
        return "\u001b[" + (row + 1) + ";" + (column + 1) + "H";
    }
}
