package totp.standin;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back. Status 0 stands for the answer that nobody gets: the connection is closed without a byte.
 *
 * @param error the error's code, for the log; empty for success
 */
public record HttpAnswer(int status, String error, Map<String, String> headers, String body) {
    static final HttpAnswer LOST = new HttpAnswer(0, "", Map.of(), "");

    public static HttpAnswer of(int status, String error, String contentType, String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        return new HttpAnswer(status, error, headers, text);
    }

    public HttpAnswer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpAnswer(status, error, more, body);
    }

    public HttpAnswer without(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(name);
        return new HttpAnswer(status, error, fewer, body);
    }

    boolean lost() {
        return status == 0;
    }
}
