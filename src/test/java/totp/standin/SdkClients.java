package totp.standin;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The real SDK, pointed at the server. Without retries, so that a test sees every answer. */
final class SdkClients {
    private static final String USER_AGENT = "totp-standin-test";

    private SdkClients() {}

    static IamClient iam(LocalIam server, AccessKey key) {
        return iam(server, provider(key), false);
    }

    static IamClient retryingIam(LocalIam server, AccessKey key) {
        return iam(server, provider(key), true);
    }

    /** With a session that this server has issued over the wire. */
    static IamClient iam(LocalIam server, Credentials session) {
        return iam(server, provider(session), false);
    }

    static StsClient sts(LocalIam server, AccessKey key) {
        return sts(server, provider(key));
    }

    static StsClient sts(LocalIam server, Credentials session) {
        return sts(server, provider(session));
    }

    private static IamClient iam(LocalIam server, AwsCredentialsProvider credentials, boolean retries) {
        return IamClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(Region.AWS_GLOBAL)
                .endpointOverride(server.endpoint())
                .credentialsProvider(credentials)
                .overrideConfiguration(configuration(retries))
                .build();
    }

    private static StsClient sts(LocalIam server, AwsCredentialsProvider credentials) {
        return StsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(server.endpoint())
                .credentialsProvider(credentials)
                .overrideConfiguration(configuration(false))
                .build();
    }

    private static ClientOverrideConfiguration configuration(boolean retries) {
        ClientOverrideConfiguration.Builder configuration =
                ClientOverrideConfiguration.builder().putHeader("User-Agent", USER_AGENT);
        return retries
                ? configuration.build()
                : configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()).build();
    }

    static AwsCredentialsProvider provider(AccessKey key) {
        AwsCredentials credentials = key.temporary()
                ? AwsSessionCredentials.create(key.id(), key.secret(), key.token())
                : AwsBasicCredentials.create(key.id(), key.secret());
        return StaticCredentialsProvider.create(credentials);
    }

    private static AwsCredentialsProvider provider(Credentials session) {
        return StaticCredentialsProvider.create(
                AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), session.sessionToken()));
    }
}
