package totp.otp;

import java.util.Optional;
import java.util.function.Predicate;
import totp.crypto.Unseen;
import totp.message.Message;

/**
 * The rule for the names by which people call their accounts: Unicode NFC, 1 to {@value #LENGTH_MAX} characters, none of
 * them a control character, not beginning with a dash (a command would take it for an option) or with or ending in a
 * blank.
 */
public final class AccountName {
    /** Longest name, in code points. */
    public static final int LENGTH_MAX = 128;

    /** As wide as a letter of its script, and so seen. */
    private static final int IDEOGRAPHIC_SPACE = 0x3000;

    private AccountName() {}

    /** What is wrong with {@code name} as it stands, or nothing. */
    public static Optional<Message> problemWith(String name) {
        if (name.codePoints().allMatch(AccountName::isInvisible)) {
            return Optional.of(Message.of("otp.name-empty"));
        }
        if (name.codePointCount(0, name.length()) > LENGTH_MAX) {
            return Optional.of(Message.of("otp.name-long", LENGTH_MAX));
        }
        if (name.startsWith("-")) {
            return Optional.of(Message.of("otp.name-dash"));
        }
        if (!name.equals(name.strip())) {
            return Optional.of(Message.of("otp.name-blank"));
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return Optional.of(Message.of("otp.name-control"));
            }
        }
        if (!isWellFormed(name)) {
            return Optional.of(Message.of("otp.name-unicode"));
        }
        if (!name.equals(Text.normalize(name))) {
            return Optional.of(Message.of("otp.name-normal-form"));
        }
        return Optional.empty();
    }

    /**
     * A name made of what a key URI tells: {@code issuer:account}, or the one that is there. If neither leaves anything
     * that may stand in a name, there is none.
     */
    public static Optional<String> suggest(String issuer, String account) {
        String left = usable(issuer);
        String right = usable(account);
        String name = left.isEmpty() || right.isEmpty() ? left + right : left + ":" + right;
        String cut = name.codePointCount(0, name.length()) <= LENGTH_MAX
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LENGTH_MAX)).strip();
        return problemWith(cut).isEmpty() ? Optional.of(cut) : Optional.empty();
    }

    /** {@code name} itself, or the first of {@code name~2}, {@code name~3}… that is not {@code taken}. */
    public static String firstFree(String name, Predicate<String> taken) {
        String candidate = name;
        for (int i = 2; taken.test(candidate); i++) {
            candidate = numbered(name, i);
        }
        return candidate;
    }

    /** {@code name~number}, cut to the longest name there may be. */
    public static String numbered(String name, int number) {
        String suffix = "~" + number;
        int room = LENGTH_MAX - suffix.length();
        String stem = name.codePointCount(0, name.length()) <= room
                ? name
                : name.substring(0, name.offsetByCodePoints(0, room)).strip();
        return stem + suffix;
    }

    /** Whether every surrogate is one half of a pair, so that UTF-8 can carry the text. */
    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInvisible(int codePoint) {
        return Unseen.isBlank(codePoint) || Unseen.isIgnorable(codePoint) || Character.isISOControl(codePoint);
    }

    private static String usable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        // What nobody sees would make two names that look the same, and blanks of other kinds one that nobody can type.
        text.codePoints()
                .filter(c -> !Character.isISOControl(c) && !isLoneSurrogate(c) && !Unseen.isIgnorable(c))
                .map(c -> c != IDEOGRAPHIC_SPACE && Unseen.isBlank(c) ? ' ' : c)
                .forEach(kept::appendCodePoint);
        int start = 0;
        while (start < kept.length() && (kept.charAt(start) == '-' || Character.isWhitespace(kept.charAt(start)))) {
            start++;
        }
        return Text.normalize(kept.substring(start).strip());
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
