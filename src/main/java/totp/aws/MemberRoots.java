package totp.aws;

import java.util.Objects;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.FeatureType;
import software.amazon.awssdk.services.iam.model.ListOrganizationsFeaturesResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRootResponse;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/**
 * The root users of an organisation's member accounts, as its management account or IAM's delegated administrator reaches them:
 * sts:AssumeRoot, for a few minutes and one task. What it gives is kept nowhere.
 */
public final class MemberRoots {
    /** Enough for the keys of one account; AWS gives at most 900. */
    private static final int SECONDS = 300;

    private final Iam iam;
    private final IamClient client;
    private final StsClient sts;
    private final Calls calls;
    private final String partition;

    MemberRoots(Iam iam, IamClient client, StsClient sts, Calls calls, String partition) {
        this.iam = iam;
        this.client = client;
        this.sts = sts;
        this.calls = calls;
        this.partition = partition;
    }

    /** What AWS lets somebody do as root there; each is a policy of its own, and allows nothing of the other. */
    public enum Task {
        AUDIT("IAMAuditRootUserCredentials"),
        DELETE("IAMDeleteRootUserCredentials");

        private final String policy;

        Task(String policy) {
            this.policy = policy;
        }
    }

    /**
     * Looks whether root credentials are managed centrally, without which AssumeRoot is refused with less said. Who may not look
     * finds out there.
     *
     * @throws AwsException {@code REFUSED} if they are not, or this is no account that could
     */
    public void requireManaged() throws AwsException {
        String action = "ListOrganizationsFeatures";
        try {
            ListOrganizationsFeaturesResponse answer =
                    calls.patiently(action, () -> Calls.genuine(client.listOrganizationsFeatures(r -> {})));
            if (!answer.enabledFeatures().contains(FeatureType.ROOT_CREDENTIALS_MANAGEMENT)) {
                throw new AwsException(
                        Reason.REFUSED, "RootCredentialsManagement", Message.of("aws.root-credentials-not-managed"));
            }
        } catch (AwsException e) {
            if (e.reason() != Reason.DENIED) {
                throw e;
            }
        }
    }

    /** Speaks to IAM as the root user of a member account. To be closed by whoever asked. */
    public Iam assume(String accountId, Task task) throws AwsException {
        String action = "AssumeRoot";
        String policy = "arn:" + partition + ":iam::aws:policy/root-task/" + task.policy;
        AssumeRootResponse answer = calls.patiently(
                action,
                () -> sts.assumeRoot(r -> r.targetPrincipal(accountId)
                        .taskPolicyArn(p -> p.arn(policy))
                        .durationSeconds(SECONDS)));
        SessionKeys keys =
                SessionKeys.of(Objects.requireNonNull(answer).credentials()).orElseThrow(() -> Refusals.notAws(action));
        return iam.with(keys);
    }
}
