package totp.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of RFC 4180, one at a time: a user's name may have a comma in it. */
final class CsvText {
    private final String text;
    private int at;

    CsvText(String text) {
        this.text = text;
    }

    /** The cells of the next row that is not empty; empty behind the last. */
    Optional<List<String>> next() {
        while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
            at++;
        }
        if (at == text.length()) {
            return Optional.empty();
        }
        List<String> cells = new ArrayList<>();
        while (true) {
            cells.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            if (at == text.length() || text.charAt(at) != ',') {
                return Optional.of(cells);
            }
            at++;
        }
    }

    private String plain() {
        int from = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    /** A quote inside is written twice; one that is never closed takes the rest, and its row has too few cells. */
    private String quoted() {
        StringBuilder cell = new StringBuilder();
        at++;
        while (at < text.length()) {
            char next = text.charAt(at++);
            if (next == '"') {
                if (at == text.length() || text.charAt(at) != '"') {
                    break;
                }
                at++;
            }
            cell.append(next);
        }
        return cell + plain();
    }
}
