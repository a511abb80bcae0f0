package totp.cli.session;

import totp.crypto.Unseen;

/**
 * Makes text from data (issuers, notes, file names, messages of others) harmless to print: what moves the cursor, talks
 * to the terminal, turns the reading direction or takes no room becomes {@code \}{@code u{…}}.
 */
public final class Escaper {
    private static final int IDEOGRAPHIC_SPACE = 0x3000;

    private Escaper() {}

    public static String escape(String text) {
        int i = 0;
        while (i < text.length() && !isUnsafe(text.codePointAt(i))) {
            i += Character.charCount(text.codePointAt(i));
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, i);
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (isUnsafe(c)) {
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                safe.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return safe.toString();
    }

    /**
     * C0, DEL and C1 (a terminal obeys them); line and paragraph separators; lone surrogates (no encoding has them); and
     * whatever nobody sees or takes for a plain blank, among it the bidirectional controls ("Trojan Source",
     * CVE-2021-42574), zero-width characters, variation selectors, fillers and invisible tags: two names that look alike
     * would be two accounts that nobody can tell apart. The ideographic space is as wide as its letters and stays.
     */
    static boolean isUnsafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default ->
                codePoint >= 0x80
                        && codePoint != IDEOGRAPHIC_SPACE
                        && (Unseen.isIgnorable(codePoint) || Unseen.isBlank(codePoint));
        };
    }
}
