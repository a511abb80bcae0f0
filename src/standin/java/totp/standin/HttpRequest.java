package totp.standin;

import java.util.List;
import java.util.Map;

/**
 * A request as it came over the wire.
 *
 * @param target path and query, as sent
 * @param headers names in lower case, each with its values in their order
 * @param body a character for each byte; forms are ASCII
 */
record HttpRequest(String method, String target, Map<String, List<String>> headers, String body) {
    /** The header's first value, or an empty text: nothing here tells an empty header from none. */
    String header(String name) {
        return headers.getOrDefault(name, List.of("")).get(0);
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }
}
