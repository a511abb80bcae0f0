package totp.cli.aws;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Another program with the SDK for Java, for {@code callers.py}: one client, kept for as long as it runs, that says for each line of
 * its input who AWS takes it for and by which key. It knows nothing of totp: its profile, or the environment, says where keys are.
 */
final class SdkCaller {
    private SdkCaller() {}

    /** @param arguments the name of a profile; nothing for the SDK's default chain */
    public static void main(String[] arguments) throws IOException {
        AwsCredentialsProvider credentials = arguments.length > 0
                ? ProfileCredentialsProvider.create(arguments[0])
                : DefaultCredentialsProvider.builder().build();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (StsClient sts = StsClient.builder()
                .credentialsProvider(credentials)
                .httpClient(UrlConnectionHttpClient.create())
                .build()) {
            while (lines.readLine() != null) {
                System.out.println(answer(sts, credentials));
                System.out.flush();
            }
        }
    }

    private static String answer(StsClient sts, AwsCredentialsProvider credentials) {
        try {
            return sts.getCallerIdentity().arn() + " "
                    + credentials.resolveCredentials().accessKeyId();
        } catch (SdkException | IllegalStateException refused) {
            StringBuilder told = new StringBuilder("error");
            for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
                told.append(": ").append(cause.getMessage());
            }
            return told.toString().replace('\n', ' ');
        }
    }
}
