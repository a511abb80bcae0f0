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
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Sessions: when STS knows of a device, how often it looks at codes, what it takes MFA for, and roles. */
final class SessionTest {
    private static final String UNABLE = "unable to validate MFA code";
    private static final String INVALID = "invalid MFA one time pass code";
    private static final String MFA_DEMANDED =
            "To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.";

    private final Bench bench = new Bench();
    private final LocalIam server = bench.server;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void stsHearsOfADeviceEightSecondsLater() {
        server.devices().setSignInLag(Lag.ofSeconds(8));
        Device device = bench.create("phone");
        bench.enable(device);
        denied(UNABLE, () -> begin(device, 0));
        after(Duration.ofSeconds(7));
        denied(UNABLE, () -> begin(device, 0));
        after(Duration.ofSeconds(8));
        begin(device, 0);
        // What changed works as before until then.
        bench.iam.resyncMFADevice(r -> r.userName("alice")
                .serialNumber(device.serial())
                .authenticationCode1(device.code(step() + 900))
                .authenticationCode2(device.code(step() + 901)));
        begin(device, 1);
        after(Duration.ofSeconds(16));
        denied(INVALID, () -> begin(device, 2));
        begin(device, 901);
    }

    @Test
    void aRemovedDeviceBeginsSessionsForAWhile() {
        server.devices().setSignInLag(Lag.ofSeconds(8));
        Device device = server.devices().putVirtual(bench.alice, "phone");
        try (IamClient withMfa = SdkClients.iam(server, begin(device, 0))) {
            withMfa.deactivateMFADevice(r -> r.serialNumber(device.serial()));
            withMfa.deleteVirtualMFADevice(r -> r.serialNumber(device.serial()));
        }
        begin(device, 1);
        after(Duration.ofSeconds(8));
        denied(UNABLE, () -> begin(device, 2));
    }

    @Test
    void nineVerificationsInThreeMinutesWhateverTheyWere() {
        Device device = server.devices().putVirtual(bench.alice, "phone");
        Device sibling = server.devices().putVirtual(bench.alice, "tablet");
        after(untilNextWindow());
        begin(device, 0);
        for (int used = 0; used < 4; used++) {
            denied(INVALID, () -> begin(device, 0));
        }
        for (int wrong = 0; wrong < 4; wrong++) {
            denied(INVALID, () -> begin(device, 77));
        }
        denied(UNABLE, () -> begin(device, 1));
        begin(sibling, 0);
        after(untilNextWindow());
        begin(device, 0);
    }

    /** The same serial number with another seed is as deaf. */
    @Test
    void theBudgetIsTheSerialNumbers() {
        server.devices().setVerificationBudget(1);
        Device first = server.devices().putVirtual(bench.alice, "phone");
        try (IamClient withMfa = SdkClients.iam(server, begin(first, 0))) {
            withMfa.deactivateMFADevice(r -> r.serialNumber(first.serial()));
        }
        bench.iam.deleteVirtualMFADevice(r -> r.serialNumber(first.serial()));
        Device second = server.devices().putVirtual(bench.alice, "phone");
        denied(UNABLE, () -> begin(second, 0));
    }

    /** AWS-2023-001, before anything is said of the device itself. */
    @Test
    void whoHasADeviceManagesTheirOwnWithMfaAlone() {
        Device first = bench.create("phone");
        bench.enable(first);
        Device second = bench.create("tablet");
        denied(MFA_DEMANDED, () -> bench.enable(second));
        denied(MFA_DEMANDED, () -> bench.enable(first));
        denied(MFA_DEMANDED, () -> bench.iam.deactivateMFADevice(r -> r.serialNumber(first.serial())));
        denied(MFA_DEMANDED, () -> bench.iam.deactivateMFADevice(r -> r.serialNumber(bench.serial("none"))));
        AccessKey without =
                server.account().addSession(bench.alice, AccessKey.Kind.SIGN_IN, false, Duration.ofHours(1));
        try (IamClient signedIn = SdkClients.iam(server, without)) {
            denied(MFA_DEMANDED, () -> signedIn.deactivateMFADevice(r -> r.serialNumber(first.serial())));
        }
        // Not meant: others' devices, and bringing one's own back into step.
        server.account().addUser("bob");
        bench.enable("bob", second);
        bench.iam.deactivateMFADevice(r -> r.userName("bob").serialNumber(second.serial()));
        bench.iam.resyncMFADevice(r -> r.userName("alice")
                .serialNumber(first.serial())
                .authenticationCode1(first.code(step() + 1))
                .authenticationCode2(first.code(step() + 2)));
        // The session that a device began takes that one away, and it was the last.
        try (IamClient withMfa = SdkClients.iam(server, begin(first, 0))) {
            withMfa.deactivateMFADevice(r -> r.serialNumber(first.serial()));
        }
        Device third = bench.create("third");
        bench.enable(third);
        assertEquals(bench.alice, third.owner());
    }

    @Test
    void aPasskeyCountsAsADevice() {
        server.devices().putFido(bench.alice, "key");
        denied(MFA_DEMANDED, () -> bench.enable(bench.create("phone")));
    }

    @Test
    void rolesAreAssumedByThoseWhomTheyTrust() {
        Role role = server.account().addTrustingRole("dev", bench.alice).setLongest(Duration.ofHours(2));
        assertEquals(
                "arn:aws:sts::123456789012:assumed-role/dev/alice",
                bench.sts
                        .assumeRole(r ->
                                r.roleArn(role.arn()).roleSessionName("alice").durationSeconds(7200))
                        .assumedRoleUser()
                        .arn());
        refused("ValidationError", "MaxSessionDuration", () -> assume(bench.sts, role, 7201));
        refused(
                "ValidationError",
                "roleSessionName",
                () -> bench.sts.assumeRole(r -> r.roleArn(role.arn()).roleSessionName("x")));
        denied(
                "is not authorized to perform: sts:AssumeRole",
                () -> bench.sts.assumeRole(r -> r.roleArn(role.arn() + "x").roleSessionName("alice")));
        AccessKey bob = server.account().addKey(server.account().addUser("bob"));
        try (StsClient sts = SdkClients.sts(server, bob)) {
            denied("is not authorized to perform: sts:AssumeRole", () -> assume(sts, role, 900));
        }
        AccessKey root = server.account().addKey(server.account().root());
        try (StsClient sts = SdkClients.sts(server, root)) {
            denied("Roles may not be assumed by root accounts", () -> assume(sts, role, 900));
        }
    }

    @Test
    void aRoleMayDemandMfaAndAnExternalId() {
        Role role =
                server.account().addTrustingRole("dev", bench.alice).demandMfa().demandExternalId("42");
        Device device = server.devices().putVirtual(bench.alice, "phone");
        denied(
                "is not authorized",
                () -> bench.sts.assumeRole(
                        r -> r.roleArn(role.arn()).roleSessionName("alice").externalId("42")));
        denied(
                "is not authorized",
                () -> bench.sts.assumeRole(r -> r.roleArn(role.arn())
                        .roleSessionName("alice")
                        .serialNumber(device.serial())
                        .tokenCode(device.code(step()))));
        Credentials keys = bench.sts
                .assumeRole(r -> r.roleArn(role.arn())
                        .roleSessionName("alice")
                        .externalId("42")
                        .serialNumber(device.serial())
                        .tokenCode(device.code(step() + 1)))
                .credentials();
        try (IamClient iam = SdkClients.iam(server, keys)) {
            assertEquals(1, iam.listUsers().users().size());
        }
    }

    /** With a session it is chaining: an hour at most, and the session's MFA counts. */
    @Test
    void rolesByASession() {
        Role role =
                server.account().addTrustingRole("dev", bench.alice).demandMfa().setLongest(Duration.ofHours(12));
        Device device = server.devices().putVirtual(bench.alice, "phone");
        try (StsClient withMfa = SdkClients.sts(server, begin(device, 0))) {
            assume(withMfa, role, 3600);
            refused("ValidationError", "1 hour session limit", () -> assume(withMfa, role, 3601));
        }
        try (StsClient without =
                SdkClients.sts(server, bench.sts.getSessionToken().credentials())) {
            denied("is not authorized", () -> assume(without, role, 900));
        }
    }

    private static void assume(StsClient sts, Role role, int seconds) {
        sts.assumeRole(r -> r.roleArn(role.arn()).roleSessionName("alice").durationSeconds(seconds));
    }

    private Credentials begin(Device device, long ahead) {
        return bench.sts
                .getSessionToken(r -> r.serialNumber(device.serial()).tokenCode(device.code(step() + ahead)))
                .credentials();
    }

    private long step() {
        return server.clock().step();
    }

    private void after(Duration time) {
        server.clock().setOffset(time);
    }

    private Duration untilNextWindow() {
        Duration passed = Duration.between(Bench.NOW, server.clock().instant());
        long rest = 180 - Math.floorMod(server.clock().instant().getEpochSecond(), 180L);
        return passed.plusSeconds(rest);
    }

    private static void denied(String why, Executable call) {
        refused("AccessDenied", why, call);
    }

    private static void refused(String code, String why, Executable call) {
        AwsServiceException refused = assertThrows(AwsServiceException.class, call);
        assertEquals(code, refused.awsErrorDetails().errorCode());
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }
}
