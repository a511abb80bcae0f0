package totp.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.User;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/** IAM's groups, who is in them, and which policies they have. Each change may be repeated: the second time changes nothing. */
public final class Groups {
    /** How many managed policies a group may have (IAM quotas). */
    public static final int POLICIES_MAX = 10;

    /** How many groups a user may be in. */
    public static final int GROUPS_MAX = 10;

    /** What was made a moment ago is not seen everywhere in IAM, for seconds as a rule. */
    private static final Duration CONSISTENCY_PATIENCE = Duration.ofSeconds(60);

    private final World world;
    private final IamClient client;
    private final Calls calls;

    Groups(World world, IamClient client, Calls calls) {
        this.world = world;
        this.client = client;
        this.calls = calls;
    }

    /**
     * A group.
     *
     * @param arn with its path
     * @param members by their names
     */
    public record Found(String arn, Set<String> members) {}

    /** The group of that name, which IAM finds whatever its path is; empty if there is none. */
    public Optional<Found> find(String group) throws AwsException {
        Set<String> names = new LinkedHashSet<>();
        List<String> arns = new ArrayList<>();
        try {
            calls.pages(
                    "GetGroup",
                    marker -> Calls.genuine(
                            client.getGroup(r -> r.groupName(group).marker(marker))),
                    page -> Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null,
                    page -> {
                        page.users().stream().map(User::userName).forEach(names::add);
                        arns.add(page.group().arn());
                        return true;
                    });
            return Optional.of(new Found(arns.get(0), names));
        } catch (AwsException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Makes a group; one that is there by then will do. */
    public void create(String group) throws AwsException {
        try {
            calls.patiently("CreateGroup", () -> Calls.genuine(client.createGroup(r -> r.groupName(group))));
        } catch (AwsException e) {
            if (e.reason() != Reason.EXISTS) {
                throw e;
            }
        }
    }

    /** The ARNs of the managed policies that a group has. */
    public Set<String> attached(String group) throws AwsException {
        Set<String> arns = new LinkedHashSet<>();
        calls.pages(
                "ListAttachedGroupPolicies",
                marker -> Calls.genuine(
                        client.listAttachedGroupPolicies(r -> r.groupName(group).marker(marker))),
                page -> Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null,
                page -> {
                    page.attachedPolicies().stream()
                            .map(AttachedPolicy::policyArn)
                            .forEach(arns::add);
                    return true;
                });
        return arns;
    }

    /** Gives a group a policy; one that was made a moment ago is waited for. */
    public void attach(String group, String arn) throws AwsException {
        seenSoon(() -> calls.patiently(
                "AttachGroupPolicy",
                () -> Calls.genuine(
                        client.attachGroupPolicy(r -> r.groupName(group).policyArn(arn)))));
    }

    /** Puts a user into a group. */
    public void add(String group, String user) throws AwsException {
        seenSoon(() -> calls.patiently(
                "AddUserToGroup",
                () -> Calls.genuine(
                        client.addUserToGroup(r -> r.groupName(group).userName(user)))));
    }

    /** Takes a user out of a group. */
    public void remove(String group, String user) throws AwsException {
        calls.patiently(
                "RemoveUserFromGroup",
                () -> Calls.genuine(
                        client.removeUserFromGroup(r -> r.groupName(group).userName(user))));
    }

    @FunctionalInterface
    private interface Change {
        void run() throws AwsException;
    }

    private void seenSoon(Change change) throws AwsException {
        Retries patience = new Retries(world, CONSISTENCY_PATIENCE);
        while (true) {
            try {
                change.run();
                return;
            } catch (AwsException e) {
                if (e.reason() != Reason.NOT_FOUND || !patience.lasts(Message.of("aws.not-seen-yet"))) {
                    throw e;
                }
            }
        }
    }

    /** How many groups a user is in; empty if the caller may not know. */
    public Optional<Integer> groupsOf(String user) throws AwsException {
        List<String> groups = new ArrayList<>();
        try {
            calls.pages(
                    "ListGroupsForUser",
                    marker -> Calls.genuine(
                            client.listGroupsForUser(r -> r.userName(user).marker(marker))),
                    page -> Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null,
                    page -> {
                        page.groups().forEach(group -> groups.add(group.groupName()));
                        return true;
                    });
            return Optional.of(groups.size());
        } catch (AwsException e) {
            if (e.reason() == Reason.DENIED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Has IAM simulate what the policies of a group make of calls with and without MFA, until that is as it should be or a minute
     * is over: what was changed a moment ago is not yet in force everywhere.
     *
     * @param arn of the group
     * @param device any ARN of a virtual device of the account
     * @param strict whether nobody makes a device without MFA
     * @return whether nothing goes without MFA but what makes a device, and MFA lets everything through that others allow
     */
    public boolean demandsMfa(String arn, String device, boolean strict) throws AwsException {
        Retries patience = new Retries(world, CONSISTENCY_PATIENCE);
        while (true) {
            try {
                boolean locked = forbids(arn, "s3:ListAllMyBuckets", "*", false)
                        && forbids(arn, "iam:CreateVirtualMFADevice", device, false) == strict;
                boolean opened = !forbids(arn, "s3:ListAllMyBuckets", "*", true)
                        && !forbids(arn, "iam:CreateVirtualMFADevice", device, true);
                if (locked && opened) {
                    return true;
                }
            } catch (AwsException e) {
                if (e.reason() != Reason.NOT_FOUND) {
                    throw e;
                }
            }
            if (!patience.lasts(Message.of("aws.not-seen-yet"))) {
                return false;
            }
        }
    }

    /** Whether a statement denies it; that none allows it is another matter. */
    private boolean forbids(String arn, String called, String resource, boolean mfa) throws AwsException {
        String action = "SimulatePrincipalPolicy";
        List<EvaluationResult> results = calls.patiently(
                        action,
                        () -> Calls.genuine(client.simulatePrincipalPolicy(r -> r.policySourceArn(arn)
                                .actionNames(called)
                                .resourceArns(resource)
                                .contextEntries(
                                        bool("aws:MultiFactorAuthPresent", mfa), bool("aws:ViaAWSService", false)))))
                .evaluationResults();
        if (results.size() != 1) {
            throw Refusals.notAws(action);
        }
        return results.get(0).evalDecision() == PolicyEvaluationDecisionType.EXPLICIT_DENY;
    }

    private static ContextEntry bool(String key, boolean value) {
        return ContextEntry.builder()
                .contextKeyName(key)
                .contextKeyType(ContextKeyTypeEnum.BOOLEAN)
                .contextKeyValues(String.valueOf(value))
                .build();
    }
}
