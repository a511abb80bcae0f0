package totp.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/** The profile that applies, from the AWS config and credentials files, by the AWS CLI's rules. */
final class Profile {
    private static final Set<String> CREDENTIAL_PROPERTIES = Set.of(
            "aws_access_key_id",
            "credential_process",
            "credential_source",
            "login_session",
            "role_arn",
            "sso_account_id",
            "sso_session",
            "sso_start_url",
            "web_identity_token_file");

    /** Which the AWS CLI does not see where they begin with {@code totp_}: so a profile can be handed over to this program whole. */
    static final Set<String> HANDED_OVER = Set.of(
            "credential_source",
            "duration_seconds",
            "external_id",
            "mfa_serial",
            "role_arn",
            "role_session_name",
            "source_profile");

    private final ProfileFiles files;
    private final String name;

    private Profile(ProfileFiles files, String name) {
        this.files = files;
        this.name = name;
    }

    /**
     * The profile that option, environment and files make the one.
     *
     * @param warning takes a line about files that nobody needs
     * @throws AwsException {@code SETTINGS} if a file cannot be read, {@code CREDENTIALS} if a profile that was asked for is not
     *     there
     */
    static Profile of(AwsSettings settings, Consumer<Message> warning) throws AwsException {
        Optional<String> asked = settings.askedProfile();
        String name = asked.orElse("default");
        ProfileFiles files;
        try {
            files = ProfileFiles.read(settings);
        } catch (AwsException e) {
            boolean needed = asked.isPresent()
                    || settings.variable("AWS_ACCESS_KEY_ID").isEmpty()
                    || settings.variable("AWS_SECRET_ACCESS_KEY").isEmpty();
            if (needed) {
                throw e;
            }
            warning.accept(Message.of("aws.config-files-passed-over", e.message()));
            files = ProfileFiles.NONE;
        }
        return asked.isPresent() ? in(files, name) : new Profile(files, name);
    }

    /** A profile of these files. */
    static Profile in(ProfileFiles files, String name) throws AwsException {
        if (!files.has(name)) {
            throw new AwsException(
                    Reason.CREDENTIALS, "ProfileNotFound", Message.of("aws.no-profile-aws-config", name));
        }
        return new Profile(files, name);
    }

    /** Another profile of the same files, which this one names as its source. */
    Profile source(String other) throws AwsException {
        if (!files.has(other)) {
            throw new AwsException(
                    Reason.CREDENTIALS, "ProfileNotFound", Message.of("aws.profile-source-not-aws", name, other));
        }
        return new Profile(files, other);
    }

    String name() {
        return name;
    }

    /** A value; of what can be handed over to this program that for this program first. */
    Optional<String> property(String property) {
        Optional<String> own = HANDED_OVER.contains(property) ? plain("totp_" + property) : Optional.empty();
        return own.isPresent() ? own : plain(property);
    }

    /** The profile whose credentials count; where no role is assumed with them, keys of its own count before, as for the AWS CLI. */
    Optional<String> sourceName() {
        boolean hasOwn = property("role_arn").isEmpty()
                && hasCredentials()
                && property("credential_process").isEmpty();
        return hasOwn ? Optional.empty() : property("source_profile");
    }

    private Optional<String> plain(String property) {
        return credentialsProperty(property).or(() -> value(files.config(), name, property));
    }

    /** Of the credentials file alone: keys there count before a helper program, keys in the config file behind it. */
    Optional<String> credentialsProperty(String property) {
        return value(files.credentials(), name, property);
    }

    /** A property of another section that the profile names, such as {@code sso-session}. */
    Optional<String> sectionProperty(String kind, String section, String property) {
        return value(files.others(), kind + " " + section, property);
    }

    /** A property of the section of services that the profile names, such as {@code endpoint_url} of {@code iam}. */
    Optional<String> serviceProperty(String service, String property) {
        return property("services")
                .flatMap(section -> sectionProperty("services", section, service))
                .flatMap(nested -> Optional.ofNullable(nested(nested).get(property)));
    }

    boolean hasCredentials() {
        return CREDENTIAL_PROPERTIES.stream()
                .anyMatch(property -> property(property).isPresent());
    }

    private static Optional<String> value(Map<String, Map<String, String>> sections, String section, String property) {
        return Optional.ofNullable(sections.getOrDefault(section, Map.of()).get(property))
                .map(String::stripTrailing)
                .filter(value -> !value.isEmpty());
    }

    private static Map<String, String> nested(String value) {
        Map<String, String> nested = new HashMap<>();
        for (String line : value.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                nested.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        return nested;
    }
}
