package totp.aws;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A policy of IAM (IAM User Guide, "JSON policy element reference"), as far as it says who may do everything, and who may do
 * nothing without MFA.
 */
public final class PolicyDocument {
    private static final String PRESENT = "aws:multifactorauthpresent";
    private static final String VIA_SERVICE = "aws:viaawsservice";

    private final List<Statement> statements;

    private PolicyDocument(List<Statement> statements) {
        this.statements = List.copyOf(statements);
    }

    /**
     * A statement.
     *
     * @param actions in lower case, as IAM compares them; those that are excepted if {@code allActionsBut}
     * @param conditions by operator and key, both in lower case
     */
    private record Statement(
            boolean allows,
            List<String> actions,
            boolean allActionsBut,
            List<String> resources,
            boolean allResourcesBut,
            Map<String, Map<String, List<String>>> conditions) {
        boolean isOfAllResources() {
            return !allResourcesBut && resources.contains("*");
        }

        boolean isOfAllActions() {
            return !allActionsBut && (actions.contains("*") || actions.contains("*:*"));
        }
    }

    /**
     * That nothing but what is excepted may be done without MFA.
     *
     * @param coversKeys whether requests with an access key, which say nothing about MFA, are refused as well
     * @param sparesServices whether what AWS's services do for a user goes on
     * @param isConditional whether further conditions keep it from holding always
     */
    public record Demand(
            Set<Pattern> excepted,
            Set<String> exceptedActions,
            boolean coversKeys,
            boolean sparesServices,
            boolean isConditional) {
        /** Whether an action goes without MFA. */
        public boolean excepts(String action) {
            return excepted.stream()
                    .anyMatch(pattern ->
                            pattern.matcher(action.toLowerCase(Locale.ROOT)).matches());
        }
    }

    /**
     * Reads a document as IAM hands it out: encoded for URLs (RFC 3986).
     *
     * @return empty for what is none
     */
    public static Optional<PolicyDocument> parse(String encoded) {
        try {
            // IAM writes a blank as %20; a plus stands for itself.
            String text = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
            List<Statement> statements = new ArrayList<>();
            for (Object statement : list(map(JsonTree.read(text)).get("Statement"))) {
                statements.add(statement(map(statement)));
            }
            return Optional.of(new PolicyDocument(statements));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Statement statement(Map<?, ?> json) {
        boolean but = json.containsKey("NotAction");
        boolean resourcesBut = json.containsKey("NotResource");
        Map<String, Map<String, List<String>>> conditions = new HashMap<>();
        if (json.containsKey("Condition")) {
            map(json.get("Condition")).forEach((operator, keys) -> {
                Map<String, List<String>> wanted = new HashMap<>();
                map(keys).forEach((key, values) -> wanted.put(lower(key), texts(values)));
                conditions.put(lower(operator), wanted);
            });
        }
        return new Statement(
                "Allow".equals(json.get("Effect")),
                texts(json.get(but ? "NotAction" : "Action")).stream()
                        .map(PolicyDocument::lower)
                        .toList(),
                but,
                texts(json.get(resourcesBut ? "NotResource" : "Resource")),
                resourcesBut,
                conditions);
    }

    private static Map<?, ?> map(@Nullable Object json) {
        if (json instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("no object");
    }

    /** One thing stands for a list of one, wherever IAM takes a list. */
    private static List<?> list(@Nullable Object json) {
        return json instanceof List<?> list ? list : json == null ? List.of() : List.of(json);
    }

    private static List<String> texts(@Nullable Object json) {
        return list(json).stream().map(String::valueOf).toList();
    }

    private static String lower(Object text) {
        return String.valueOf(text).toLowerCase(Locale.ROOT);
    }

    /** Whether whoever has it may do everything everywhere, with or without MFA. */
    public boolean allowsEverything() {
        return statements.stream()
                .anyMatch(statement -> statement.allows
                        && statement.isOfAllActions()
                        && statement.isOfAllResources()
                        && statement.conditions.isEmpty());
    }

    /** What it demands MFA for. */
    public List<Demand> demands() {
        List<Demand> demands = new ArrayList<>();
        for (Statement statement : statements) {
            boolean everything = statement.isOfAllActions() || statement.allActionsBut;
            if (!statement.allows && everything && statement.isOfAllResources()) {
                demand(statement).ifPresent(demands::add);
            }
        }
        return demands;
    }

    private static Optional<Demand> demand(Statement statement) {
        boolean demanded = false;
        boolean coversKeys = false;
        boolean sparesServices = false;
        boolean others = false;
        for (Map.Entry<String, Map<String, List<String>>> operator : statement.conditions.entrySet()) {
            boolean isBool =
                    operator.getKey().equals("bool") || operator.getKey().equals("boolifexists");
            for (Map.Entry<String, List<String>> key : operator.getValue().entrySet()) {
                boolean isFalse = key.getValue().equals(List.of("false"));
                if (isBool && isFalse && key.getKey().equals(PRESENT)) {
                    demanded = true;
                    coversKeys = operator.getKey().equals("boolifexists");
                } else if (isBool && isFalse && key.getKey().equals(VIA_SERVICE)) {
                    sparesServices = true;
                } else {
                    others = true;
                }
            }
        }
        if (!demanded) {
            return Optional.empty();
        }
        Set<String> excepted = new TreeSet<>(statement.allActionsBut ? statement.actions : List.of());
        Set<Pattern> patterns = new LinkedHashSet<>();
        excepted.forEach(action -> patterns.add(pattern(action)));
        return Optional.of(new Demand(patterns, Set.copyOf(excepted), coversKeys, sparesServices, others));
    }

    /** Of an action with its stars and question marks. */
    private static Pattern pattern(String action) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < action.length(); i++) {
            char c = action.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString());
    }
}
