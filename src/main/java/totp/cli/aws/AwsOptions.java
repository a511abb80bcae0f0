package totp.cli.aws;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Failure;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.message.Message;

/** Whose AWS account, and where it is. */
final class AwsOptions {
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_+=,.@-]{1,128}");

    @Nullable
    String profile;

    @Nullable
    String region;

    @Nullable
    String endpointUrl;

    @Nullable
    String user;

    void declare(Syntax syntax) {
        declare(syntax, syntax);
    }

    /** @param named where a user is named; elsewhere the account knows whose it is */
    void declare(Syntax syntax, Syntax named) {
        syntax.option(Value.PROFILE, "PROFILE", given -> profile = given, "--profile");
        syntax.option(String.class, "REGION", given -> region = given, "--region");
        syntax.option(String.class, "URL", given -> endpointUrl = given, "--endpoint-url");
        named.option(String.class, "USER", given -> user = given, "--user");
    }

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
