package totp.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose AWS account, and where it is. */
final class AwsOptions {
    @Option(names = "--profile", paramLabel = "NAME", description = "the AWS profile that gives the credentials")
    @Nullable
    String profile;

    @Option(names = "--region", paramLabel = "REGION", description = "the AWS region; it decides the partition")
    @Nullable
    String region;

    @Option(names = "--endpoint-url", paramLabel = "URL", description = "speak to this address in place of AWS's")
    @Nullable
    String endpointUrl;

    @Option(names = "--user", paramLabel = "USER", description = "the IAM user (default: whoever calls)")
    @Nullable
    String user;
}
