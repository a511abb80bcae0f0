package totp.cli.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds seeds in a text, as people write them down: behind {@code secret=}, in quotes, in JSON, in groups, with a file's
 * ending. By hand and without patterns: it looks at the arguments of every code, and each pattern costs a part of a
 * millisecond to compile.
 */
final class SeedSpelling {
    static final int BASE32_LENGTH_MIN = 16;
    private static final int HEX_LENGTH_MIN = 32;

    /** Ten bytes, the shortest that anybody issues. */
    private static final int HEX_LENGTH_PERHAPS = 20;

    private static final int GROUP_LENGTH_MIN = 2;
    private static final int GROUP_LENGTH_MAX = 8;
    private static final int ENDING_LENGTH_MAX = 5;
    private static final int UUID_LENGTH = 36;
    private static final int ACCESS_KEY_ID_LENGTH = 20;

    /** What people put between words of a name too; groups of one length may have anything between them. */
    private static final String BETWEEN_WORDS = " -._,;|+/\\";

    private SeedSpelling() {}

    /** Where a text stands: file names are longer than other names, and hold words, dates and numbers. */
    enum Place {
        FILE,
        TEXT
    }

    private enum Likeness {
        /** What the contract refuses. */
        CERTAIN,
        /** In any case, with a digit among the letters. */
        LIKELY,
        /** In any case, with or without a digit; mistyped, with one that base32 does not have. */
        POSSIBLE
    }

    /**
     * Whether it holds a seed that is to be refused, of upper-case letters with a digit or of hex digits: said to be one, or alone
     * in quotes, brackets or with a file's ending. Elsewhere in a text it may be a name: {@code aws:DEPLOYPIPELINE22}.
     */
    static boolean isIn(String argument, Place place) {
        if (argument.length() < BASE32_LENGTH_MIN) {
            return false;
        }
        WrittenText text = WrittenText.of(argument);
        if (text.isArn()) {
            return false;
        }
        boolean file = place == Place.FILE || text.isPath();
        return isNamed(text) || (!file && isAlone(text));
    }

    /**
     * What no error may repeat, if it could be a seed in any spelling: its letters and digits, in lower case.
     *
     * @param place what may stand there without being taken for a seed
     */
    static List<String> possible(String argument, Place place) {
        if (argument.length() < BASE32_LENGTH_MIN) {
            return List.of();
        }
        WrittenText text = WrittenText.of(argument);
        if (isNoSecret(text)) {
            return List.of();
        }
        List<String> cores = new ArrayList<>(likely(text));
        String whole = joined(text.text().replace("=", "").replace("\"", ""));
        boolean mistyped = whole.chars().noneMatch(Character::isLowerCase); // with a 0 for an O, for instance
        boolean possible = mistyped || WrittenText.consistsOf(whole, WrittenText::isBase32);
        if (isSeed(whole, possible ? Likeness.POSSIBLE : Likeness.LIKELY)) {
            cores.add(whole);
        }
        if (place == Place.TEXT && !text.isPath()) {
            cores.addAll(groups(text, Likeness.POSSIBLE));
            cores.addAll(runs(text, Likeness.POSSIBLE));
            cores.addAll(words(text));
            for (String field : text.fields()) {
                if (!isKnown(field) && isSeed(joined(field), Likeness.POSSIBLE)) {
                    cores.add(joined(field));
                }
            }
        }
        return lowerCase(cores);
    }

    /** Those of {@link #possible} that hardly any name looks like: what a command did can still be told of all others. */
    static List<String> likely(String argument) {
        return argument.length() < BASE32_LENGTH_MIN ? List.of() : lowerCase(likely(WrittenText.of(argument)));
    }

    private static List<String> likely(WrittenText text) {
        if (isNoSecret(text)) {
            return List.of();
        }
        List<String> cores = groups(text, Likeness.LIKELY);
        cores.addAll(runs(text, Likeness.LIKELY));
        return cores;
    }

    /** The only value there is, perhaps with a file's ending. */
    private static boolean isAlone(WrittenText text) {
        List<String> fields =
                text.fields().stream().filter(field -> !field.isBlank()).toList();
        if (fields.size() != 1) {
            return false;
        }
        String field = fields.get(0);
        int dot = field.lastIndexOf('.');
        boolean ending = dot > 0 && field.length() - dot - 1 <= ENDING_LENGTH_MAX;
        return isCertain(field) || (ending && isCertain(field.substring(0, dot)));
    }

    /** A value that is said to be one, such as {@code secret=…}. */
    private static boolean isNamed(WrittenText text) {
        List<String> fields = text.fields();
        String name = "";
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            boolean secret = name.endsWith("secret") || name.endsWith("key") || name.endsWith("seed");
            if (secret && (isCertain(field) || isCertain(pairs(fields, i)))) {
                return true;
            }
            if (!field.isBlank()) {
                name = field.strip().toLowerCase(Locale.ROOT);
            }
        }
        return false;
    }

    /** Hex digits with something between each two, as far as they go. */
    private static String pairs(List<String> fields, int first) {
        StringBuilder pairs = new StringBuilder();
        for (int i = first; i < fields.size() && fields.get(i).length() == 2; i++) {
            pairs.append(fields.get(i));
        }
        return pairs.toString();
    }

    private static boolean isCertain(String field) {
        return !isKnown(field) && isSeed(joined(field), Likeness.CERTAIN);
    }

    private static List<String> runs(WrittenText text, Likeness likeness) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < text.runs(); i++) {
            if (!isKnown(text.run(i)) && isSeed(text.run(i), likeness)) {
                found.add(text.run(i));
            }
        }
        return found;
    }

    /**
     * Runs of one length, the last of which may be shorter, with the same between all of them, that make a seed together; two
     * of them may have come together where nobody saw what stood between.
     */
    private static List<String> groups(WrittenText text, Likeness likeness) {
        List<String> found = new ArrayList<>();
        int i = 0;
        while (i < text.runs()) {
            int length = text.run(i).length();
            StringBuilder seed = new StringBuilder(text.run(i));
            String longest = "";
            int next = i + 1;
            boolean more = length >= GROUP_LENGTH_MIN && length <= GROUP_LENGTH_MAX && isSpelled(text.run(i), likeness);
            while (more
                    && next < text.runs()
                    && (text.run(next).length() <= length || text.run(next).length() == 2 * length)
                    && text.behind(next - 1).equals(text.behind(i))
                    && isSpelled(text.run(next), likeness)) {
                seed.append(text.run(next));
                longest = isSeed(seed.toString(), likeness) ? seed.toString() : longest;
                more = text.run(next).length() >= length;
                next++;
            }
            if (!longest.isEmpty()) {
                found.add(longest);
            }
            i = Math.max(
                    i + 1, next - 1); // the last one may begin groups of another length, or with others between them
        }
        return found;
    }

    /** Runs of any length with a digit among them and what stands between words, as far as they go. */
    private static List<String> words(WrittenText text) {
        List<String> found = new ArrayList<>();
        StringBuilder seed = new StringBuilder();
        for (int i = 0; i < text.runs(); i++) {
            boolean spelled = isSpelled(text.run(i), Likeness.LIKELY);
            if (spelled) {
                seed.append(text.run(i));
            }
            if (!spelled || !WrittenText.consistsOf(text.behind(i), c -> BETWEEN_WORDS.indexOf(c) >= 0)) {
                if (isSeed(seed.toString(), Likeness.LIKELY)) {
                    found.add(seed.toString());
                }
                seed.setLength(0);
            }
        }
        return found;
    }

    /** Whether all of it are letters of a seed's alphabet, base32 or hex. */
    private static boolean isSpelled(String run, Likeness likeness) {
        return WrittenText.consistsOf(run, WrittenText::isHex)
                || WrittenText.consistsOf(
                        run, likeness == Likeness.CERTAIN ? WrittenText::isUpperBase32 : WrittenText::isBase32);
    }

    private static boolean isSeed(String letters, Likeness likeness) {
        int length = letters.length();
        if (length < BASE32_LENGTH_MIN || !WrittenText.consistsOf(letters, WrittenText::isLetterOrDigit)) {
            return false;
        }
        boolean digit = letters.chars().anyMatch(c -> c >= '2' && c <= '7');
        boolean hex = WrittenText.consistsOf(letters, WrittenText::isHex);
        boolean number = WrittenText.consistsOf(letters, Character::isDigit); // of a temporary folder, for instance
        int hexMin = number ? HEX_LENGTH_MIN : HEX_LENGTH_PERHAPS;
        return switch (likeness) {
            case CERTAIN ->
                (hex && length >= HEX_LENGTH_MIN)
                        || (digit && WrittenText.consistsOf(letters, WrittenText::isUpperBase32));
            case LIKELY ->
                (hex && length >= hexMin) || (digit && WrittenText.consistsOf(letters, WrittenText::isBase32));
            case POSSIBLE -> !hex || length >= hexMin;
        };
    }

    private static boolean isNoSecret(WrittenText text) {
        return text.isArn() || text.isBackup() || text.text().startsWith("s3://") || isKnown(text.text());
    }

    /** An id that is no secret: a UUID in its usual form, an access key id. */
    private static boolean isKnown(String field) {
        String id = field.strip();
        if (id.length() == ACCESS_KEY_ID_LENGTH && (id.startsWith("AKIA") || id.startsWith("ASIA"))) {
            return WrittenText.consistsOf(id, WrittenText::isUpperBase32);
        }
        return id.length() == UUID_LENGTH
                && id.charAt(8) == '-'
                && id.charAt(13) == '-'
                && id.charAt(18) == '-'
                && id.charAt(23) == '-'
                && joined(id).length() == HEX_LENGTH_MIN
                && WrittenText.consistsOf(joined(id), WrittenText::isHex);
    }

    /** Without blanks and dashes, which every importer passes over. */
    private static String joined(String field) {
        return field.replace(" ", "").replace("-", "");
    }

    private static List<String> lowerCase(List<String> cores) {
        return cores.stream()
                .map(core -> core.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }
}
