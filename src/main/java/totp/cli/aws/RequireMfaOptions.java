package totp.cli.aws;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Failure;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.message.Message;

/** Which group is to demand MFA of its members, by which policy, and who else is to be in it. */
final class RequireMfaOptions {
    /** Of groups and policies (IAM quotas, "IAM name requirements"). */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_+=,.@-]{1,128}");

    private static final Pattern ARN = Pattern.compile("arn:[a-z0-9-]+:iam::(aws|[0-9]{12}):policy/[!-.0-~/]{1,512}");

    @Nullable
    private String group;

    @Nullable
    private String policyName;

    /** Names of AWS's policies or of the account's own, or ARNs. */
    List<String> attached = List.of();

    List<String> removed = List.of();
    boolean update;
    boolean allowPasswordChange;
    boolean strict;
    boolean dryRun;

    void declare(Syntax syntax) {
        syntax.optionalParameter(Value.TEXT, "GROUP", given -> group = given);
        syntax.repeated(Value.TEXT, "POLICY", given -> attached = given, "--attach");
        syntax.option(Value.TEXT, "NAME", given -> policyName = given, "--policy-name");
        syntax.flag(() -> update = true, "--update");
        syntax.flag(() -> allowPasswordChange = true, "--allow-password-change");
        syntax.flag(() -> strict = true, "--strict");
        syntax.repeated(Value.TEXT, "USER", given -> removed = given, "--remove-user");
    }

    String group() {
        return String.valueOf(group);
    }

    String policyName() {
        return policyName == null ? "RequireMFA" : policyName;
    }

    /**
     * Before anybody is asked.
     *
     * @param added the users who are to be in the group
     */
    RequireMfaOptions checked(List<String> added) throws Failure {
        if (group == null) {
            throw Failure.usage(
                    Message.of("cli.missing", "GROUP"), Message.of("cli.totp-help-explains", "aws require-mfa"));
        }
        checkName("GROUP", group);
        checkName("--policy-name", policyName());
        for (String policy : attached) {
            if (!NAME.matcher(policy).matches() && !ARN.matcher(policy).matches()) {
                throw Failure.usage(Message.of("aws.attach-takes-name-or-arn"));
            }
        }
        for (String user : removed) {
            AwsOptions.checkUser("--remove-user", user);
        }
        boolean makes = update || allowPasswordChange || strict || policyName != null || !attached.isEmpty();
        if (!removed.isEmpty() && (makes || !added.isEmpty())) {
            throw Failure.usage(Message.of("aws.remove-user-goes-alone"));
        }
        removed = distinct(removed);
        attached = distinct(attached);
        return this;
    }

    static List<String> distinct(List<String> names) {
        return new ArrayList<>(new LinkedHashSet<>(names));
    }

    private static void checkName(String what, String name) throws Failure {
        if (!NAME.matcher(name).matches()) {
            throw Failure.usage(Message.of("aws.is-no-iam-name", what));
        }
    }
}
