package totp.standin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The policies that every account finds there: those of AWS, as far as tests name them, without what they do not use. */
final class AwsPolicies {
    /**
     * What a session of AssumeRoot may be for. Ceilings, and no permissions: they deny, and root may all the rest.
     *
     * @param onAll the actions that are about no user
     * @param onRoot those that may be called on the root user, and on nobody else
     */
    record Task(String policyName, Organization.Feature feature, List<String> onAll, List<String> onRoot) {
        String arn(String partition) {
            return "arn:" + partition + ":iam::aws:policy/root-task/" + policyName;
        }

        String document() {
            List<String> all = Stream.concat(onRoot.stream(), onAll.stream()).toList();
            String rest = onRoot.isEmpty() ? "" : """
                    , {"Sid": "DenyOnOthersThanRoot", "Effect": "Deny", "Action": @ROOT@,
                      "NotResource": "arn:*:iam::*:root"}""".replace("@ROOT@", list(onRoot));
            return """
                    {"Version": "2012-10-17", "Statement": [
                     {"Sid": "DenyAllOtherActionsOnAnyResource", "Effect": "Deny", "NotAction": @ALL@, "Resource": "*"}@REST@
                    ]}
                    """.replace("@ALL@", list(all)).replace("@REST@", rest);
        }
    }

    private static final List<Task> TASKS = List.of(
            new Task(
                    "IAMAuditRootUserCredentials",
                    Organization.Feature.ROOT_CREDENTIALS_MANAGEMENT,
                    List.of("iam:GetAccountSummary"),
                    List.of(
                            "iam:ListAccessKeys",
                            "iam:ListSigningCertificates",
                            "iam:GetLoginProfile",
                            "iam:ListMFADevices",
                            "iam:GetUser",
                            "iam:GetAccessKeyLastUsed")),
            new Task(
                    "IAMDeleteRootUserCredentials",
                    Organization.Feature.ROOT_CREDENTIALS_MANAGEMENT,
                    List.of(),
                    List.of(
                            "iam:DeleteAccessKey",
                            "iam:DeleteSigningCertificate",
                            "iam:DeleteLoginProfile",
                            "iam:DeactivateMFADevice",
                            "iam:DeleteVirtualMFADevice",
                            "iam:ListAccessKeys",
                            "iam:ListSigningCertificates",
                            "iam:GetLoginProfile",
                            "iam:ListMFADevices",
                            "iam:GetUser",
                            "iam:GetAccessKeyLastUsed")),
            new Task(
                    "IAMCreateRootUserPassword",
                    Organization.Feature.ROOT_CREDENTIALS_MANAGEMENT,
                    List.of(),
                    List.of("iam:CreateLoginProfile", "iam:GetLoginProfile")),
            new Task(
                    "S3UnlockBucketPolicy",
                    Organization.Feature.ROOT_SESSIONS,
                    List.of("s3:DeleteBucketPolicy", "s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:ListAllMyBuckets"),
                    List.of()),
            new Task(
                    "SQSUnlockQueuePolicy",
                    Organization.Feature.ROOT_SESSIONS,
                    List.of("sqs:SetQueueAttributes", "sqs:GetQueueAttributes", "sqs:ListQueues", "sqs:GetQueueUrl"),
                    List.of()));

    private static final Map<String, String> DOCUMENTS = Map.of(
            "AdministratorAccess",
            Policies.ALLOW_ALL,
            "PowerUserAccess",
            """
            {"Version": "2012-10-17", "Statement": [
             {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},
             {"Effect": "Allow", "Action": ["iam:ListRoles", "organizations:DescribeOrganization"], "Resource": "*"}]}
            """,
            "ReadOnlyAccess",
            allowing("iam:Get*", "iam:List*", "iam:Generate*", "iam:Simulate*", "s3:Get*", "s3:List*", "ec2:Describe*"),
            "SecurityAudit",
            allowing("iam:Get*", "iam:List*", "iam:GenerateCredentialReport", "s3:GetBucket*", "ec2:Describe*"),
            "IAMReadOnlyAccess",
            allowing(
                    "iam:Generate*",
                    "iam:Get*",
                    "iam:List*",
                    "iam:SimulateCustomPolicy",
                    "iam:SimulatePrincipalPolicy"),
            "IAMFullAccess",
            allowing("iam:*", "organizations:Describe*", "organizations:List*"),
            "AmazonS3ReadOnlyAccess",
            allowing("s3:Get*", "s3:List*", "s3:Describe*"),
            "IAMUserChangePassword",
            """
            {"Version": "2012-10-17", "Statement": [
             {"Effect": "Allow", "Action": ["iam:ChangePassword"], "Resource": [
              "arn:*:iam::*:user/${aws:username}", "arn:*:iam::*:user/*/${aws:username}"]},
             {"Effect": "Allow", "Action": ["iam:GetAccountPasswordPolicy"], "Resource": "*"}]}
            """);

    private AwsPolicies() {}

    private static String allowing(String... actions) {
        return """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": @LIST@, "Resource": "*"}]}
                """.replace("@LIST@", list(List.of(actions)));
    }

    private static String list(List<String> texts) {
        return "[\"" + String.join("\", \"", texts) + "\"]";
    }

    static Optional<Task> task(String partition, String arn) {
        return TASKS.stream().filter(task -> task.arn(partition).equals(arn)).findFirst();
    }

    /** Anew for each account, since each counts its own attachments. */
    static List<ManagedPolicy> all(Account account) {
        return Stream.concat(
                        DOCUMENTS.entrySet().stream()
                                .map(entry -> policy(account, "/", entry.getKey(), entry.getValue())),
                        TASKS.stream().map(task -> policy(account, "/root-task/", task.policyName, task.document())))
                .toList();
    }

    /** Not from the account's source of random ids: adding a policy here is to change no seed of any test. */
    private static ManagedPolicy policy(Account account, String path, String name, String document) {
        String id =
                "ANPA" + (Base32.encode(name.getBytes(StandardCharsets.US_ASCII)) + "A".repeat(17)).substring(0, 17);
        String arn = "arn:" + account.partition() + ":iam::aws:policy" + path + name;
        return new ManagedPolicy(account, name, path, id, arn, document);
    }
}
