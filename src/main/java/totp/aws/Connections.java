package totp.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.signin.SigninClient;
import software.amazon.awssdk.services.sso.SsoClient;
import software.amazon.awssdk.services.ssooidc.SsoOidcClient;
import software.amazon.awssdk.services.sts.StsClient;
import totp.message.Message;

/**
 * Makes the SDK's clients. Their own retries are off: behind our backs they would turn a lost answer into "exists already",
 * and send codes that have grown old.
 */
final class Connections {
    /** A whole call, connecting included. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    /** We have read them; the SDK would stumble over what the AWS CLI takes. */
    private static final ProfileFile NO_FILES = ProfileFile.aggregator().build();

    private static final String NO_FILE = "/dev/null/none";

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

    /** @param warning takes a line about config files that nobody needs */
    static Connections of(AwsSettings settings, Consumer<Message> warning) throws AwsException {
        Profile profile = Profile.of(settings, warning);
        return new Connections(settings, profile, new Endpoints(settings, profile));
    }

    AwsCredentials credentials(Calls calls) throws AwsException {
        return new CredentialSources(settings, profile, this, calls).find();
    }

    /** What a chain of roles begins with. */
    AwsCredentials base(Calls calls, Chain.Origin base) throws AwsException {
        return new CredentialSources(settings, profile, this, calls).base(base);
    }

    IamClient iam(AwsCredentials credentials) throws AwsException {
        return built(IamClient.builder(), region, iamEndpoint, StaticCredentialsProvider.create(credentials));
    }

    StsClient sts(AwsCredentialsProvider credentials) throws AwsException {
        return built(StsClient.builder(), region, stsEndpoint, credentials);
    }

    SsoClient sso(String ssoRegion) throws AwsException {
        Region its = Endpoints.region(ssoRegion);
        return built(SsoClient.builder(), its, Optional.empty(), AnonymousCredentialsProvider.create());
    }

    SsoOidcClient ssoOidc(String ssoRegion) throws AwsException {
        Region its = Endpoints.region(ssoRegion);
        return built(SsoOidcClient.builder(), its, Optional.empty(), AnonymousCredentialsProvider.create());
    }

    SigninClient signin(AwsCredentialsProvider credentials) throws AwsException {
        return built(SigninClient.builder(), region, Optional.empty(), credentials);
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C built(
            B builder, Region where, Optional<URI> endpoint, AwsCredentialsProvider credentials) throws AwsException {
        // The SDK looks into them even where it is given others.
        settings.property().accept("aws.configFile", NO_FILE);
        settings.property().accept("aws.sharedCredentialsFile", NO_FILE);
        // Variables may ask for FIPS or IPv6 addresses, between which and a given one the SDK refuses to choose.
        endpoint.ifPresent(
                url -> builder.endpointOverride(url).fipsEnabled(false).dualstackEnabled(false));
        return builder.region(where)
                .credentialsProvider(credentials)
                .httpClient(new Transport(settings, profile).open(endpoint))
                .overrideConfiguration(configuration())
                .build();
    }

    private ClientOverrideConfiguration configuration() {
        return ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .apiCallTimeout(CALL_TIMEOUT)
                .defaultProfileFile(NO_FILES)
                .addExecutionInterceptor(new BodyLimit())
                .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, settings.program())
                .build();
    }
}
