package totp.cli.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import totp.crypto.Unseen;

/**
 * A text with one kind of blank, dash and quote and without what nobody sees, and the runs of letters and digits in it: what
 * is left of the many ways in which people write a seed down.
 */
final class WrittenText {
    private static final int SEPARATOR_LENGTH_MAX = 3;

    /** What a value stands between, in a shell, a URI, JSON, XML, CSV. */
    private static final String DELIMITERS = "=:\"{}[]()<>,;|&?#\n";

    private final String text;
    private final List<Run> runs;

    /** Letters and digits that follow each other, and where they stand. */
    private record Run(String letters, int start, int end) {}

    private WrittenText(String text, List<Run> runs) {
        this.text = text;
        this.runs = runs;
    }

    static WrittenText of(String argument) {
        StringBuilder plain = new StringBuilder(argument.length());
        argument.codePoints().forEach(c -> append(plain, c));
        String text = plain.toString();
        List<Run> runs = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || !isLetterOrDigit(text.charAt(i))) {
                if (i > start) {
                    runs.add(new Run(text.substring(start, i), start, i));
                }
                start = i + 1;
            }
        }
        return new WrittenText(text, runs);
    }

    private static void append(StringBuilder plain, int c) {
        switch (Character.getType(c)) {
            case Character.DASH_PUNCTUATION -> plain.append('-');
            case Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> plain.append('"');
            default -> {
                if (c == '\'' || c == '`') {
                    plain.append('"');
                } else if (c == '\n' || c == '\r') {
                    plain.append('\n');
                } else if (Unseen.isBlank(c)) {
                    plain.append(' ');
                } else if (!Escaper.isUnsafe(c)) {
                    plain.appendCodePoint(c);
                }
            }
        }
    }

    String text() {
        return text;
    }

    int runs() {
        return runs.size();
    }

    String run(int i) {
        return runs.get(i).letters;
    }

    /** What stands between a run and the next one; like nothing else if there is none, or if it is long. */
    String behind(int i) {
        if (i + 1 >= runs.size()) {
            return "\nend";
        }
        String between = text.substring(runs.get(i).end, runs.get(i + 1).start);
        return between.length() <= SEPARATOR_LENGTH_MAX ? between : "\n" + i;
    }

    /** All runs, as one. */
    String joined() {
        StringBuilder all = new StringBuilder();
        runs.forEach(run -> all.append(run.letters));
        return all.toString();
    }

    /** What stands between delimiters. */
    List<String> fields() {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || DELIMITERS.indexOf(text.charAt(i)) >= 0) {
                fields.add(text.substring(start, i));
                start = i + 1;
            }
        }
        return fields;
    }

    /** Whether it is the name of a file, and not only might be one. */
    boolean isPath() {
        boolean drive = text.length() > 2 && text.charAt(1) == ':' && "\\/".indexOf(text.charAt(2)) >= 0;
        return drive
                || text.startsWith("/")
                || text.startsWith("./")
                || text.startsWith("../")
                || text.startsWith("~")
                || text.startsWith("s3://");
    }

    boolean isArn() {
        return text.startsWith("arn:");
    }

    /** Whether it is what the vault calls a backup that is kept for a counter: {@code vault.totp.counter.} and a save id. */
    boolean isBackup() {
        int at = text.lastIndexOf(".counter.");
        return at > 0 && consistsOf(text.substring(at + ".counter.".length()), WrittenText::isHex);
    }

    static boolean consistsOf(String letters, IntPredicate alphabet) {
        return letters.chars().allMatch(alphabet);
    }

    static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    static boolean isUpperBase32(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
    }

    static boolean isBase32(int c) {
        return isUpperBase32(c) || (c >= 'a' && c <= 'z');
    }
}
