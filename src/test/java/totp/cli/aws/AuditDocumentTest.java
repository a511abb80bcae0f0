package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import totp.aws.AuditCheck;
import totp.cli.session.ExitCode;
import totp.standin.LoginProfile;
import totp.standin.PasswordPolicy;
import totp.standin.Policies;
import totp.standin.Principal;

/** The audit's document is what its schema says, to the last member, whatever is found. */
final class AuditDocumentTest extends WithAwsWorld {
    private static final Path SCHEMA = Path.of("docs/json/aws-audit.schema.json");

    @Test
    void nothingAndEverythingAmissAreAsTheSchemaSays() throws IOException {
        conforms(world().expect(ExitCode.FINDINGS, "aws", "audit", "--json").out());
        makeAMess();
        world().host.setClock(world().host.now().plusSeconds(5 * 3600)); // AWS writes a new report
        String document = world().expect(ExitCode.FINDINGS, "aws", "audit", "--json", "--users", "--vault-check")
                .out();
        conforms(document);
        for (AuditCheck check : AuditCheck.values()) {
            assertTrue(
                    document.contains("{\"id\":\"" + check.id() + "\",\"level\":\"" + check.level() + "\",\"subject\""),
                    check.id() + " is not found");
        }
        world().alice.setPolicies();
        String denied = world().expect(ExitCode.AWS_REFUSED, "aws", "audit", "--json", "--users")
                .out();
        conforms(denied);
        assertTrue(denied.contains("\"report\":null"), denied);
    }

    @Test
    void membersThatAreMissingWrongOrUnknownAreSeen() throws IOException {
        String document =
                world().expect(ExitCode.FINDINGS, "aws", "audit", "--json").out();
        for (String wrong : List.of(
                document.replace("\"alias\":null,", ""),
                document.replace("\"alias\"", "\"other\":1,\"alias\""),
                document.replace("\"confirmed\":true", "\"confirmed\":\"true\""),
                document.replace("\"status\":\"pass\"", "\"status\":\"passed\""),
                document.replace("\"123456789012\"", "\"12345678901\""))) {
            assertFalse(errors(wrong).isEmpty(), wrong);
        }
    }

    private void makeAMess() {
        world().succeed("enroll", "aws", "--no-verify");
        world().iam.devices().removeLongAgo(AwsWorld.SERIAL);
        Principal root = world().iam.account().root();
        root.setPassword(LoginProfile.since(ago(900)).usedAt(ago(1)));
        world().iam.account().addKey(root, Duration.ofDays(700));
        world().alice.setPassword(LoginProfile.since(ago(300)).usedAt(ago(200)));
        world().iam.account().addKey(world().alice, Duration.ofDays(300));
        Principal bob = world().iam.account().addUser("bob");
        bob.setPassword(LoginProfile.since(ago(300)));
        bob.setPolicies(Policies.FORCE_MFA_OWN_NAME
                .replace("BoolIfExists", "Bool")
                .replace("\"NotAction\": [", "\"NotAction\": [\"iam:DeactivateMFADevice\","));
        Principal deploy = world().iam.account().addUser("deploy");
        deploy.setPolicies();
        world().iam.account().keys().setActive(world().iam.account().addKey(deploy, Duration.ofDays(9)), false);
        world().iam.account().addKey(deploy, Duration.ofDays(8));
        world().iam.devices().putUnassigned("left-over");
        world().iam.account().setPasswordPolicy(new PasswordPolicy(8, 0, 0, true));
    }

    private Instant ago(int days) {
        return world().host.now().minus(Duration.ofDays(days));
    }

    private static void conforms(String document) throws IOException {
        assertEquals(List.of(), errors(document), document);
    }

    private static List<String> errors(String document) throws IOException {
        List<String> errors = new ArrayList<>();
        check("$", parse(document), object(parse(Files.readString(SCHEMA))), errors);
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
