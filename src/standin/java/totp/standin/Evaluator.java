package totp.standin;

import java.util.List;
import java.util.Map;

/** What IAM would decide by policies, without a server. */
public final class Evaluator {
    private Evaluator() {}

    /**
     * Decides.
     *
     * @param context condition keys in lower case
     * @return {@code allowed}, {@code nobody allows it} or {@code forbidden}
     */
    public static String decide(List<String> documents, String action, String resource, Map<String, String> context) {
        List<Policy> policies = documents.stream().map(PolicyReader::read).toList();
        return switch (Policy.decide(policies, new Policy.Request(action, resource, context))) {
            case ALLOWED -> "allowed";
            case DENIED_BY_DEFAULT -> "nobody allows it";
            case DENIED_EXPLICITLY -> "forbidden";
        };
    }
}
