package totp.aws;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/**
 * Whose credentials are used, in the AWS CLI's order. The SDK's own chain would ask the instance metadata service on every
 * machine that has no credentials, which takes seconds on a laptop, and then blame it; and it would speak to AWS past our
 * transport, with neither the proxy nor the certificates that the environment names.
 */
final class CredentialSources {
    private static final InetSocketAddress METADATA_SERVICE = new InetSocketAddress("169.254.169.254", 80);

    /** On an instance the service answers in a millisecond. */
    private static final int METADATA_CONNECT_MILLIS = 300;

    private final AwsSettings settings;
    private final Profile profile;
    private final RoleCredentials roles;
    private final ProfileCredentials profiles;

    CredentialSources(AwsSettings settings, Profile profile, Connections connections, Calls calls) {
        this.settings = settings;
        this.profile = profile;
        this.roles = new RoleCredentials(settings, connections, calls);
        this.profiles = new ProfileCredentials(this, roles, new SignIns(settings, connections, calls), settings);
    }

    /** @throws AwsException {@code CREDENTIALS}, or what kept us from asking for them */
    AwsCredentials find() throws AwsException {
        if (settings.profile() != null) {
            return profiles.of(profile);
        }
        Optional<AwsCredentials> environment = fromEnvironment();
        if (environment.isPresent()) {
            return environment.get();
        }
        Optional<String> token = settings.variable("AWS_WEB_IDENTITY_TOKEN_FILE");
        Optional<String> role = settings.variable("AWS_ROLE_ARN");
        if (token.isPresent() && role.isPresent()) {
            return roles.withWebIdentity(role.get(), token.get(), settings.variable("AWS_ROLE_SESSION_NAME"));
        }
        if (profile.hasCredentials()) {
            return profiles.of(profile);
        }
        if (hasContainer()) {
            return fromContainer();
        }
        if (!settings.isTrue("AWS_EC2_METADATA_DISABLED") && isInstance()) {
            return fromInstance();
        }
        throw new AwsException(Reason.CREDENTIALS, "NoCredentials", Message.of("aws.no-aws-credentials"));
    }

    /** What a chain of roles begins with. */
    AwsCredentials base(Chain.Origin base) throws AwsException {
        Profile its = profile.source(base.profile());
        return base.kind() == Chain.Kind.NAMED
                ? named(base.description().split(" ", 2)[0], its.name())
                : profiles.base(its, base.kind());
    }

    /** What a role's profile names as {@code credential_source}. */
    AwsCredentials named(String source, String profile) throws AwsException {
        return switch (source) {
            case "Environment" ->
                fromEnvironment()
                        .orElseThrow(() -> new AwsException(
                                Reason.CREDENTIALS, "NoCredentials", Message.of("aws.no-credentials-environment")));
            case "EcsContainer" -> fromContainer();
            case "Ec2InstanceMetadata" -> fromInstance();
            default ->
                throw new AwsException(
                        Reason.SETTINGS, "BadProfile", Message.of("aws.profile-unknown-credential-source", profile));
        };
    }

    private Optional<AwsCredentials> fromEnvironment() throws AwsException {
        Optional<String> id = settings.variable("AWS_ACCESS_KEY_ID");
        Optional<String> key = settings.variable("AWS_SECRET_ACCESS_KEY");
        if (id.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (id.isEmpty() || key.isEmpty()) {
            throw new AwsException(Reason.CREDENTIALS, "PartialCredentials", Message.of("aws.aws-access-key-id"));
        }
        Optional<String> token =
                settings.variable("AWS_SESSION_TOKEN").or(() -> settings.variable("AWS_SECURITY_TOKEN"));
        return Optional.of(keys(Message.of("aws.the-environment"), id.get(), key.get(), token));
    }

    /**
     * Keys as somebody wrote them down: what cannot stand in a header is refused here, in words, and not by the SDK.
     *
     * @param source for the message
     */
    static AwsCredentials keys(Message source, String id, String key, Optional<String> token) throws AwsException {
        for (String text : new String[] {id, key, token.orElse("x")}) {
            if (text.isBlank() || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw new AwsException(
                        Reason.CREDENTIALS, "BadCredentials", Message.of("aws.access-key-blank-holds", source));
            }
        }
        return token.isPresent()
                ? AwsSessionCredentials.create(
                        id.strip(), key.strip(), token.get().strip())
                : AwsBasicCredentials.create(id.strip(), key.strip());
    }

    private boolean hasContainer() {
        return settings.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").isPresent()
                || settings.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI").isPresent();
    }

    private static AwsCredentials fromContainer() throws AwsException {
        return resolve(
                Message.of("aws.container-credential-service-gives"),
                ContainerCredentialsProvider.builder().build());
    }

    private static AwsCredentials fromInstance() throws AwsException {
        ProfileFile none = ProfileFile.aggregator().build();
        return resolve(
                Message.of("aws.no-aws-credentials-instance"),
                InstanceProfileCredentialsProvider.builder()
                        .profileFile(() -> none)
                        .build());
    }

    /** Whoever the credentials come from, their own words stay out. */
    private static AwsCredentials resolve(Message refusal, AwsCredentialsProvider provider) throws AwsException {
        try {
            return provider.resolveCredentials();
        } catch (SdkException | IllegalArgumentException | IllegalStateException e) {
            throw new AwsException(Reason.CREDENTIALS, "NoCredentials", refusal, e);
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
