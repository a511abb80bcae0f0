package totp.aws;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/**
 * Where AWS is and who calls, as the AWS CLI would find it: an option, then the environment, then a profile.
 *
 * @param profile of {@code --profile}: nothing but this profile gives credentials
 * @param endpointUrl of {@code --endpoint-url}: for IAM and STS alike
 * @param environment the variables of this process
 * @param home the folder that holds {@code .aws}
 * @param program name and version for the user agent, which CloudTrail shows
 * @param shellWords splits a line into words as a shell does; empty if it has no such words
 * @param programs runs what a profile names as {@code credential_process}
 * @param property sets what Java and the SDK read from a system property alone
 */
public record AwsSettings(
        @Nullable String profile,
        @Nullable String region,
        @Nullable String endpointUrl,
        Map<String, String> environment,
        Path home,
        String program,
        Function<String, List<String>> shellWords,
        Programs programs,
        BiConsumer<String, String> property) {
    /** Is set for the programs that a profile names: a {@code totp} that one of them starts would ask the same question again. */
    public static final String RECURSION_VARIABLE = "TOTP_AWS_CREDENTIALS";

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:([A-Za-z0-9_]+)|\\{([^}]*)})");

    /** Runs other programs, without a shell and without input; nobody sees their standard error, which may hold keys. */
    @FunctionalInterface
    public interface Programs {
        /**
         * Runs one to its end.
         *
         * @param bytesMax of its output so many are read, and one more if there is more
         * @param secondsMax after which it is ended
         * @throws IOException if it cannot be started
         */
        Ended run(List<String> words, int bytesMax, int secondsMax) throws IOException, InterruptedException;

        /** How a program ended, and what it printed, to be closed by who asked. */
        record Ended(int status, Secret output) {}
    }

    /** The same with a region that is decided already. */
    AwsSettings inRegion(String decided) {
        return new AwsSettings(
                profile, decided, endpointUrl, environment, home, program, shellWords, programs, property);
    }

    /** The same for this profile alone. */
    AwsSettings forProfile(String only) {
        return new AwsSettings(only, region, endpointUrl, environment, home, program, shellWords, programs, property);
    }

    /** The profile that an option or a variable names. */
    public Optional<String> askedProfile() {
        return Optional.ofNullable(profile)
                .or(() -> variable("AWS_DEFAULT_PROFILE"))
                .or(() -> variable("AWS_PROFILE"));
    }

    /** A variable that is set and not empty. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    boolean isTrue(String name) {
        return variable(name).filter(value -> value.equalsIgnoreCase("true")).isPresent();
    }

    List<String> words(String line) {
        return shellWords.apply(line);
    }

    /** Where the AWS CLI looks for profiles. */
    public Path configFile() {
        return file("AWS_CONFIG_FILE", "config");
    }

    /** Where it looks for keys. */
    public Path credentialsFile() {
        return file("AWS_SHARED_CREDENTIALS_FILE", "credentials");
    }

    private Path file(String variable, String usual) {
        return variable(variable).map(this::path).orElse(home.resolve(".aws").resolve(usual));
    }

    /** A file that a variable or a profile names, in which the AWS CLI lets {@code ~}, {@code $NAME} and <code>${NAME}</code> stand. */
    Path path(String text) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder whole = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            String value = environment.getOrDefault(name, matcher.group());
            matcher.appendReplacement(whole, Matcher.quoteReplacement(value));
        }
        String expanded = matcher.appendTail(whole).toString();
        if (expanded.equals("~") || expanded.startsWith("~/")) {
            return home.resolve(expanded.substring(Math.min(2, expanded.length())));
        }
        return Path.of(expanded);
    }
}
