package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import totp.standin.Evaluator;
import totp.standin.Policies;

/** Who may do what under the policy that demands MFA, beside the one in AWS's documentation. */
final class EnforcementPolicyEvaluationTest {
    private static final String ACCOUNT = "arn:aws:iam::123456789012:";

    /**
     * MFA: absent, as with an access key; false, as with a password alone; true. {@code alone} is without any other permission;
     * {@code admin} with all there are.
     */
    @ParameterizedTest
    @CsvSource({
        // what is done without MFA: enrolling, and nothing else
        "alice, alone, iam:CreateVirtualMFADevice, mfa/phone, absent, direct, allowed, allowed",
        "alice, alone, iam:EnableMFADevice, user/alice, absent, direct, allowed, allowed",
        "alice, alone, iam:EnableMFADevice, user/alice, false, direct, allowed, allowed",
        "alice, alone, iam:ResyncMFADevice, user/alice, absent, direct, allowed, allowed",
        "alice, alone, iam:ListMFADevices, user/alice, absent, direct, allowed, allowed",
        "alice, alone, iam:ListVirtualMFADevices, *, absent, direct, allowed, allowed",
        "alice, alone, iam:GetUser, user/alice, absent, direct, allowed, allowed",
        "alice, alone, iam:EnableMFADevice, user/bob, absent, direct, nobody allows it, nobody allows it",
        "alice, alone, sts:GetSessionToken, *, absent, direct, nobody allows it, nobody allows it",
        "alice, admin, s3:ListAllMyBuckets, *, absent, direct, forbidden, forbidden",
        "alice, admin, s3:ListAllMyBuckets, *, false, direct, forbidden, forbidden",
        "alice, admin, iam:CreateAccessKey, user/alice, absent, direct, forbidden, forbidden",
        "alice, admin, iam:AttachUserPolicy, user/alice, absent, direct, forbidden, forbidden",
        "alice, admin, iam:RemoveUserFromGroup, group/g, absent, direct, forbidden, forbidden",
        "alice, admin, sts:AssumeRole, role/r, absent, direct, forbidden, forbidden",
        // whoever has only a key or a password puts no device in the place of another
        "alice, admin, iam:DeactivateMFADevice, user/alice, absent, direct, forbidden, forbidden",
        "alice, admin, iam:DeactivateMFADevice, user/alice, false, direct, forbidden, forbidden",
        "alice, admin, iam:DeleteVirtualMFADevice, mfa/alice, absent, direct, forbidden, forbidden",
        "alice, admin, iam:DeleteVirtualMFADevice, mfa/phone, false, direct, forbidden, forbidden",
        // with MFA all that others allow, and the own devices
        "alice, admin, s3:ListAllMyBuckets, *, true, direct, allowed, allowed",
        "alice, alone, s3:ListAllMyBuckets, *, true, direct, nobody allows it, nobody allows it",
        "alice, alone, iam:DeactivateMFADevice, user/alice, true, direct, allowed, allowed",
        "alice, alone, iam:DeactivateMFADevice, user/bob, true, direct, nobody allows it, nobody allows it",
        "alice, alone, iam:DeleteVirtualMFADevice, mfa/alice, true, direct, allowed, nobody allows it",
        "alice, alone, iam:DeleteVirtualMFADevice, mfa/alice-2, true, direct, allowed, nobody allows it",
        "alice, alone, iam:DeleteVirtualMFADevice, mfa/bob, true, direct, nobody allows it, nobody allows it",
        "alice, alone, iam:ChangePassword, user/alice, true, direct, allowed, nobody allows it",
        // users with a path
        "frank, alone, iam:EnableMFADevice, user/division/eng/frank, absent, direct, allowed, nobody allows it",
        "frank, alone, iam:ListMFADevices, user/division/eng/frank, absent, direct, allowed, nobody allows it",
        "frank, alone, iam:DeactivateMFADevice, user/division/eng/frank, true, direct, allowed, nobody allows it",
        "frank, alone, iam:EnableMFADevice, user/division/eng/frankie, absent, direct, nobody allows it, nobody allows it",
        "frank, alone, iam:EnableMFADevice, user/frank/bob, absent, direct, nobody allows it, nobody allows it",
        "frank, admin, s3:ListAllMyBuckets, *, absent, direct, forbidden, forbidden",
        // what a service does for somebody who was let in: with credentials of its own, that say nothing of MFA
        "alice, admin, s3:GetObject, bucket, absent, service, allowed, forbidden",
        "alice, admin, s3:GetObject, bucket, false, service, allowed, forbidden",
        "alice, admin, s3:GetObject, bucket, true, service, allowed, allowed",
        "alice, alone, s3:GetObject, bucket, absent, service, nobody allows it, forbidden",
        // a first password
        "alice, admin, iam:ChangePassword, user/alice, false, direct, forbidden, forbidden",
        "alice, admin, iam:GetAccountPasswordPolicy, *, false, direct, forbidden, forbidden",
    })
    void mayDo(
            String user,
            String others,
            String action,
            String resource,
            String mfa,
            String by,
            String ours,
            String aws) {
        assertEquals(ours, decide(usual(false, false), user, others, action, resource, mfa, by), "ours");
        assertEquals(aws, decide(Policies.FORCE_MFA, user, others, action, resource, mfa, by), "AWS's");
    }

    @ParameterizedTest
    @CsvSource({
        "iam:ChangePassword, user/alice, allowed",
        "iam:GetAccountPasswordPolicy, *, allowed",
        "iam:CreateVirtualMFADevice, mfa/phone, allowed",
        "s3:ListAllMyBuckets, *, forbidden"
    })
    void aFirstPasswordMayBeChangedWhereThatIsWanted(String action, String resource, String decision) {
        assertEquals(decision, decide(usual(true, false), "alice", "admin", action, resource, "false", "direct"));
    }

    @ParameterizedTest
    @CsvSource({
        "iam:CreateVirtualMFADevice, mfa/phone, absent, forbidden",
        "iam:EnableMFADevice, user/alice, absent, forbidden",
        "iam:ResyncMFADevice, user/alice, false, forbidden",
        "iam:ListMFADevices, user/alice, absent, allowed",
        "iam:CreateVirtualMFADevice, mfa/phone, true, allowed",
        "iam:EnableMFADevice, user/alice, true, allowed"
    })
    void strictlyNobodyMakesADeviceWithoutMfa(String action, String resource, String mfa, String decision) {
        assertEquals(decision, decide(usual(false, true), "alice", "admin", action, resource, mfa, "direct"));
    }

    private static String usual(boolean passwordChange, boolean strict) {
        return new EnforcementPolicy("aws", "123456789012", passwordChange, strict).text();
    }

    private static String decide(
            String document, String user, String others, String action, String resource, String mfa, String by) {
        List<String> documents = new ArrayList<>(List.of(document));
        if (others.equals("admin")) {
            documents.add(Policies.ALLOW_ALL);
        }
        Map<String, String> context = new HashMap<>(Map.of("aws:username", user));
        if (!mfa.equals("absent")) {
            context.put("aws:multifactorauthpresent", mfa);
        }
        context.put("aws:viaawsservice", String.valueOf(by.equals("service")));
        String arn = resource.equals("*") ? "*" : ACCOUNT + resource;
        return Evaluator.decide(documents, action, arn, context);
    }
}
