package totp.cli.session;

import java.util.Comparator;
import java.util.List;

/**
 * What no message may repeat. Known by its letters and digits alone, because a message may show it in another shape: in
 * normal form C, as a path without its double slashes, inside a longer text.
 */
final class Withheld {
    static final Withheld NOTHING = new Withheld(List.of());

    private final List<String> cores;

    private Withheld(List<String> cores) {
        this.cores = cores;
    }

    /**
     * What is known by these cores; mostly there are none, and that costs a code's start-up nothing.
     *
     * @param cores letters and digits, in lower case
     */
    static Withheld of(List<String> cores) {
        if (cores.isEmpty()) {
            return NOTHING;
        }
        // The longer first: one within another would leave the rest of that.
        return new Withheld(cores.stream()
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /**
     * The text without them.
     *
     * @param instead what stands in their place: so short, or with so few letters and digits, that it is none of them
     */
    String outOf(String text, String instead) {
        String shown = text;
        for (String core : cores) {
            int at = core(shown).indexOf(core);
            while (at >= 0) {
                int start = offset(shown, at);
                int end = offset(shown, at + core.length() - 1) + 1;
                shown = shown.substring(0, start) + instead + shown.substring(end);
                at = core(shown).indexOf(core); // ends, since each is longer than what stands in its place
            }
        }
        return shown;
    }

    private static String core(String text) {
        StringBuilder core = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (WrittenText.isLetterOrDigit(text.charAt(i))) {
                core.append(Character.toLowerCase(text.charAt(i)));
            }
        }
        return core.toString();
    }

    /** Where the letter or digit of this number stands. */
    private static int offset(String text, int number) {
        int left = number;
        for (int i = 0; i < text.length(); i++) {
            if (WrittenText.isLetterOrDigit(text.charAt(i))) {
                if (left == 0) {
                    return i;
                }
                left--;
            }
        }
        throw new IllegalArgumentException("there are fewer");
    }
}
