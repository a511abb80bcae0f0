package totp.standin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads policy documents. What it does not know it refuses: a rule that is passed over would let a test believe that it was
 * obeyed.
 */
final class PolicyReader {
    private static final Set<String> MEMBERS = Set.of("Version", "Id", "Statement");

    private PolicyReader() {}

    static Policy read(String json) {
        Map<?, ?> document = object(tree(json));
        expect(MEMBERS.containsAll(document.keySet()), "no other members than " + MEMBERS);
        List<Policy.Statement> statements = new ArrayList<>();
        for (Object member : list(document.get("Statement"))) {
            statements.add(statement(object(member)));
        }
        expect(statements.size() > 0, "a statement");
        return new Policy(List.copyOf(statements));
    }

    private static Policy.Statement statement(Map<?, ?> members) {
        Set<String> known = Set.of("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition");
        expect(known.containsAll(members.keySet()), "no other members than " + known);
        Object effect = members.get("Effect");
        expect("Allow".equals(effect) || "Deny".equals(effect), "Effect Allow or Deny");
        return new Policy.Statement(
                "Allow".equals(effect),
                matching(members, "Action"),
                matching(members, "Resource"),
                conditions(members.get("Condition")));
    }

    private static Policy.Matching matching(Map<?, ?> members, String name) {
        boolean positive = members.containsKey(name);
        expect(positive != members.containsKey("Not" + name), "either " + name + " or Not" + name);
        return new Policy.Matching(texts(members.get(positive ? name : "Not" + name)), positive);
    }

    private static List<Condition> conditions(Object block) {
        List<Condition> conditions = new ArrayList<>();
        if (block != null) {
            object(block).forEach((operator, keys) -> {
                String name = (String) operator;
                boolean ifExists = name.endsWith(Condition.IF_EXISTS);
                String plain = ifExists ? name.substring(0, name.length() - Condition.IF_EXISTS.length()) : name;
                expect(Condition.OPERATORS.contains(plain), "a condition operator of " + Condition.OPERATORS);
                object(keys).forEach((key, values) -> conditions.add(condition(plain, ifExists, (String) key, values)));
            });
        }
        return List.copyOf(conditions);
    }

    private static Condition condition(String operator, boolean ifExists, String key, Object values) {
        Condition condition = new Condition(operator, ifExists, key, texts(values));
        expect(condition.isWellFormed(), "other values for " + operator);
        expect(!ifExists || !operator.equals("Null"), "Null without IfExists");
        return condition;
    }

    /** One text or a list of them: policies may write both. */
    private static List<String> texts(Object value) {
        List<String> texts = new ArrayList<>();
        for (Object member : list(value)) {
            expect(member instanceof String || member instanceof Boolean || member instanceof Number, "a text");
            texts.add(member.toString());
        }
        return List.copyOf(texts);
    }

    private static List<?> list(Object value) {
        expect(value != null, "a value");
        return value instanceof List<?> list ? list : List.of(value);
    }

    private static Map<?, ?> object(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("a policy needs an object here");
    }

    private static void expect(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("a policy needs " + what);
        }
    }

    private static Object tree(String json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            parser.nextToken();
            Object tree = tree(parser);
            expect(parser.nextToken() == null, "nothing after its end");
            return tree;
        } catch (IOException malformed) {
            throw new IllegalArgumentException("not JSON: " + malformed.getMessage(), malformed);
        }
    }

    private static Object tree(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        expect(token != null, "some JSON");
        switch (token) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, tree(parser));
                }
                return members;
            }
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(tree(parser));
                }
                return values;
            }
            case VALUE_STRING -> {
                return parser.getText();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            case VALUE_NUMBER_INT -> {
                return parser.getLongValue();
            }
            default -> throw new IllegalArgumentException("a policy has no fractions or nulls");
        }
    }
}
