package totp.aws;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import totp.aws.AwsException.Reason;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * The program that a profile names as {@code credential_process}. It is started without a shell, as by the AWS CLI, has a
 * minute, and neither its standard error nor its output is ever shown: it may hold keys.
 */
final class HelperProgram {
    private static final int OUTPUT_BYTES_MAX = 64_000;
    private static final int SECONDS_MAX = 60;

    private final AwsSettings settings;
    private final String profile;

    HelperProgram(AwsSettings settings, String profile) {
        this.settings = settings;
        this.profile = profile;
    }

    AwsCredentials credentials(String command) throws AwsException {
        List<String> words = settings.words(command);
        if (words.isEmpty()) {
            throw refused(Message.of("aws.no-command-line"), null);
        }
        Map<String, JsonNode> document = document(words);
        Optional<String> id = text(document, "AccessKeyId");
        Optional<String> key = text(document, "SecretAccessKey");
        if (id.isPresent() && key.isPresent()) {
            Message source = Message.of("aws.credential-process-of", profile);
            return CredentialSources.keys(source, id.get(), key.get(), text(document, "SessionToken"));
        }
        throw refused(Message.of("aws.printed-no-access-key"), null);
    }

    private Map<String, JsonNode> document(List<String> words) throws AwsException {
        try (Secret printed = output(words)) {
            return printed.use(bytes -> JsonNode.parser().parse(bytes).asObject());
        } catch (RuntimeException e) {
            // Its message may quote what was printed.
            throw refused(Message.of("aws.printed-no-json-document"), null);
        }
    }

    private static Optional<String> text(Map<String, JsonNode> document, String member) {
        return Optional.ofNullable(document.get(member))
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
    }

    private Secret output(List<String> words) throws AwsException {
        try {
            AwsSettings.Programs.Ended ended = settings.programs().run(words, OUTPUT_BYTES_MAX, SECONDS_MAX);
            boolean tooLong = ended.output().length() > OUTPUT_BYTES_MAX;
            if (ended.status() == 0 && !tooLong) {
                return ended.output();
            }
            ended.output().close();
            throw refused(
                    tooLong
                            ? Message.of("aws.printed-more-than-bytes", OUTPUT_BYTES_MAX)
                            : Message.of("aws.failed-exit-code", ended.status()),
                    null);
        } catch (IOException e) {
            throw refused(Message.of("aws.cannot-started"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AwsException(Reason.INTERRUPTED, "Interrupted", Message.of("aws.interrupted"));
        }
    }

    private AwsException refused(Message what, @Nullable Throwable cause) {
        Message message = Message.of("aws.credential-process-profile", profile, what);
        return cause == null
                ? new AwsException(Reason.CREDENTIALS, "ProcessFailed", message)
                : new AwsException(Reason.CREDENTIALS, "ProcessFailed", message, cause);
    }
}
