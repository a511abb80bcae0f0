package totp.standin;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An identity-based IAM policy: the part of the language that rules about users and MFA use. */
record Policy(List<Statement> statements) {
    static final Policy ALLOW_ALL = new Policy(List.of(
            new Statement(true, new Matching(List.of("*"), true), new Matching(List.of("*"), true), List.of())));

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    enum Decision {
        ALLOWED,
        DENIED_BY_DEFAULT,
        DENIED_EXPLICITLY
    }

    /**
     * What is asked for.
     *
     * @param action with its service: {@code iam:EnableMFADevice}
     * @param context condition keys in lower case; what is not there is absent, which conditions tell from false
     */
    record Request(String action, String resource, Map<String, String> context) {}

    /** Action or NotAction, Resource or NotResource. */
    record Matching(List<String> patterns, boolean positive) {}

    record Statement(boolean allow, Matching actions, Matching resources, List<Condition> conditions) {
        boolean matches(Request request) {
            boolean action = actions.patterns().stream()
                    .anyMatch(pattern -> wildcard(
                            pattern.toLowerCase(Locale.ROOT), request.action().toLowerCase(Locale.ROOT)));
            boolean resource = resources.patterns().stream()
                    .flatMap(pattern -> filled(pattern, request.context()).stream())
                    .anyMatch(pattern -> wildcard(pattern, request.resource()));
            return action == actions.positive()
                    && resource == resources.positive()
                    && conditions.stream().allMatch(condition -> condition.holds(request.context()));
        }
    }

    static Decision decide(List<Policy> policies, Request request) {
        List<Statement> matching = policies.stream()
                .flatMap(policy -> policy.statements().stream())
                .filter(statement -> statement.matches(request))
                .toList();
        if (matching.stream().anyMatch(statement -> !statement.allow())) {
            return Decision.DENIED_EXPLICITLY;
        }
        return matching.isEmpty() ? Decision.DENIED_BY_DEFAULT : Decision.ALLOWED;
    }

    /** The pattern with its variables filled in; nothing if one has no value here: root has no aws:username. */
    static Optional<String> filled(String pattern, Map<String, String> context) {
        StringBuilder text = new StringBuilder();
        Matcher variables = VARIABLE.matcher(pattern);
        while (variables.find()) {
            String value = context.get(variables.group(1).toLowerCase(Locale.ROOT));
            if (value == null) {
                return Optional.empty();
            }
            variables.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        return Optional.of(variables.appendTail(text).toString());
    }

    static boolean wildcard(String pattern, String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char letter = pattern.charAt(i);
            switch (letter) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(letter)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }
}
