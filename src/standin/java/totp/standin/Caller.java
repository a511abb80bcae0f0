package totp.standin;

import java.util.HashMap;
import java.util.Map;

/** Who signed a call, once the signature has been checked. */
record Caller(AccessKey key) {
    Principal principal() {
        return key.principal();
    }

    /** Refuses what the caller's policies do not allow. */
    void mustBeAllowed(String action, String resource) throws AwsError {
        if (decide(action, resource) == Policy.Decision.DENIED_BY_DEFAULT) {
            throw denied(action, resource, " because no identity-based policy allows the " + action + " action");
        }
        mustNotBeForbidden(action, resource);
    }

    /** For the actions that nobody needs a permission for. */
    void mustNotBeForbidden(String action, String resource) throws AwsError {
        if (decide(action, resource) == Policy.Decision.DENIED_EXPLICITLY) {
            throw denied(action, resource, " with an explicit deny in an identity-based policy");
        }
    }

    private Policy.Decision decide(String action, String resource) {
        if (principal().kind() == Principal.Kind.ROOT) {
            return Policy.Decision.ALLOWED;
        }
        return Policy.decide(principal().policies(), new Policy.Request(action, resource, context()));
    }

    /** Keys in lower case: policies may write them as they like. */
    private Map<String, String> context() {
        Map<String, String> context = new HashMap<>();
        context.put("aws:principalarn", principal().arn());
        context.put("aws:userid", principal().id());
        if (principal().kind() == Principal.Kind.USER) {
            context.put("aws:username", principal().name());
        }
        key.mfaPresent().ifPresent(present -> context.put("aws:multifactorauthpresent", String.valueOf(present)));
        return context;
    }

    private AwsError denied(String action, String resource, String why) {
        return AwsError.accessDenied("User: " + principal().arn() + " is not authorized to perform: " + action
                + " on resource: " + resource + why);
    }
}
