package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One of the schemas in {@code docs/json}. */
final class Schema {
    private final Path file;

    Schema(String name) {
        file = Path.of("docs/json/" + name + ".schema.json");
    }

    /** A document is what it says, to the last member. */
    void mustDescribe(String document) throws IOException {
        assertEquals(List.of(), errors(document), document);
    }

    /** Where a document is not what it says. */
    List<String> errors(String document) throws IOException {
        List<String> errors = new ArrayList<>();
        check("$", parse(document), object(parse(Files.readString(file))), errors);
        return errors;
    }

    /** What the schema uses of JSON Schema; an object has no members but those that it names. */
    private static void check(String path, @Nullable Object value, Map<String, Object> schema, List<String> errors) {
        Object type = schema.get("type");
        List<?> types = type instanceof List<?> list ? list : type == null ? List.of() : List.of(type);
        if (!types.isEmpty() && !types.contains(typeOf(value))) {
            errors.add(path + " is " + value);
            return;
        }
        if (schema.get("enum") instanceof List<?> words && !words.contains(value)) {
            errors.add(path + " is " + value);
        }
        if (schema.get("pattern") instanceof String pattern
                && value instanceof String
                && !Pattern.compile(pattern).matcher(String.valueOf(value)).find()) {
            errors.add(path + " is " + value);
        }
        if (schema.get("minimum") instanceof Long least && value instanceof Long number && number < least) {
            errors.add(path + " is " + value);
        }
        if ("date-time".equals(schema.get("format"))
                && value != null
                && !value.toString().matches("20.*Z")) {
            errors.add(path + " is " + value);
        }
        if (value instanceof List<?> items) {
            for (Object item : items) {
                check(path + "[]", item, object(schema.get("items")), errors);
            }
        }
        if (value instanceof Map<?, ?>) {
            checkMembers(path, object(value), schema, errors);
        }
    }

    private static void checkMembers(
            String path, Map<String, Object> value, Map<String, Object> schema, List<String> errors) {
        if (schema.get("required") instanceof List<?> required
                && !value.keySet().containsAll(required)) {
            errors.add(path + " has only " + value.keySet());
        }
        Map<String, Object> members = object(schema.get("properties"));
        value.forEach((name, member) -> {
            if (members.containsKey(name)) {
                check(path + "." + name, member, object(members.get(name)), errors);
            } else {
                errors.add(path + "." + name + " is unknown");
            }
        });
    }

    private static String typeOf(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        return value instanceof Map
                ? "object"
                : value instanceof List
                        ? "array"
                        : value instanceof Boolean ? "boolean" : value instanceof Long ? "integer" : "string";
    }

    @SuppressWarnings("unchecked") // the members of an object have names
    private static Map<String, Object> object(@Nullable Object json) {
        return (Map<String, Object>) json;
    }

    private static @Nullable Object parse(String json) throws IOException {
        try (JsonParser in = new JsonFactory().createParser(json)) {
            in.nextToken();
            return value(in);
        }
    }

    private static @Nullable Object value(JsonParser in) throws IOException {
        switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String name = in.currentName();
                    in.nextToken();
                    members.put(name, value(in));
                }
                return members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(in));
                }
                return items;
            }
            case VALUE_NUMBER_INT -> {
                return in.getLongValue();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return in.getBooleanValue();
            }
            case VALUE_NULL -> {
                return null;
            }
            default -> {
                return in.getText();
            }
        }
    }
}
