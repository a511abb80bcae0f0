package totp.transfer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * A table of text, RFC 4180: cells between commas, semicolons or tabs, quoted where they hold one of these, a quotation mark
 * (which is doubled) or a line end. Cells hold passwords, so they can be erased.
 */
final class CsvTable implements AutoCloseable {
    private static final int COLUMNS_MAX = 1000;
    private static final int CELLS_MAX = 1_000_000;

    private final List<List<Secret>> rows = new ArrayList<>();
    private final byte[] text;
    private final char separator;
    private int at;
    private int cells;

    private CsvTable(byte[] text, char separator) {
        this.text = text;
        this.separator = separator;
    }

    /** @throws TransferException if a quotation does not end, or there are more cells than anybody has */
    static CsvTable parse(Secret text, char separator) throws TransferException {
        return text.use(bytes -> read(bytes, separator, Integer.MAX_VALUE));
    }

    /** The first row alone. */
    static CsvTable head(Secret text, char separator) throws TransferException {
        return text.use(bytes -> read(bytes, separator, 1));
    }

    private static CsvTable read(byte[] text, char separator, int rowsMax) throws TransferException {
        CsvTable table = new CsvTable(text, separator);
        table.skipExcelsLine();
        try {
            while (table.at < text.length && table.rows.size() < rowsMax) {
                table.row();
            }
            return table;
        } catch (TransferException e) {
            table.close();
            throw e;
        }
    }

    /** {@code sep=;} before the first row, by which Excel tells itself the separator. */
    private void skipExcelsLine() {
        boolean marked = text.length > 5 && text[0] == 's' && text[1] == 'e' && text[2] == 'p' && text[3] == '=';
        while (marked && at < text.length && text[at] != '\n') {
            at++;
        }
        at = marked ? Math.min(text.length, at + 1) : 0;
    }

    /** Rows of cells; lines without any text are none. */
    List<List<Secret>> rows() {
        return rows;
    }

    private void row() throws TransferException {
        List<Secret> row = new ArrayList<>();
        rows.add(row);
        do {
            if (++cells > CELLS_MAX || row.size() == COLUMNS_MAX) {
                throw new TransferException(Message.of("transfer.table-too-many-cells"));
            }
            row.add(at < text.length && text[at] == '"' ? quoted() : plain());
        } while (at < text.length && text[at++] == separator);
        if (at < text.length && text[at - 1] == '\r' && text[at] == '\n') {
            at++;
        }
        if (row.size() == 1 && row.get(0).length() == 0) {
            rows.remove(rows.size() - 1);
        }
    }

    private Secret plain() {
        int begin = at;
        while (at < text.length && text[at] != separator && text[at] != '\n' && text[at] != '\r') {
            at++;
        }
        return Secret.copyOf(text, begin, at);
    }

    private Secret quoted() throws TransferException {
        ByteArrayOutputStream cell = new ByteArrayOutputStream();
        for (at++; at < text.length; at++) {
            if (text[at] != '"') {
                cell.write(text[at]);
            } else if (at + 1 < text.length && text[at + 1] == '"') {
                cell.write('"');
                at++;
            } else {
                at++;
                if (at < text.length && text[at] != separator && text[at] != '\n' && text[at] != '\r') {
                    throw TransferException.damaged();
                }
                return Secret.adopt(cell.toByteArray());
            }
        }
        throw TransferException.damaged();
    }

    /** Erases the cells. */
    @Override
    public void close() {
        rows.forEach(row -> row.forEach(Secret::close));
    }
}
