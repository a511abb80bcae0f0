package totp.cli.aws;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import totp.cli.session.Failure;
import totp.message.Message;

/** Whose AWS account, and where it is. */
final class AwsOptions {
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_+=,.@-]{1,128}");

    @Option(names = "--profile", paramLabel = "NAME")
    @Nullable
    String profile;

    @Option(names = "--region", paramLabel = "REGION")
    @Nullable
    String region;

    @Option(names = "--endpoint-url", paramLabel = "URL")
    @Nullable
    String endpointUrl;

    @Option(names = "--user", paramLabel = "USER")
    @Nullable
    String user;

    /** Before anything is asked: what was given is not nothing, and can be the name of a user. */
    void check() throws Failure {
        EnrolmentOptions.checkNotEmpty("--profile", profile);
        EnrolmentOptions.checkNotEmpty("--region", region);
        EnrolmentOptions.checkNotEmpty("--endpoint-url", endpointUrl);
        EnrolmentOptions.checkNotEmpty("--user", user);
        if (user != null && !USER.matcher(user).matches()) {
            throw Failure.usage(Message.of("aws.user-takes-name-iam"));
        }
    }
}
