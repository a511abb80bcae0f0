package totp.cli.session;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a screen: pieces of text, each in a column of its own. A piece stands where it belongs however wide the terminal takes
 * the pieces before it to be: no two terminals agree on the width of every emoji.
 */
public record ScreenLine(List<Piece> pieces) {
    /** A line with nothing on it. */
    public static final ScreenLine EMPTY = new ScreenLine(List.of());

    /** How a piece looks. What has no colour looks so without colours as well. */
    public enum Look {
        PLAIN("0", "0"),
        STRONG("0;1", "0;1"),
        FAINT("0;2", "0;2"),
        CHOSEN("0;7", "0;7"),
        /** For what is over in a moment. */
        ALARM("0;1;31", "0;1"),
        /** For what is to be noticed. */
        MARK("0;33", "0;1"),
        /** Has its looks in itself. */
        DRAWN("0", "0");

        private final String coloured;
        private final String plain;

        Look(String coloured, String plain) {
            this.coloured = coloured;
            this.plain = plain;
        }

        /** What switches to it. */
        String sequence(boolean inColour) {
            return "\u001b[" + (inColour ? coloured : plain) + "m";
        }
    }

    /**
     * A piece of text.
     *
     * @param column from 0
     * @param text harmless already
     */
    public record Piece(int column, String text, Look look) {}

    public ScreenLine {
        pieces = List.copyOf(pieces);
    }

    public static ScreenLine of(String text, Look look) {
        return new ScreenLine(List.of(new Piece(0, text, look)));
    }

    /** Without looks, as it stands on a terminal that agrees about widths. */
    public String text() {
        StringBuilder line = new StringBuilder();
        for (Piece piece : pieces) {
            int gap = piece.column() - Columns.width(line.toString());
            line.append(" ".repeat(Math.max(0, gap))).append(piece.text());
        }
        return line.toString().stripTrailing();
    }

    /** Lines that grow from left to right. */
    public static final class Builder {
        private final List<Piece> pieces = new ArrayList<>();

        /** Puts text at a column, cut to so many. */
        public Builder at(int column, int width, String text, Look look) {
            if (width > 0 && !text.isEmpty()) {
                pieces.add(new Piece(column, Columns.shorten(text, width), look));
            }
            return this;
        }

        /** Puts text so that it ends before a column. */
        public Builder before(int column, String text, Look look) {
            int width = Columns.width(text);
            return at(column - width, width, text, look);
        }

        public ScreenLine line() {
            return new ScreenLine(pieces);
        }
    }
}
