package totp.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who signed a call, once the signature has been checked.
 *
 * @param now when the call arrived
 */
record Caller(AccessKey key, Instant now) {
    Principal principal() {
        return key.principal();
    }

    /** Refuses what the caller's policies do not allow. */
    void mustBeAllowed(String action, String resource) throws AwsError {
        if (decide(action, resource, Map.of()) == Policy.Decision.DENIED_BY_DEFAULT) {
            throw denied(action, resource, " because no identity-based policy allows the " + action + " action");
        }
        mustNotBeForbidden(action, resource);
    }

    /** For the actions that nobody needs a permission for. */
    void mustNotBeForbidden(String action, String resource) throws AwsError {
        if (exceedsTask(action, resource)) {
            throw denied(action, resource, " with an explicit deny in a session policy");
        }
        if (decide(action, resource, Map.of()) == Policy.Decision.DENIED_EXPLICITLY) {
            throw denied(action, resource, " with an explicit deny in an identity-based policy");
        }
    }

    /** The same as a question, with one more condition key, in lower case. */
    boolean isAllowed(String action, String resource, String key, String value) {
        return !exceedsTask(action, resource)
                && decide(action, resource, Map.of(key, value)) == Policy.Decision.ALLOWED;
    }

    /** Ceilings of sessions of root deny, and allow nothing that was not allowed before. */
    private boolean exceedsTask(String action, String resource) {
        return principal()
                .account()
                .keys()
                .ceiling(key)
                .map(ceiling -> Policy.decide(List.of(ceiling), new Policy.Request(action, resource, context()))
                        == Policy.Decision.DENIED_EXPLICITLY)
                .orElse(false);
    }

    private Policy.Decision decide(String action, String resource, Map<String, String> more) {
        if (principal().kind() == Principal.Kind.ROOT) {
            return Policy.Decision.ALLOWED;
        }
        Map<String, String> context = context();
        context.putAll(more);
        return Policy.decide(principal().policies(), new Policy.Request(action, resource, context));
    }

    private Map<String, String> context() {
        Map<String, String> context = context(principal());
        key.mfaPresent().ifPresent(present -> context.put("aws:multifactorauthpresent", String.valueOf(present)));
        if (key.temporary() && key.mfa()) {
            Instant begun = principal().account().keys().state(key).created();
            context.put(
                    "aws:multifactorauthage",
                    String.valueOf(Duration.between(begun, now).toSeconds()));
        }
        return context;
    }

    /**
     * What is known of somebody who calls in person, without a service between. Keys in lower case: policies may write them as
     * they like.
     */
    static Map<String, String> context(Principal principal) {
        Map<String, String> context = new HashMap<>();
        context.put("aws:principalarn", principal.arn());
        context.put("aws:principalaccount", principal.account().id());
        context.put("aws:userid", principal.id());
        context.put("aws:viaawsservice", "false");
        if (principal.kind() == Principal.Kind.USER) {
            context.put("aws:username", principal.name());
        }
        return context;
    }

    private AwsError denied(String action, String resource, String why) {
        return AwsError.accessDenied("User: " + principal().arn() + " is not authorized to perform: " + action
                + " on resource: " + resource + why);
    }
}
