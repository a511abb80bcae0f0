package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import totp.crypto.Characters;
import totp.crypto.Secret;

/**
 * Finds the key URIs in a line of any text: alone, several with commas between, in quotation marks, behind a number, a name or
 * the mark of a list, in a cell of a table, in a link or an element of HTML. A URI that begins the line has all of it, since
 * programs leave blanks, quotation marks and brackets in labels as they are; elsewhere it ends where what it stands in ends.
 */
public final class KeyUriFinder {
    private static final List<byte[]> SCHEMES = List.of(
            ascii("otpauth://"),
            ascii("otpauth-migration:"),
            ascii("steam://"),
            ascii("motp://"),
            ascii("otpauth:\\/\\/"), // as JSON of some programs has it
            ascii("otpauth:&#x2f;"), // and as templates of HTML do
            ascii("otpauth:"));

    /** The last of the schemes: gopass parts it from the rest by a blank, as YAML parts members. */
    private static final int BARE_SCHEME = 6;

    /** Between URIs, and between other things and a URI. */
    private static final String SEPARATORS = ",;|\t ";

    private static final String OPENING = "\"'`<([{>";
    private static final String CLOSING = "\"'`>)]}<";
    private static final int NAME_BYTES_MAX = 200;

    /** Words for any key, and what might be one. */
    private static final Pattern NO_NAMES =
            Pattern.compile("(?i)secret|otpauth|\\b[th]?otp\\b|\\bur[il]\\b|\\bkey\\b|[a-z2-7]{16}");

    private final byte[] line;

    /** Whether the line begins with a URI, so that commas in it belong to labels or stand between URIs, as Ente writes them. */
    private boolean isList;

    private KeyUriFinder(byte[] line) {
        this.line = line;
    }

    /**
     * Takes one URI after the other, so that a line of millions of them is never held as so many objects.
     *
     * @param <X> what it may throw
     */
    @FunctionalInterface
    interface Taker<X extends Exception> {
        /**
         * Takes one, which dies with the call.
         *
         * @param name what stands before it in the line, which may be a name for it; or empty
         * @return whether to continue
         */
        boolean take(Secret uri, String name) throws X;
    }

    /** Finds the URIs of a line; says whether there was one. */
    static <X extends Exception> boolean each(byte[] line, Taker<X> taker) throws X {
        return new KeyUriFinder(line).find(taker);
    }

    /** Whether there is one in a line. */
    static boolean isIn(Secret line) {
        return line.use(bytes -> each(bytes, (uri, name) -> false));
    }

    /** The URIs of a text of several lines, which are the caller's to close; no more than {@code max}. */
    public static List<Secret> inText(Secret text, int max) {
        List<Secret> found = new ArrayList<>();
        text.lend(bytes -> {
            int begin = 0;
            for (int i = 0; i <= bytes.length && found.size() < max; i++) {
                if (i == bytes.length || bytes[i] == '\n' || bytes[i] == '\r') {
                    try (Secret line = Secret.copyOf(bytes, begin, i);
                            Secret bare = Characters.trimmed(line)) {
                        bare.lend(trimmed -> {
                            each(trimmed, (uri, name) -> {
                                found.add(uri.copy());
                                return found.size() < max;
                            });
                        });
                    }
                    begin = i + 1;
                }
            }
        });
        return found;
    }

    private <X extends Exception> boolean find(Taker<X> taker) throws X {
        int begin = next(0, true);
        isList = begin == 0;
        boolean any = begin >= 0;
        String name = any ? name(begin) : "";
        while (begin >= 0) {
            int following = next(begin + 1, false);
            try (Secret uri = uri(begin, following < 0 ? line.length : following)) {
                if (!taker.take(uri, name)) {
                    return true;
                }
            }
            name = "";
            begin = following;
        }
        return any;
    }

    /** Where the next URI begins; within the parameters of another one only a separator makes it a URI of its own. */
    private int next(int from, boolean first) {
        for (int i = from; i < line.length; i++) {
            if (schemeAt(i) >= 0 && (i == 0 || (first ? mayPrecede(line[i - 1]) : parts(i)))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean mayPrecede(byte b) {
        return !Character.isLetterOrDigit(b) && b != '-' && b != '.' && b != '%' && b != '/';
    }

    private boolean parts(int at) {
        char before = (char) (line[at - 1] & 0xff);
        return SEPARATORS.indexOf(before) >= 0 || OPENING.indexOf(before) >= 0;
    }

    private int schemeAt(int at) {
        int first = line[at] | 0x20;
        if (first != 'o' && first != 's' && first != 'm') {
            return -1;
        }
        for (int scheme = 0; scheme < SCHEMES.size(); scheme++) {
            byte[] name = SCHEMES.get(scheme);
            if (startsWith(at, name)
                    && (scheme != BARE_SCHEME || (at == 0 && startsWith(skipBlanks(name.length), ascii("//"))))) {
                return scheme;
            }
        }
        return -1;
    }

    private Secret uri(int begin, int limit) {
        char before = begin == 0 ? ' ' : (char) (line[begin - 1] & 0xff);
        int bracket = begin == 0 ? -1 : OPENING.indexOf(before);
        int end = limit;
        if (bracket >= 0) {
            end = closing(begin, limit, before, CLOSING.charAt(bracket));
        } else if (!isList) {
            end = endOfCell(begin, limit);
        }
        while (end > begin && isBetween(line[end - 1], limit < line.length)) {
            end--;
        }
        if (schemeAt(begin) != BARE_SCHEME) {
            return Secret.copyOf(line, begin, end);
        }
        int rest = skipBlanks(begin + SCHEMES.get(BARE_SCHEME).length);
        try (Secret scheme = Secret.copyOf(SCHEMES.get(BARE_SCHEME));
                Secret path = Secret.copyOf(line, rest, Math.max(rest, end))) {
            return scheme.followedBy(path);
        }
    }

    /** Whether this belongs to no URI, but to what stands between two of them or behind the last. */
    private static boolean isBetween(byte b, boolean followed) {
        return SEPARATORS.indexOf(b) >= 0 || (followed && OPENING.indexOf(b) >= 0);
    }

    /** Where the bracket or quotation mark before the URI closes; brackets within it may come in pairs. */
    private int closing(int begin, int limit, char opening, char closing) {
        int depth = 0;
        for (int i = begin; i < limit; i++) {
            if (line[i] == closing && depth == 0) {
                return i;
            }
            depth += opening == closing ? 0 : line[i] == opening ? 1 : line[i] == closing ? -1 : 0;
        }
        return limit;
    }

    /** In a row of a table the separator before it comes again behind it; an element of HTML ends with a tag. */
    private int endOfCell(int begin, int limit) {
        int at = begin - 1;
        while (at > 0 && line[at] == ' ') {
            at--;
        }
        boolean cell = line[at] == ',' || line[at] == ';' || line[at] == '\t' || line[at] == '|';
        for (int i = begin; i < limit; i++) {
            if ((cell && line[i] == line[at]) || (line[i] == '<' && i + 1 < limit && line[i + 1] == '/')) {
                return i;
            }
        }
        return limit;
    }

    /** What stands before it, without the marks of a list, numbers, quotation marks and what ends a name. */
    private String name(int begin) {
        if (begin == 0 || begin > NAME_BYTES_MAX) {
            return "";
        }
        String text = new String(line, 0, begin, StandardCharsets.UTF_8)
                .replaceAll("<[^>]*>?", " ")
                .replaceFirst("^[\\s\"'`>|#*+\u2022-]*(\\[.?\\])?\\s*([0-9]+[.):])?", "")
                .replaceFirst("[\\s\"'`<(\\[{:=,;|>\u2013\u2014-]+$", "")
                .strip();
        String first = text.split("[\"']?\\s*[,;\t|]\\s*[\"']?", -1)[0].replaceFirst("^\\[(.*)]$", "$1");
        return NO_NAMES.matcher(first).find() ? "" : first;
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < line.length && line[at] == ' ') {
            at++;
        }
        return at;
    }

    private boolean startsWith(int at, byte[] lowerCase) {
        if (line.length - at < lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte b = line[at + i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
