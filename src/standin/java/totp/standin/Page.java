package totp.standin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A piece of a list, and how to go on.
 *
 * @param marker empty when this was the last piece
 */
record Page<T>(List<T> items, String marker) {
    private static final String AFTER = "after ";

    /**
     * Cuts a piece out of a sorted list. The marker names the last item and not a number, so that a client sees every item
     * that was there all the time exactly once, though others come and go between its calls.
     */
    static <T> Page<T> of(List<T> sorted, Function<T, String> key, Query query, int limit) throws AwsError {
        int size = Math.min(query.number("MaxItems", 100, 1, 1000), limit);
        Optional<String> marker = query.optional("Marker", Query.Form.MARKER);
        String after = marker.isPresent() ? unmarked(marker.get()) : "";
        List<T> rest = sorted.stream()
                .filter(item -> key.apply(item).compareTo(after) > 0)
                .toList();
        if (rest.size() <= size) {
            return new Page<>(rest, "");
        }
        List<T> items = rest.subList(0, size);
        return new Page<>(items, marker(key.apply(items.get(size - 1))));
    }

    /** Writes what follows the items of every list. */
    void writeEnd(Xml xml) {
        xml.element("IsTruncated", String.valueOf(!marker.isEmpty()));
        if (!marker.isEmpty()) {
            xml.element("Marker", marker);
        }
    }

    private static String marker(String key) {
        return Base64.getEncoder().encodeToString((AFTER + key).getBytes(StandardCharsets.UTF_8));
    }

    private static String unmarked(String marker) throws AwsError {
        try {
            String text = new String(Base64.getDecoder().decode(marker), StandardCharsets.UTF_8);
            if (text.startsWith(AFTER)) {
                return text.substring(AFTER.length());
            }
        } catch (IllegalArgumentException notBase64) {
            // Refused below, like every other text that did not come from here.
        }
        throw AwsError.validation("Invalid Marker.");
    }
}
