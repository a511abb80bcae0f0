package totp.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import totp.aws.AwsException.Reason;

/**
 * An account's own managed policies, and their versions. What changes one may be repeated: it looks first whether an attempt whose
 * answer was lost has done it.
 */
public final class CustomerPolicies {
    /** How many versions a policy may have (IAM quotas). */
    private static final int VERSIONS_MAX = 5;

    private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(60);

    private final World world;
    private final IamClient client;
    private final Calls calls;

    CustomerPolicies(World world, IamClient client, Calls calls) {
        this.world = world;
        this.client = client;
        this.calls = calls;
    }

    /**
     * A customer policy as it is in force.
     *
     * @param encoded its document, as IAM hands it out
     */
    public record Stored(String arn, String encoded) {}

    /** Who has a policy. */
    public record Holders(List<String> groups, List<String> users, List<String> roles) {}

    /** A policy in force, or empty if there is none of that ARN. */
    public Optional<Stored> find(String arn) throws AwsException {
        Optional<String> version = defaultVersion(arn);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        String action = "GetPolicyVersion";
        PolicyVersion found = calls.patiently(
                        action,
                        () -> Calls.genuine(
                                client.getPolicyVersion(r -> r.policyArn(arn).versionId(version.get()))))
                .policyVersion();
        if (found == null || found.document() == null) {
            throw Refusals.notAws(action);
        }
        return Optional.of(new Stored(arn, found.document()));
    }

    /** Whether there is a policy of that ARN. */
    public boolean has(String arn) throws AwsException {
        return defaultVersion(arn).isPresent();
    }

    private Optional<String> defaultVersion(String arn) throws AwsException {
        String action = "GetPolicy";
        try {
            Policy policy = calls.patiently(action, () -> Calls.genuine(client.getPolicy(r -> r.policyArn(arn))))
                    .policy();
            if (policy == null || policy.defaultVersionId() == null) {
                throw Refusals.notAws(action);
            }
            return Optional.of(policy.defaultVersionId());
        } catch (AwsException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Makes a policy.
     *
     * @throws AwsException {@code EXISTS} if there is one by then that says something else
     */
    public void create(String name, String arn, EnforcementPolicy wanted) throws AwsException {
        try {
            calls.patiently(
                    "CreatePolicy",
                    () -> Calls.genuine(
                            client.createPolicy(r -> r.policyName(name).policyDocument(wanted.text()))));
        } catch (AwsException e) {
            if (e.reason() != Reason.EXISTS || !isInForce(arn, wanted)) {
                throw e;
            }
        }
    }

    private boolean isInForce(String arn, EnforcementPolicy wanted) throws AwsException {
        return find(arn)
                .flatMap(stored -> wanted.differences(stored.encoded()))
                .filter(List::isEmpty)
                .isPresent();
    }

    /** Puts another version of a policy in force. */
    public void update(String arn, EnforcementPolicy wanted) throws AwsException {
        Retries patience = new Retries(world, CHANGE_PATIENCE);
        while (true) {
            try {
                calls.once(
                        "CreatePolicyVersion",
                        () -> Calls.genuine(client.createPolicyVersion(r ->
                                r.policyArn(arn).policyDocument(wanted.text()).setAsDefault(true))));
                return;
            } catch (AwsException e) {
                // Sent twice it would be two versions, of which there are few.
                if (!e.isRetryable() || e.reason() == Reason.INTERRUPTED) {
                    throw e;
                }
                if (isInForce(arn, wanted)) {
                    return;
                }
                if (!patience.lasts(e.message())) {
                    throw e;
                }
            }
        }
    }

    /** The oldest version that is not in force, where there is no room for one more. */
    public Optional<String> versionInTheWay(String arn) throws AwsException {
        List<PolicyVersion> versions = new ArrayList<>();
        calls.pages(
                "ListPolicyVersions",
                marker -> Calls.genuine(
                        client.listPolicyVersions(r -> r.policyArn(arn).marker(marker))),
                page -> Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null,
                page -> versions.addAll(page.versions()));
        if (versions.size() < VERSIONS_MAX) {
            return Optional.empty();
        }
        return versions.stream()
                .filter(version -> !Boolean.TRUE.equals(version.isDefaultVersion()))
                .min(Comparator.comparing(PolicyVersion::createDate)
                        .thenComparing(PolicyVersion::versionId, CustomerPolicies::compareVersions))
                .map(PolicyVersion::versionId);
    }

    /** {@code v9} is older than {@code v10}. */
    private static int compareVersions(String one, String other) {
        return one.length() == other.length() ? one.compareTo(other) : one.length() - other.length();
    }

    public void deleteVersion(String arn, String version) throws AwsException {
        try {
            calls.patiently(
                    "DeletePolicyVersion",
                    () -> Calls.genuine(
                            client.deletePolicyVersion(r -> r.policyArn(arn).versionId(version))));
        } catch (AwsException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Who has a policy, and so whom another version of it concerns. */
    public Holders holders(String arn) throws AwsException {
        List<String> groups = new ArrayList<>();
        List<String> users = new ArrayList<>();
        List<String> roles = new ArrayList<>();
        calls.pages(
                "ListEntitiesForPolicy",
                marker -> Calls.genuine(
                        client.listEntitiesForPolicy(r -> r.policyArn(arn).marker(marker))),
                page -> Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null,
                page -> {
                    page.policyGroups().forEach(group -> groups.add(group.groupName()));
                    page.policyUsers().forEach(user -> users.add(user.userName()));
                    page.policyRoles().forEach(role -> roles.add(role.roleName()));
                    return true;
                });
        return new Holders(groups, users, roles);
    }
}
