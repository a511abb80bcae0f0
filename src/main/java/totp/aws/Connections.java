package totp.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Makes the SDK's clients. Their own retries are off: behind our backs they would turn a lost answer into "exists already",
 * and send codes that have grown old.
 */
final class Connections {
    /** A whole call, connecting included. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final AwsSettings settings;
    private final Profile profile;
    private final Region region;
    private final Optional<URI> iamEndpoint;
    private final Optional<URI> stsEndpoint;

    private Connections(AwsSettings settings, Profile profile, Endpoints endpoints) throws AwsException {
        this.settings = settings;
        this.profile = profile;
        this.region = endpoints.region();
        this.iamEndpoint = endpoints.of("iam");
        this.stsEndpoint = endpoints.of("sts");
    }

    static Connections of(AwsSettings settings) throws AwsException {
        Profile profile = Profile.of(settings);
        return new Connections(settings, profile, new Endpoints(settings, profile));
    }

    AwsCredentials credentials() throws AwsException {
        return new CredentialSources(settings, profile).find();
    }

    IamClient iam(AwsCredentials credentials) throws AwsException {
        return built(IamClient.builder(), iamEndpoint, credentials);
    }

    StsClient sts(AwsCredentials credentials) throws AwsException {
        return built(StsClient.builder(), stsEndpoint, credentials);
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C built(
            B builder, Optional<URI> endpoint, AwsCredentials credentials) throws AwsException {
        endpoint.ifPresent(builder::endpointOverride);
        return builder.region(region)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClient(new Transport(settings, profile).open(endpoint))
                .overrideConfiguration(configuration())
                .build();
    }

    private ClientOverrideConfiguration configuration() {
        return ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .apiCallTimeout(CALL_TIMEOUT)
                .defaultProfileFile(profile.files())
                .defaultProfileName(profile.name())
                .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, settings.program())
                .build();
    }
}
