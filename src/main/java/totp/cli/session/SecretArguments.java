package totp.cli.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import totp.cli.session.SeedSpelling.Place;
import totp.message.Message;

/**
 * Recognises seeds and URIs among the arguments, where they do not belong: every user of the machine can read them there,
 * and the shell has already put them into its history. What is judged is what an importer would make of the argument, so
 * padding, quotes, blanks and what else people copy along are dropped before.
 */
public final class SecretArguments {
    /** Apart, because compiling them takes a millisecond of every code, and most arguments are too short for a seed. */
    private static final class Looks {
        static final Pattern UUID = Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        static final Pattern ACCESS_KEY_ID = Pattern.compile("(AKIA|ASIA)[A-Z2-7]{16}");
        static final Pattern KEY_URI = Pattern.compile("otpauth(-?migration)?(:|%3a)");
        /** Issuers, too: an account at Steam is called {@code Steam:alice}, so what follows decides. */
        static final Pattern OTHER_SCHEME = Pattern.compile("(motp|steam)(:|%3a)");

        static final Pattern SEED = Pattern.compile("(?=.*[2-7])[A-Z2-7]{16,}");
        static final Pattern HEX_SEED = Pattern.compile("[0-9A-Fa-f]{32,}");
        /** What stands at the end of an option that its value is glued to. */
        static final Pattern GLUED = Pattern.compile("[A-Z2-7=\\s'\"-]*$");

        static final Pattern GLUED_IN_ANY_CASE = Pattern.compile("-[a-zA-Z](.*)", Pattern.DOTALL);
        static final Pattern COLON_IN_HEX = Pattern.compile("(?<=[0-9A-Fa-f]):(?=[0-9A-Fa-f])");

        private Looks() {}
    }

    private SecretArguments() {}

    /** Refuses them without repeating them. */
    public static void refuse(String[] arguments) throws Failure {
        for (int i = 0; i < AwsArguments.endOfOurs(arguments); i++) {
            boolean name = AwsArguments.isName(arguments, i);
            Place place = FileArguments.place(arguments, i);
            for (String part : parts(arguments[i])) {
                if (name ? isKeyUri(part) : isSecret(part, place)) {
                    throw Failure.usage(
                            Message.of("session.secret-key-uri-must"), Message.of("session.use-standard-input-file"));
                }
            }
        }
    }

    /** How many of them are this program's: behind {@code --} of {@code aws exec} stands another's command line. */
    public static int ours(String[] arguments) {
        return AwsArguments.endOfOurs(arguments);
    }

    /** What no error, warning or hint may repeat: every argument, or part of one, that could be a seed in some spelling. */
    public static Withheld unrepeatable(String[] arguments) {
        List<String> cores = new ArrayList<>();
        for (int i = 0; i < AwsArguments.endOfOurs(arguments); i++) {
            if (!AwsArguments.isName(arguments, i)) {
                cores.addAll(cores(arguments[i], FileArguments.place(arguments, i)));
            }
        }
        return Withheld.of(cores);
    }

    /** What no note may repeat either: what hardly any name looks like. */
    public static Withheld unrepeatableAtAll(String[] arguments) {
        List<String> cores = new ArrayList<>();
        for (int i = 0; i < AwsArguments.endOfOurs(arguments); i++) {
            if (!AwsArguments.isName(arguments, i)) {
                cores.addAll(SeedSpelling.likely(arguments[i]));
            }
        }
        return Withheld.of(cores);
    }

    /** Options have long names, which messages are about, so those are not taken for seeds without a digit. */
    private static List<String> cores(String argument, Place place) {
        if (!argument.startsWith("--")) {
            List<String> cores = new ArrayList<>();
            for (String part : parts(argument)) {
                cores.addAll(SeedSpelling.possible(part, place));
            }
            return cores;
        }
        List<String> cores = new ArrayList<>(SeedSpelling.likely(argument));
        int equals = argument.indexOf('=');
        if (equals > 0) {
            cores.addAll(SeedSpelling.possible(argument.substring(equals + 1), place));
        }
        return cores;
    }

    static boolean isSecret(String argument) {
        return isSecret(argument, Place.TEXT);
    }

    private static boolean isSecret(String argument, Place place) {
        return !isExempt(argument)
                && (isKeyUri(argument) || isSeed(normalized(argument)) || SeedSpelling.isIn(argument, place));
    }

    /** Whether {@code word} could be a seed in any spelling; such a one is not repeated in messages, though a name may be so. */
    public static boolean mightBeSecret(String word) {
        return !isHarmless(word)
                && !isExempt(word)
                && (isSecret(word) || !SeedSpelling.possible(word, Place.TEXT).isEmpty());
    }

    /** Whether it is hardly anything else: for texts of others, which may be whole sentences. */
    public static boolean isLikelySecret(String text) {
        return !isHarmless(text)
                && !isExempt(text)
                && (isSecret(text) || !SeedSpelling.possible(text, Place.FILE).isEmpty());
    }

    /** Too short for a seed, and no URI. */
    private static boolean isHarmless(String argument) {
        return argument.length() < SeedSpelling.BASE32_LENGTH_MIN
                && argument.indexOf(':') < 0
                && argument.indexOf('%') < 0;
    }

    private static boolean isExempt(String argument) {
        String plain = argument.strip();
        return Looks.UUID.matcher(plain).matches()
                || Looks.ACCESS_KEY_ID.matcher(plain).matches()
                || plain.startsWith("s3://");
    }

    private static boolean isSeed(String normalized) {
        return Looks.SEED.matcher(normalized).matches()
                || Looks.HEX_SEED.matcher(normalized).matches();
    }

    private static boolean isKeyUri(String argument) {
        for (String text : List.of(argument, normalized(argument))) {
            String lower = text.toLowerCase(Locale.ROOT);
            if (Looks.KEY_URI.matcher(lower).find()) {
                return true;
            }
            var scheme = Looks.OTHER_SCHEME.matcher(lower);
            while (scheme.find()) {
                String rest = text.substring(scheme.end());
                if (rest.startsWith("//") || isSeed(normalized(rest).toUpperCase(Locale.ROOT))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The argument as a whole; of an option what stands behind {@code =} or what is glued to it. */
    private static List<String> parts(String argument) {
        if (isHarmless(argument)) {
            return List.of();
        }
        List<String> parts = new ArrayList<>(List.of(argument));
        if (argument.startsWith("-")) {
            int equals = argument.indexOf('=');
            if (equals > 0) {
                parts.add(argument.substring(equals + 1));
            }
            var glued = Looks.GLUED.matcher(argument);
            if (glued.find()) {
                parts.add(glued.group());
            }
            var flag = Looks.GLUED_IN_ANY_CASE.matcher(argument);
            if (flag.matches()) {
                parts.add(flag.group(1));
            }
        }
        return parts;
    }

    /** Without padding, quotes, dashes, blanks of all kinds, invisible characters, and colons between hexadecimal digits. */
    private static String normalized(String argument) {
        StringBuilder kept = new StringBuilder();
        Looks.COLON_IN_HEX
                .matcher(argument)
                .replaceAll("")
                .codePoints()
                .filter(c -> !isDropped(c))
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static boolean isDropped(int c) {
        return switch (Character.getType(c)) {
            case Character.DASH_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.SPACE_SEPARATOR -> true;
            default ->
                c == '=' || c == '\'' || c == '"' || c == '`' || Character.isWhitespace(c) || Escaper.isUnsafe(c);
        };
    }
}
