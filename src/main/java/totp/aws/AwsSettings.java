package totp.aws;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where AWS is and who calls, as the AWS CLI would find it: an option, then the environment, then a profile.
 *
 * @param profile of {@code --profile}: nothing but this profile gives credentials
 * @param endpointUrl of {@code --endpoint-url}: for IAM and STS alike
 * @param environment the variables of this process
 * @param home the folder that holds {@code .aws}
 * @param program name and version for the user agent, which CloudTrail shows
 */
public record AwsSettings(
        @Nullable String profile,
        @Nullable String region,
        @Nullable String endpointUrl,
        Map<String, String> environment,
        Path home,
        String program) {
    /** A variable that is set and not empty. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    boolean isTrue(String name) {
        return variable(name).filter(value -> value.equalsIgnoreCase("true")).isPresent();
    }
}
