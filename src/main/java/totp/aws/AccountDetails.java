package totp.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AssignmentStatusType;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetCredentialReportResponse;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.UserDetail;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/** What IAM tells of an account as a whole, in few calls however many users there are. */
public final class AccountDetails {
    private static final int PAGE_ITEMS = 1000;

    /** How long AWS is waited for that writes a report: seconds for most, a minute or two for thousands of users. */
    private static final Duration REPORT_PATIENCE = Duration.ofMinutes(2);

    private static final long[] REPORT_PAUSES_MILLIS = {1000, 2000, 3000, 5000};

    /** What AWS says where there is no report, or not yet. */
    private static final Set<String> NO_REPORT = Set.of("ReportNotPresent", "ReportExpired", "ReportInProgress");

    private final IamClient client;
    private final Calls calls;
    private final World world;

    AccountDetails(IamClient client, Calls calls, World world) {
        this.client = client;
        this.calls = calls;
        this.world = world;
    }

    /**
     * A policy that reaches somebody; one and the same for all whom it reaches.
     *
     * @param arn empty for one that is inside a user or a group
     * @param holder {@code user} or {@code group} and the name that it is inside of, after a slash; empty for one with an ARN
     */
    public record Policy(String name, String arn, String holder, PolicyDocument document) {}

    /**
     * An IAM user and what policies say of him, by whatever way they reach him.
     *
     * @param unread policies that are none that can be read
     */
    public record User(String name, String path, String arn, List<Policy> granted, int unread) {
        public List<PolicyDocument> policies() {
            return granted.stream().map(Policy::document).toList();
        }
    }

    /**
     * A virtual device.
     *
     * @param owner the user's name, or root's ARN; empty if nobody has it
     */
    public record VirtualDevice(String serial, Optional<String> owner) {}

    /**
     * The account's credential report, which AWS writes anew if the last one is four hours old.
     *
     * @throws AwsException {@code THROTTLED}, {@code DENIED} or {@code LATER} if there is none and AWS makes none
     */
    public CredentialReport report() throws AwsException {
        AwsException busy = null;
        try {
            calls.patiently("GenerateCredentialReport", () -> Calls.genuine(client.generateCredentialReport(r -> {})));
        } catch (AwsException e) {
            boolean olderWillDo = e.reason() == Reason.THROTTLED
                    || e.reason() == Reason.LIMIT
                    || e.reason() == Reason.DENIED
                    || e.reason() == Reason.MFA_DEMANDED;
            if (!olderWillDo) {
                throw e;
            }
            busy = e;
        }
        long end = world.nanoTime().getAsLong() + REPORT_PATIENCE.toNanos();
        for (int i = 0; ; i++) {
            Optional<CredentialReport> report = written();
            if (report.isPresent()) {
                return report.get();
            }
            if (busy != null) {
                throw busy.reason() == Reason.LIMIT
                        ? new AwsException(Reason.LATER, "ReportLimitExceeded", busy.message(), busy)
                        : busy;
            }
            if (world.nanoTime().getAsLong() - end >= 0) {
                throw new AwsException(Reason.LATER, "ReportInProgress", Message.of("aws.report-not-done"));
            }
            if (i == 0) {
                world.progress().accept(Message.of("aws.waiting-for-report"));
            }
            world.pause(REPORT_PAUSES_MILLIS[Math.min(i, REPORT_PAUSES_MILLIS.length - 1)]);
        }
    }

    private Optional<CredentialReport> written() throws AwsException {
        String action = "GetCredentialReport";
        try {
            GetCredentialReportResponse answer =
                    calls.patiently(action, () -> Calls.genuine(client.getCredentialReport(r -> {})));
            if (answer.content() == null || answer.generatedTime() == null) {
                throw Refusals.notAws(action);
            }
            return Optional.of(new CredentialReport(
                    answer.generatedTime(), answer.content().asByteArray()));
        } catch (AwsException e) {
            if (NO_REPORT.contains(e.code())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Hands over one user after the other, with all policies that reach him; of users no list is made. */
    public void users(Consumer<User> taker) throws AwsException {
        Map<String, Optional<Policy>> managed = new HashMap<>();
        Map<String, List<Optional<Policy>>> groups = new HashMap<>();
        pages(
                List.of(EntityType.LOCAL_MANAGED_POLICY, EntityType.AWS_MANAGED_POLICY),
                page -> page.policies().forEach(policy -> managed.put(policy.arn(), current(policy))));
        pages(
                List.of(EntityType.GROUP),
                page -> page.groupDetailList()
                        .forEach(group -> groups.put(group.groupName(), ofGroup(group, managed))));
        pages(
                List.of(EntityType.USER),
                page -> page.userDetailList().forEach(user -> {
                    List<Optional<Policy>> all =
                            new ArrayList<>(inline("user/" + user.userName(), user.userPolicyList()));
                    all.addAll(attached(user.attachedManagedPolicies(), managed));
                    user.groupList().forEach(group -> all.addAll(groups.getOrDefault(group, List.of())));
                    taker.accept(user(user, all));
                }));
    }

    private static User user(UserDetail user, List<Optional<Policy>> all) {
        List<Policy> read = all.stream().flatMap(Optional::stream).toList();
        return new User(user.userName(), user.path(), user.arn(), read, all.size() - read.size());
    }

    /** Hands over one virtual device after the other, whoever has it. */
    public void virtualDevices(Consumer<VirtualDevice> taker) throws AwsException {
        calls.pages(
                "ListVirtualMFADevices",
                marker -> Calls.genuine(client.listVirtualMFADevices(
                        r -> r.marker(marker).maxItems(PAGE_ITEMS).assignmentStatus(AssignmentStatusType.ANY))),
                page -> Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null,
                page -> {
                    page.virtualMFADevices()
                            .forEach(device ->
                                    taker.accept(new VirtualDevice(device.serialNumber(), owner(device.user()))));
                    return true;
                });
    }

    private static Optional<String> owner(software.amazon.awssdk.services.iam.model.@Nullable User user) {
        return Optional.ofNullable(user).map(found -> found.userName() == null ? found.arn() : found.userName());
    }

    /** The other name of the account. */
    public Optional<String> alias() throws AwsException {
        return calls
                .patiently("ListAccountAliases", () -> Calls.genuine(client.listAccountAliases(r -> {})))
                .accountAliases()
                .stream()
                .findFirst();
    }

    /** What is asked of passwords; empty if the account never said. */
    public Optional<PasswordPolicy> passwordPolicy() throws AwsException {
        String action = "GetAccountPasswordPolicy";
        try {
            return Optional.of(PasswordPolicy.of(
                    calls.patiently(action, () -> Calls.genuine(client.getAccountPasswordPolicy(r -> {})))
                            .passwordPolicy()));
        } catch (AwsException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void pages(List<EntityType> kinds, Consumer<GetAccountAuthorizationDetailsResponse> taker)
            throws AwsException {
        calls.pages(
                "GetAccountAuthorizationDetails",
                marker -> Calls.genuine(client.getAccountAuthorizationDetails(
                        r -> r.filter(kinds).maxItems(PAGE_ITEMS).marker(marker))),
                page -> Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null,
                page -> {
                    taker.accept(page);
                    return true;
                });
    }

    private static Optional<Policy> current(ManagedPolicyDetail policy) {
        return policy.policyVersionList().stream()
                .filter(version -> Boolean.TRUE.equals(version.isDefaultVersion()))
                .map(PolicyVersion::document)
                .findFirst()
                .flatMap(PolicyDocument::parse)
                .map(read -> new Policy(policy.policyName(), policy.arn(), "", read));
    }

    private static List<Optional<Policy>> ofGroup(GroupDetail group, Map<String, Optional<Policy>> managed) {
        List<Optional<Policy>> all = new ArrayList<>(inline("group/" + group.groupName(), group.groupPolicyList()));
        all.addAll(attached(group.attachedManagedPolicies(), managed));
        return all;
    }

    private static List<Optional<Policy>> inline(String holder, List<PolicyDetail> policies) {
        return policies.stream()
                .map(policy -> PolicyDocument.parse(policy.policyDocument())
                        .map(read -> new Policy(policy.policyName(), "", holder, read)))
                .toList();
    }

    private static List<Optional<Policy>> attached(
            List<AttachedPolicy> policies, Map<String, Optional<Policy>> managed) {
        return policies.stream()
                .map(policy -> managed.getOrDefault(policy.policyArn(), Optional.empty()))
                .toList();
    }
}
