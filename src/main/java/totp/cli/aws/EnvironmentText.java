package totp.cli.aws;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.message.Message;

/** A session as the variables that every AWS tool reads, in the words of a shell or of a file. */
final class EnvironmentText {
    private EnvironmentText() {}

    /** Lower case, since it is spelled so on the command line. */
    enum Format {
        /** POSIX, for {@code eval}. */
        shell,
        /** As {@code docker run --env-file} reads it, without quotes. */
        dotenv,
        fish,
        powershell,
        cmd,
        json,
        /** A section of a credentials file. */
        ini
    }

    /**
     * The variables of a session.
     *
     * @param profile that was asked for: another one may have begun the session
     * @param region empty where none is known
     * @param endpoint where an option gave one
     */
    static Map<String, String> variables(SessionEntry entry, String profile, String region, Optional<String> endpoint) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_ACCESS_KEY_ID", entry.credentials().accessKeyId());
        variables.put("AWS_SECRET_ACCESS_KEY", entry.credentials().secretAccessKey());
        variables.put("AWS_SESSION_TOKEN", entry.credentials().sessionToken());
        variables.put(
                "AWS_CREDENTIAL_EXPIRATION", entry.credentials().expiration().toString());
        put(variables, "AWS_ACCOUNT_ID", entry.accountId());
        put(variables, "AWS_REGION", region);
        put(variables, "AWS_DEFAULT_REGION", region);
        endpoint.ifPresent(url -> variables.put("AWS_ENDPOINT_URL", url));
        variables.put("TOTP_AWS_PROFILE", profile);
        return variables;
    }

    /** The profile's name in place of a session, for tools that come to one by themselves. */
    static Map<String, String> lasting(String profile, Optional<String> region, Optional<String> endpoint) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_PROFILE", profile);
        region.ifPresent(name -> {
            variables.put("AWS_REGION", name);
            variables.put("AWS_DEFAULT_REGION", name);
        });
        endpoint.ifPresent(url -> variables.put("AWS_ENDPOINT_URL", url));
        variables.put("TOTP_AWS_PROFILE", profile);
        return variables;
    }

    private static void put(Map<String, String> variables, String name, String value) {
        if (!value.isEmpty()) {
            variables.put(name, value);
        }
    }

    /** @throws Failure {@code BAD_INPUT} for a value with a line end, which a file of lines cannot hold */
    static void print(Output output, Format format, String profile, Map<String, String> variables) throws Failure {
        if (format == Format.json) {
            JsonWriter.print(output, json -> {
                json.writeStartObject();
                for (Map.Entry<String, String> variable : variables.entrySet()) {
                    json.writeStringField(variable.getKey(), variable.getValue());
                }
                json.writeEndObject();
            });
            return;
        }
        for (String value : variables.values()) {
            if (value.chars().anyMatch(c -> c < ' ')) {
                throw Failure.usage(Message.of("aws.variable-of-lines"));
            }
        }
        if (format == Format.ini) {
            output.drawn("[" + profile + "]");
            for (String name : List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")) {
                output.drawn(name.toLowerCase(Locale.ROOT) + " = " + variables.get(name));
            }
            return;
        }
        variables.forEach((name, value) -> output.drawn(line(format, name, value)));
    }

    private static String line(Format format, String name, String value) {
        return switch (format) {
            case shell -> "export " + name + "='" + value.replace("'", "'\\''") + "'";
            case fish -> "set -gx " + name + " '" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
            case powershell -> "$Env:" + name + " = '" + value.replace("'", "''") + "'";
            case cmd -> "set \"" + name + "=" + value.replace("%", "%%") + "\"";
            default -> name + "=" + value;
        };
    }

    /** Takes the variables away again; of an address that an option gave nobody knows whether it was there before. */
    static void printRemoval(Output output, Format format) throws Failure {
        for (String name : List.of(
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
                "AWS_CREDENTIAL_EXPIRATION",
                "AWS_ACCOUNT_ID",
                "AWS_REGION",
                "AWS_DEFAULT_REGION",
                "TOTP_AWS_PROFILE")) {
            output.drawn(
                    switch (format) {
                        case shell -> "unset " + name;
                        case fish -> "set -e " + name;
                        case powershell -> "Remove-Item Env:" + name + " -ErrorAction SilentlyContinue";
                        case cmd -> "set \"" + name + "=\"";
                        default -> throw Failure.usage(Message.of("aws.unset-is-for-shells"));
                    });
        }
    }
}
