package totp.cli.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import totp.otp.Text;

/**
 * What the list knows of an account: no secret.
 *
 * @param login at the service
 * @param period seconds of a time step; 0 where a counter makes the codes
 * @param hasCodes whether codes can be made at all: not without the PIN
 * @param haystack what is searched, in lower case
 */
record Row(
        UUID id,
        String name,
        String issuer,
        String login,
        int period,
        int digits,
        List<String> tags,
        boolean favorite,
        boolean pending,
        boolean hasCodes,
        String haystack) {
    /** Favourites first, then by name as {@code list} has it. */
    static final Comparator<Row> ORDER = Comparator.comparing((Row row) -> !row.favorite)
            .thenComparing(Row::name, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(Row::name);

    static Row of(
            UUID id,
            String name,
            String issuer,
            String login,
            int period,
            int digits,
            List<String> tags,
            boolean favorite,
            boolean pending,
            boolean hasCodes) {
        List<String> texts = new ArrayList<>(List.of(name, issuer, login));
        texts.addAll(tags);
        String haystack = fold(String.join("\n", texts));
        return new Row(id, name, issuer, login, period, digits, tags, favorite, pending, hasCodes, haystack);
    }

    boolean isCounted() {
        return period == 0;
    }

    /** {@code issuer:account}, or the one that is there; nothing if the name says that already. */
    String fullLogin() {
        String full = issuer.isEmpty() || login.isEmpty() ? issuer + login : issuer + ":" + login;
        return full.equals(name) ? "" : full;
    }

    /** Those in which every word of the query stands somewhere. */
    static List<Row> matching(List<Row> rows, String query) {
        String[] words = fold(Text.normalize(query)).strip().split("\\s+", -1);
        List<Row> found = new ArrayList<>();
        for (Row row : rows) {
            boolean all = true;
            for (String word : words) {
                all &= row.haystack.contains(word);
            }
            if (all) {
                found.add(row);
            }
        }
        return found;
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
