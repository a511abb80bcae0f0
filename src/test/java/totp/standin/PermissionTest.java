package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Policies over the wire: above all the one that lets users do nothing but enrol. */
final class PermissionTest {
    private final Bench bench = new Bench();
    private final LocalIam server = bench.server;
    private final IamClient iam = bench.iam;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void forcedMfaBeforeAndAfter() {
        bench.alice.setPolicies(Policies.FORCE_MFA, Policies.ALLOW_ALL);
        Device device = bench.create("any-name");
        bench.enable(device);
        iam.listMFADevices();
        iam.listVirtualMFADevices();
        iam.getUser();
        denied("with an explicit deny", iam::listUsers);
        denied("with an explicit deny", iam::getAccountSummary);
        denied("with an explicit deny", () -> iam.deactivateMFADevice(r -> r.serialNumber(device.serial())));
        denied("with an explicit deny", () -> iam.deleteVirtualMFADevice(r -> r.serialNumber(device.serial())));

        String code = device.code(server.clock().step() + 1);
        Credentials session = bench.sts
                .getSessionToken(r -> r.serialNumber(device.serial()).tokenCode(code))
                .credentials();
        try (IamClient withMfa = SdkClients.iam(server, session)) {
            withMfa.listUsers();
            withMfa.deactivateMFADevice(r -> r.serialNumber(device.serial()));
            withMfa.deleteVirtualMFADevice(r -> r.serialNumber(device.serial()));
        }
    }

    /** The usual user has no other policy, and may not delete even with a code. */
    @Test
    void forcedMfaAlone() {
        bench.alice.setPolicies(Policies.FORCE_MFA);
        Device device = bench.create("any-name");
        bench.enable(device);
        AccessKey session = server.account().addSession(bench.alice, AccessKey.Kind.SESSION, true, Duration.ofHours(1));
        try (IamClient withMfa = SdkClients.iam(server, session)) {
            denied("no identity-based policy allows", withMfa::listUsers);
            withMfa.deactivateMFADevice(r -> r.serialNumber(device.serial()));
            denied(
                    "no identity-based policy allows",
                    () -> withMfa.deleteVirtualMFADevice(r -> r.serialNumber(device.serial())));
        }
    }

    @Test
    void ownNameOnly() {
        bench.alice.setPolicies(Policies.FORCE_MFA_OWN_NAME);
        AwsServiceException refused = denied("no identity-based policy allows", () -> bench.create("phone"));
        assertTrue(
                refused.getMessage()
                        .contains("User: arn:aws:iam::123456789012:user/alice is not authorized to perform:"
                                + " iam:CreateVirtualMFADevice on resource: arn:aws:iam::123456789012:mfa/phone"),
                refused.getMessage());
        bench.enable(bench.create("alice"));
    }

    /** Whether a user exists is told only to those who may ask. */
    @Test
    void othersUsers() {
        bench.alice.setPolicies(Policies.FORCE_MFA);
        server.account().addUser("bob");
        denied("user/bob", () -> iam.listMFADevices(r -> r.userName("bob")));
        denied("user/nobody", () -> iam.listMFADevices(r -> r.userName("nobody")));
    }

    @Test
    void nothingAtAll() {
        bench.alice.setPolicies("""
                {"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}
                """);
        assertEquals(bench.alice.arn(), bench.sts.getCallerIdentity().arn());
        denied("with an explicit deny", () -> bench.sts.getSessionToken());
        bench.alice.setPolicies();
        bench.sts.getSessionToken();
        denied("no identity-based policy allows", iam::getUser);
    }

    /** How long ago the code was given: a session grows old. */
    @Test
    void ageOfTheCode() {
        bench.alice.setPolicies("""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*",
                 "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"},
                               "Bool": {"aws:ViaAWSService": "false"}}}}
                """);
        denied("no identity-based policy allows", iam::listUsers);
        AccessKey session = server.account().addSession(bench.alice, AccessKey.Kind.SESSION, true, Duration.ofHours(1));
        try (IamClient withMfa = SdkClients.iam(server, session)) {
            withMfa.listUsers();
            server.clock().setOffset(Duration.ofMinutes(5));
            denied("no identity-based policy allows", withMfa::listUsers);
        }
    }

    private static AwsServiceException denied(String why, Executable call) {
        AwsServiceException refused = assertThrows(AwsServiceException.class, call);
        assertEquals("AccessDenied", refused.awsErrorDetails().errorCode());
        assertEquals(403, refused.statusCode());
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
        return refused;
    }
}
