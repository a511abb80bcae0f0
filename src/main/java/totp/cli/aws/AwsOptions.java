package totp.cli.aws;

import java.util.List;
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

    /** Where there may be several. */
    List<String> users = List.of();

    void declare(Syntax syntax) {
        declare(syntax, syntax);
    }

    /** @param named where a user is named; elsewhere the account knows whose it is */
    void declare(Syntax syntax, Syntax named) {
        syntax.option(Value.PROFILE, "PROFILE", given -> profile = given, "--profile");
        syntax.option(String.class, "REGION", given -> region = given, "--region");
        syntax.option(String.class, "URL", given -> endpointUrl = given, "--endpoint-url");
        named.repeated(Value.TEXT, "USER", this::name, "--user");
    }

    private void name(List<String> given) {
        users = given;
        user = given.get(0);
    }

    /** Whether an IAM user can have this name. */
    static boolean isUser(String name) {
        return USER.matcher(name).matches();
    }

    /** Before anything is asked: what was given is not nothing, and can be the name of a user. */
    void check() throws Failure {
        if (users.size() > 1) {
            throw Failure.usage(Message.of("cli.option-given-twice", "--user"));
        }
        checkAll();
    }

    /** The same where there may be several users. */
    void checkAll() throws Failure {
        EnrolmentOptions.checkNotEmpty("--profile", profile);
        EnrolmentOptions.checkNotEmpty("--region", region);
        EnrolmentOptions.checkNotEmpty("--endpoint-url", endpointUrl);
        for (String named : users) {
            checkUser("--user", named);
        }
    }

    static void checkUser(String option, String user) throws Failure {
        EnrolmentOptions.checkNotEmpty(option, user);
        if (!isUser(user)) {
            throw Failure.usage(Message.of("aws.user-takes-name-iam", option));
        }
    }
}
