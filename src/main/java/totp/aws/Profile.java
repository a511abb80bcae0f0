package totp.aws;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.profiles.ProfileFile;
import totp.aws.AwsException.Reason;

/** The profile that applies, from the AWS config and credentials files. */
final class Profile {
    private static final Set<String> CREDENTIAL_PROPERTIES = Set.of(
            "aws_access_key_id",
            "credential_process",
            "credential_source",
            "login_session",
            "role_arn",
            "sso_account_id",
            "sso_session",
            "web_identity_token_file");

    private final ProfileFile files;
    private final String name;

    private Profile(ProfileFile files, String name) {
        this.files = files;
        this.name = name;
    }

    /** @throws AwsException {@code SETTINGS} if a file cannot be read or a profile that was asked for is not there */
    static Profile of(AwsSettings settings) throws AwsException {
        ProfileFile files = ProfileFile.aggregator()
                .addFile(read(file(settings, "AWS_SHARED_CREDENTIALS_FILE", "credentials"), true))
                .addFile(read(file(settings, "AWS_CONFIG_FILE", "config"), false))
                .build();
        Optional<String> asked = Optional.ofNullable(settings.profile()).or(() -> settings.variable("AWS_PROFILE"));
        String name = asked.orElse("default");
        if (asked.isPresent() && files.profile(name).isEmpty()) {
            throw new AwsException(
                    Reason.CREDENTIALS, "ProfileNotFound", "there is no profile " + name + " in the AWS config files");
        }
        return new Profile(files, name);
    }

    String name() {
        return name;
    }

    ProfileFile files() {
        return files;
    }

    Optional<String> property(String property) {
        return files.profile(name).flatMap(profile -> profile.property(property));
    }

    /** A property of the section of services that the profile names, such as {@code endpoint_url} of {@code iam}. */
    Optional<String> serviceProperty(String service, String property) {
        return property("services")
                .flatMap(section -> files.getSection("services", section))
                .flatMap(section -> section.property(service + "." + property));
    }

    boolean hasCredentials() {
        return CREDENTIAL_PROPERTIES.stream()
                .anyMatch(property -> property(property).isPresent());
    }

    private static Path file(AwsSettings settings, String variable, String name) {
        return settings.variable(variable)
                .map(Path::of)
                .orElse(settings.home().resolve(".aws").resolve(name));
    }

    private static ProfileFile read(Path file, boolean credentials) throws AwsException {
        ProfileFile.Type type = credentials ? ProfileFile.Type.CREDENTIALS : ProfileFile.Type.CONFIGURATION;
        if (!Files.isRegularFile(file)) {
            return ProfileFile.aggregator().build();
        }
        try {
            return ProfileFile.builder().content(file).type(type).build();
        } catch (RuntimeException e) {
            // Without its message, which holds the line that was not understood: perhaps a key.
            throw new AwsException(Reason.SETTINGS, "BadConfigFile", "cannot make sense of " + file, e);
        }
    }
}
