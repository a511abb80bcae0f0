package totp.aws;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import totp.aws.AwsException.Reason;

/**
 * The program that a profile names as {@code credential_process}. It is started without a shell, as by the AWS CLI, has a
 * minute, and neither its standard error nor its output is ever shown: it may hold keys.
 */
final class HelperProgram {
    private static final int OUTPUT_BYTES_MAX = 64_000;
    private static final long SECONDS_MAX = 60;

    private final AwsSettings settings;
    private final String profile;

    HelperProgram(AwsSettings settings, String profile) {
        this.settings = settings;
        this.profile = profile;
    }

    AwsCredentials credentials(String command) throws AwsException {
        List<String> words = settings.words(command);
        if (words.isEmpty()) {
            throw refused("is no command line", null);
        }
        byte[] printed = output(words);
        try {
            Map<String, JsonNode> document = JsonNode.parser().parse(printed).asObject();
            Optional<String> id = text(document, "AccessKeyId");
            Optional<String> key = text(document, "SecretAccessKey");
            if (id.isPresent() && key.isPresent()) {
                return CredentialSources.keys(
                        "the credential_process of the profile " + profile,
                        id.get(),
                        key.get(),
                        text(document, "SessionToken"));
            }
        } catch (RuntimeException e) {
            // Its message may quote what was printed.
            throw refused("printed no JSON document", null);
        } finally {
            Arrays.fill(printed, (byte) 0);
        }
        throw refused("printed no access key", null);
    }

    private static Optional<String> text(Map<String, JsonNode> document, String member) {
        return Optional.ofNullable(document.get(member))
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
    }

    private byte[] output(List<String> words) throws AwsException {
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            process = builder.start();
        } catch (IOException e) {
            throw refused("cannot be started", e);
        }
        // Reading has no limit of time: a program that hangs is ended, and its output with it.
        Thread limit = new Thread(() -> endAfterLimit(process), "limit credential_process");
        limit.setDaemon(true);
        limit.start();
        try (InputStream out = process.getInputStream()) {
            byte[] printed = out.readNBytes(OUTPUT_BYTES_MAX + 1);
            if (printed.length > OUTPUT_BYTES_MAX) {
                throw refused("printed more than " + OUTPUT_BYTES_MAX + " bytes", null);
            }
            int status = process.waitFor();
            if (status != 0) {
                throw refused("failed with exit code " + status, null);
            }
            return printed;
        } catch (IOException e) {
            throw refused("was ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AwsException(Reason.INTERRUPTED, "Interrupted", "interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static void endAfterLimit(Process process) {
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AwsException refused(String what, @Nullable Throwable cause) {
        String message = "the credential_process of the profile " + profile + " " + what;
        return cause == null
                ? new AwsException(Reason.CREDENTIALS, "NoCredentials", message)
                : new AwsException(Reason.CREDENTIALS, "NoCredentials", message, cause);
    }
}
