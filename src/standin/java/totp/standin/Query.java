package totp.standin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The parameters of one call, and the constraints that the service model puts on them. */
final class Query {
    private static final String ARN = "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF]+";

    /** What a parameter must be; the wording of a refusal is AWS's. */
    enum Form {
        NAME("[\\w+=,.@-]+", 1, 128),
        USER_NAME("[\\w+=,.@-]+", 1, 64),
        KEY_ID("[\\w]+", 16, 128),
        KEY_STATUS("Active|Inactive", 1, 8),
        PASSWORD("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", 1, 128),
        DEVICE_NAME("[\\w+=,.@-]+", 1, 226),
        PATH("(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)", 1, 512),
        PATH_PREFIX("\\u002F[\\u0021-\\u007F]*", 1, 512),
        POLICY_PATH("((/[A-Za-z0-9\\.,\\+@=_-]+)*)/", 1, 512),
        POLICY_ARN(ARN, 20, 2048),
        VERSION_ID("v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?", 2, 64),
        DOCUMENT("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", 1, 131_072),
        DESCRIPTION("[\\s\\S]*", 0, 1000),
        ACTION_NAME("[\\w*?:.-]+", 3, 128),
        ENTITY("User|Role|Group|LocalManagedPolicy|AWSManagedPolicy", 1, 18),
        RESOURCE("[\\s\\S]+", 1, 2048),
        CONTEXT_TYPE("(string|numeric|boolean|ip|binary|date)(List)?", 1, 16),
        CONTEXT_KEY("[\\w:/.*{}$-]+", 5, 256),
        TARGET("[\\w:/-]+", 12, 2048),
        ROLE_ARN(ARN, 20, 2048),
        SESSION_NAME("[\\w+=,.@-]*", 2, 64),
        EXTERNAL_ID("[\\w+=,.@:\\/-]*", 2, 1224),
        SERIAL("[\\w+=/:,.@-]+", 9, 256),
        CODE("[\\d]+", 6, 6),
        MARKER("[\\u0020-\\u00FF]+", 1, 320),
        ASSIGNMENT("Assigned|Unassigned|Any", 1, 10);

        private final Pattern pattern;
        private final int min;
        private final int max;

        Form(String pattern, int min, int max) {
            this.pattern = Pattern.compile(pattern);
            this.min = min;
            this.max = max;
        }

        private void check(String name, String value) throws AwsError {
            // A code or password is not repeated, right or wrong: the message ends in logs.
            String shown = this == CODE || this == PASSWORD ? "Value" : "Value '" + value + "'";
            if (value.length() < min) {
                throw refused(shown, name, "have length greater than or equal to " + min);
            }
            if (value.length() > max) {
                throw refused(shown, name, "have length less than or equal to " + max);
            }
            if (!pattern.matcher(value).matches()) {
                throw refused(shown, name, "satisfy regular expression pattern: " + pattern);
            }
        }
    }

    private static final Set<String> SECRETS = Set.of("Session", "SigninToken", "Password");

    private final Map<String, String> parameters;

    private Query(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** Reads a form. Nothing is refused here: a call that cannot be understood has no action, and that is refused. */
    static Query parse(String form) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return new Query(parameters);
    }

    String action() {
        return parameters.getOrDefault("Action", "");
    }

    String version() {
        return parameters.getOrDefault("Version", "");
    }

    /** The codes by the names of their parameters. */
    Map<String, String> codes() {
        Map<String, String> codes = new LinkedHashMap<>(parameters);
        codes.keySet().removeIf(name -> !isCode(name));
        return codes;
    }

    private static boolean isCode(String name) {
        return name.equals("TokenCode") || name.startsWith("AuthenticationCode");
    }

    /** The serial number as it was sent, whatever it is. */
    Optional<String> serial() {
        return Optional.ofNullable(parameters.get("SerialNumber"));
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** As it was sent; nothing if it was not. */
    String text(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Without the codes, passwords, and the keys for a sign-in: what is asserted on, or written to a log, is no place for them. */
    Map<String, String> withoutCodes() {
        Map<String, String> rest = new LinkedHashMap<>(parameters);
        rest.keySet().removeIf(name -> isCode(name) || SECRETS.contains(name));
        return rest;
    }

    String required(String name, Form form) throws AwsError {
        String value = parameters.get(name);
        if (value == null) {
            throw refused("Value null", name, "not be null");
        }
        form.check(name, value);
        return value;
    }

    Optional<String> optional(String name, Form form) throws AwsError {
        return parameters.containsKey(name) ? Optional.of(required(name, form)) : Optional.empty();
    }

    int number(String name, int otherwise, int min, int max) throws AwsError {
        String value = parameters.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("-?[0-9]{1,9}")) {
            throw new AwsError(400, "MalformedInput", "Invalid number in " + name);
        }
        int number = Integer.parseInt(value);
        if (number < min) {
            throw refused("Value '" + value + "'", name, "have value greater than or equal to " + min);
        }
        if (number > max) {
            throw refused("Value '" + value + "'", name, "have value less than or equal to " + max);
        }
        return number;
    }

    /** NAME.member.1, NAME.member.2, ...: the form that lists have; those that the parameter does not have end it. */
    List<String> list(String name, Form form) throws AwsError {
        List<String> values = new ArrayList<>();
        while (parameters.containsKey(name + ".member." + (values.size() + 1))) {
            values.add(required(name + ".member." + (values.size() + 1), form));
        }
        return values;
    }

    /** A boolean; false if it is not there. */
    boolean flag(String name) throws AwsError {
        String value = parameters.getOrDefault(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new AwsError(400, "MalformedInput", "Invalid boolean in " + name);
        }
        return value.equals("true");
    }

    private static AwsError refused(String value, String name, String constraint) {
        String member = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        return AwsError.validation("1 validation error detected: " + value + " at '" + member
                + "' failed to satisfy constraint: Member must " + constraint);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
