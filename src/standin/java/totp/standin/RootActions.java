package totp.standin;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an organization may do about the root users of its members: sessions that are root, under a ceiling of one task. The
 * messages, and which check comes first, are as observed at AWS in September 2026.
 */
final class RootActions {
    private static final int LONGEST = 900;
    private static final Pattern TARGET = Pattern.compile("([0-9]{12})|arn:[a-z-]+:iam::([0-9]{12}):root");

    private final Account account;
    private final Organization organization;

    RootActions(Account account, Organization organization) {
        this.account = account;
        this.organization = organization;
    }

    Consumer<Xml> assumeRoot(Caller caller, Query query) throws AwsError {
        String principal = query.required("TargetPrincipal", Query.Form.TARGET);
        int seconds = query.number("DurationSeconds", LONGEST, 0, LONGEST);
        AwsPolicies.Task task = task(query);
        String target = target(principal);
        String root = "arn:" + account.partition() + ":iam::" + target + ":root";
        Optional<Account> member = organization.member(target);
        // One answer for all of it: who may not ask does not learn which accounts there are.
        if (caller.principal().kind() == Principal.Kind.ROOT
                || !caller.isAllowed("sts:AssumeRoot", root, "sts:taskpolicyarn", task.arn(account.partition()))
                || !organization.administers(account)
                || member.isEmpty()) {
            throw AwsError.accessDenied("User: " + caller.principal().arn()
                    + " is not authorized to perform: sts:AssumeRoot on resource: " + root);
        }
        if (!organization.isTrusted() || !organization.has(task.feature())) {
            throw AwsError.accessDenied(task.feature().words() + " feature is not enabled for your AWS Organization.");
        }
        AccessKey key = member.get()
                .keys()
                .addSession(
                        member.get().root(),
                        AccessKey.Kind.ROOT_TASK,
                        false,
                        Duration.ofSeconds(seconds),
                        Optional.of(PolicyReader.read(task.document())));
        return xml -> StsActions.writeCredentials(xml, key);
    }

    private AwsPolicies.Task task(Query query) throws AwsError {
        if (query.text("TaskPolicyArn.arn").isEmpty()) {
            query.required("TaskPolicyArn", Query.Form.POLICY_ARN);
        }
        String arn = query.text("TaskPolicyArn.arn");
        return AwsPolicies.task(account.partition(), arn)
                .orElseThrow(() -> AwsError.validation("Request must contain valid AWS managed task policy ARN"));
    }

    private static String target(String principal) throws AwsError {
        Matcher matcher = TARGET.matcher(principal);
        if (!matcher.matches()) {
            throw AwsError.validation("Request must contain a valid target principal");
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    Consumer<Xml> listOrganizationsFeatures(Caller caller, Query query) throws AwsError {
        caller.mustBeAllowed("iam:ListOrganizationsFeatures", "*");
        String id = organization.id();
        if (id.isEmpty()) {
            throw new AwsError(
                    404,
                    "OrganizationNotFoundException",
                    "The request failed because your account " + account.id() + " is not a member of an organization.");
        }
        if (!organization.administers(account)) {
            throw new AwsError(
                    403,
                    "AccountNotManagementOrDelegatedAdministratorException",
                    "Input account " + account.id() + " is neither management account nor delegated admin.");
        }
        if (!organization.hasAllFeatures()) {
            throw new AwsError(
                    400,
                    "OrganizationNotInAllFeaturesModeException",
                    "Organization of input account " + account.id() + " does not have all features enabled.");
        }
        if (!organization.isTrusted()) {
            throw new AwsError(
                    400,
                    "ServiceAccessNotEnabledException",
                    "Trusted Access for IAM not enabled by organization of input account " + account.id() + ".");
        }
        return xml -> xml.element("OrganizationId", id)
                .group(
                        "EnabledFeatures",
                        list -> organization.features().forEach(feature -> list.element("member", feature.id())));
    }
}
