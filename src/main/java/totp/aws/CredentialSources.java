package totp.aws;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import totp.aws.AwsException.Reason;

/**
 * Whose credentials are used, in the AWS CLI's order. The SDK's own chain would ask the instance metadata service on every
 * machine that has no credentials, which takes seconds on a laptop, and then blame it.
 */
final class CredentialSources {
    private static final InetSocketAddress METADATA_SERVICE = new InetSocketAddress("169.254.169.254", 80);

    /** On an instance the service answers in a millisecond. */
    private static final int METADATA_CONNECT_MILLIS = 300;

    private final AwsSettings settings;
    private final Profile profile;

    CredentialSources(AwsSettings settings, Profile profile) {
        this.settings = settings;
        this.profile = profile;
    }

    /** @throws AwsException {@code CREDENTIALS} */
    AwsCredentials find() throws AwsException {
        if (settings.profile() != null) {
            return fromProfile();
        }
        Optional<AwsCredentials> environment = fromEnvironment();
        if (environment.isPresent()) {
            return environment.get();
        }
        Optional<String> token = settings.variable("AWS_WEB_IDENTITY_TOKEN_FILE");
        Optional<String> role = settings.variable("AWS_ROLE_ARN");
        if (token.isPresent() && role.isPresent()) {
            return resolve(
                    "the web identity token",
                    WebIdentityTokenFileCredentialsProvider.builder()
                            .webIdentityTokenFile(Path.of(token.get()))
                            .roleArn(role.get())
                            .roleSessionName(
                                    settings.variable("AWS_ROLE_SESSION_NAME").orElse("totp"))
                            .build());
        }
        if (profile.hasCredentials()) {
            return fromProfile();
        }
        if (settings.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").isPresent()
                || settings.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI").isPresent()) {
            return resolve(
                    "the container's credential service",
                    ContainerCredentialsProvider.builder().build());
        }
        if (!settings.isTrue("AWS_EC2_METADATA_DISABLED") && isInstance()) {
            return resolve(
                    "the instance metadata service",
                    InstanceProfileCredentialsProvider.builder()
                            .profileFile(profile::files)
                            .profileName(profile.name())
                            .build());
        }
        throw new AwsException(Reason.CREDENTIALS, "NoCredentials", "there are no AWS credentials");
    }

    private Optional<AwsCredentials> fromEnvironment() throws AwsException {
        Optional<String> id = settings.variable("AWS_ACCESS_KEY_ID");
        Optional<String> key = settings.variable("AWS_SECRET_ACCESS_KEY");
        if (id.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (id.isEmpty() || key.isEmpty()) {
            throw new AwsException(
                    Reason.CREDENTIALS,
                    "PartialCredentials",
                    "of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set");
        }
        Optional<String> token = settings.variable("AWS_SESSION_TOKEN");
        return Optional.of(
                token.isPresent()
                        ? AwsSessionCredentials.create(id.get(), key.get(), token.get())
                        : AwsBasicCredentials.create(id.get(), key.get()));
    }

    private AwsCredentials fromProfile() throws AwsException {
        return resolve(
                "the profile " + profile.name(),
                ProfileCredentialsProvider.builder()
                        .profileFile(profile::files)
                        .profileName(profile.name())
                        .build());
    }

    /** Whoever the credentials come from, their own words stay out: a helper program may have printed anything. */
    private static AwsCredentials resolve(String source, AwsCredentialsProvider provider) throws AwsException {
        try {
            return provider.resolveCredentials();
        } catch (SdkException | IllegalArgumentException | IllegalStateException e) {
            throw new AwsException(Reason.CREDENTIALS, "NoCredentials", source + " gives no credentials", e);
        }
    }

    private boolean isInstance() {
        if (settings.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").isPresent()) {
            return true;
        }
        try (Socket socket = new Socket()) {
            socket.connect(METADATA_SERVICE, METADATA_CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
