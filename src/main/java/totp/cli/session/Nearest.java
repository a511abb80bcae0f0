package totp.cli.session;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant who typed something else: near enough to be named, and never done for him. */
public final class Nearest {
    private Nearest() {}

    /**
     * The one word that was meant: one that begins so, or one with few letters otherwise. Of two that are as near the first.
     *
     * @param word as it was typed
     */
    public static Optional<String> of(String word, Collection<String> known) {
        String typed = word.toLowerCase(Locale.ROOT);
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            String other = candidate.toLowerCase(Locale.ROOT);
            int distance = typed.length() >= 3 && other.startsWith(typed) ? 1 : distance(typed, other);
            if (distance <= allowed(typed.length(), other.length()) && distance < least) {
                nearest = candidate;
                least = distance;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** The longer a word, the more letters of it may be wrong; in a short one a letter makes another word. */
    private static int allowed(int typed, int other) {
        int shorter = Math.min(typed, other);
        return shorter <= 2 ? 0 : shorter <= 5 ? 1 : 2;
    }

    /** Letters left out, added, exchanged or swapped with their neighbour (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cost(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cost(int[][] cost, String a, String b, int i, int j) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(cost[i - 1][j - 1] + same, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
