package totp.aws;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonNodeParser;
import software.amazon.awssdk.thirdparty.jackson.core.JsonFactory;
import software.amazon.awssdk.thirdparty.jackson.core.StreamReadFeature;

/**
 * A policy of IAM (IAM User Guide, "JSON policy element reference"), as far as it says who may do everything, and who may do
 * nothing without MFA.
 */
public final class PolicyDocument {
    /** Of a member that stands there twice, which readers would take differently, nothing is said. */
    private static final JsonNodeParser JSON = JsonNode.parserBuilder()
            .jsonFactory(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

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
     * @param conditions by operator and key, all in lower case
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
     * @param excepted in lower case, with stars and question marks
     * @param coversKeys whether requests with an access key, which say nothing about MFA, are refused as well
     * @param sparesServices whether what AWS's services do for a user goes on
     * @param isConditional whether further conditions keep it from holding always
     */
    public record Demand(List<String> excepted, boolean coversKeys, boolean sparesServices, boolean isConditional) {
        /** Whether an action goes without MFA. */
        public boolean excepts(String action) {
            return excepted.stream().anyMatch(pattern -> fits(pattern, lower(action)));
        }
    }

    /**
     * Reads a document as IAM hands it out: encoded for URLs (RFC 3986).
     *
     * @return empty for what is none
     */
    public static Optional<PolicyDocument> parse(String encoded) {
        try {
            List<Statement> statements = new ArrayList<>();
            for (JsonNode statement :
                    list(read(encoded).orElseThrow().field("Statement").orElseThrow())) {
                statements.add(statement(statement.asObject()));
            }
            return Optional.of(new PolicyDocument(statements));
        } catch (RuntimeException e) { // the SDK's reader has several
            return Optional.empty();
        }
    }

    /** The object that a document is, if it is one. */
    static Optional<JsonNode> read(String encoded) {
        try {
            // IAM writes a blank as %20; a plus stands for itself.
            return Optional.of(JSON.parse(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8)))
                    .filter(JsonNode::isObject);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Statement statement(Map<String, JsonNode> json) {
        boolean but = json.containsKey("NotAction");
        boolean resourcesBut = json.containsKey("NotResource");
        Map<String, Map<String, List<String>>> conditions = new HashMap<>();
        Optional.ofNullable(json.get("Condition"))
                .ifPresent(all -> all.asObject().forEach((operator, keys) -> {
                    Map<String, List<String>> wanted = new HashMap<>();
                    keys.asObject().forEach((key, values) -> wanted.put(lower(key), lower(texts(values))));
                    conditions.put(lower(operator), wanted);
                }));
        return new Statement(
                texts(json.get("Effect")).equals(List.of("Allow")),
                lower(texts(json.get(but ? "NotAction" : "Action"))),
                but,
                texts(json.get(resourcesBut ? "NotResource" : "Resource")),
                resourcesBut,
                conditions);
    }

    /** One thing stands for a list of one, wherever IAM takes a list. */
    static List<JsonNode> list(@Nullable JsonNode json) {
        if (json == null) {
            return List.of();
        }
        return json.isArray() ? json.asArray() : List.of(json);
    }

    private static List<String> texts(@Nullable JsonNode json) {
        return list(json).stream().map(JsonNode::text).toList();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static List<String> lower(List<String> texts) {
        return texts.stream().map(PolicyDocument::lower).toList();
    }

    /** Whether whoever has it may do everything everywhere, with or without MFA. */
    public boolean allowsEverything() {
        return statements.stream()
                .anyMatch(statement -> statement.allows
                        && statement.isOfAllActions()
                        && statement.isOfAllResources()
                        && statement.conditions.isEmpty());
    }

    /**
     * Whether it lets a user do something without MFA, whatever it or another policy denies. Conditions are taken to hold, but
     * for those that ask for MFA.
     *
     * @param user whom {@code ${aws:username}} stands for
     */
    boolean allowsWithoutMfa(String action, String resource, String user) {
        return statements.stream()
                .anyMatch(statement -> statement.allows
                        && statement.actions.stream().anyMatch(pattern -> fits(pattern, lower(action)))
                                != statement.allActionsBut
                        && statement.resources.stream()
                                        .map(pattern -> pattern.replace("${aws:username}", user))
                                        .anyMatch(pattern -> fits(pattern, resource))
                                != statement.allResourcesBut
                        && statement.conditions.values().stream()
                                .flatMap(keys -> keys.keySet().stream())
                                .noneMatch(key -> key.startsWith("aws:multifactorauth")));
    }

    /** With the stars and question marks of IAM; policies have hundreds of them, and accounts thousands of users. */
    private static boolean fits(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int behind = 0;
        while (t < text.length()) {
            char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
            if (wanted == '*') {
                star = p++;
                behind = t;
            } else if (p < pattern.length() && (wanted == '?' || wanted == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++behind;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
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
        boolean coversKeys = true;
        boolean sparesServices = false;
        boolean others = false;
        for (Map.Entry<String, Map<String, List<String>>> operator : statement.conditions.entrySet()) {
            boolean ifExists = operator.getKey().equals("boolifexists");
            for (Map.Entry<String, List<String>> key : operator.getValue().entrySet()) {
                boolean isFalse = (ifExists || operator.getKey().equals("bool"))
                        && key.getValue().equals(List.of("false"));
                if (isFalse && key.getKey().equals(PRESENT)) {
                    demanded = true;
                    coversKeys &= ifExists; // all conditions must hold, so the narrower one decides
                } else if (isFalse && key.getKey().equals(VIA_SERVICE)) {
                    sparesServices = true;
                } else {
                    others = true;
                }
            }
        }
        List<String> excepted = statement.allActionsBut ? statement.actions : List.of();
        return demanded ? Optional.of(new Demand(excepted, coversKeys, sparesServices, others)) : Optional.empty();
    }
}
