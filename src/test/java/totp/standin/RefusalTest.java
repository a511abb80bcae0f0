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
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.sts.StsClient;

/** What is refused whatever the codes say, and that the SDK makes of it the exception that the API's model promises. */
final class RefusalTest {
    private final Bench bench = new Bench();
    private final LocalIam server = bench.server;
    private final IamClient iam = bench.iam;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void createTwice() {
        bench.create("phone");
        EntityAlreadyExistsException refused =
                assertThrows(EntityAlreadyExistsException.class, () -> bench.create("phone"));
        assertEquals(409, refused.statusCode());
        iam.createVirtualMFADevice(request -> request.path("/other/").virtualMFADeviceName("phone"));
        assertEquals(2, server.devices().all().size());
    }

    @Test
    void enableWhatIsAssignedOrNotThere() {
        server.account().addUser("bob");
        Device device = bench.create("phone");
        assertThrows(NoSuchEntityException.class, () -> bench.enable("nobody", device));
        bench.enable(device);
        EntityAlreadyExistsException inUse =
                assertThrows(EntityAlreadyExistsException.class, () -> bench.enable("bob", device));
        assertEquals(409, inUse.statusCode());
        assertEquals("MFA Device is already in use.", inUse.awsErrorDetails().errorMessage());
        NoSuchEntityException refused = assertThrows(
                NoSuchEntityException.class,
                () -> iam.enableMFADevice(request -> request.userName("bob")
                        .serialNumber(bench.serial("none"))
                        .authenticationCode1("123456")
                        .authenticationCode2("123456")));
        assertEquals(404, refused.statusCode());
    }

    @Test
    void ninthDevice() {
        server.devices().putFido(bench.alice, "yubikey");
        server.devices().putHardware(bench.alice, "GAHT12345678");
        for (int number = 1; number <= 6; number++) {
            server.devices().putVirtual(bench.alice, "phone-" + number);
        }
        assertEquals(8, iam.listMFADevices().mfaDevices().size());
        Device ninth = bench.create("phone-7");
        AccessKey session = server.account().addSession(bench.alice, AccessKey.Kind.SESSION, true, Duration.ofHours(1));
        LimitExceededException refused;
        try (IamClient withMfa = SdkClients.iam(server, session)) {
            long step = server.clock().step();
            refused = assertThrows(
                    LimitExceededException.class,
                    () -> withMfa.enableMFADevice(request -> request.userName("alice")
                            .serialNumber(ninth.serial())
                            .authenticationCode1(ninth.code(step - 1))
                            .authenticationCode2(ninth.code(step))));
        }
        assertEquals(409, refused.statusCode());
    }

    @Test
    void deleteWhatIsAssignedOrNotThere() {
        Device device = bench.create("phone");
        bench.enable(device);
        DeleteConflictException conflict = assertThrows(DeleteConflictException.class, () -> delete(device.serial()));
        assertEquals(409, conflict.statusCode());
        AccessKey session = server.account().addSession(bench.alice, AccessKey.Kind.SESSION, true, Duration.ofHours(1));
        try (IamClient withMfa = SdkClients.iam(server, session)) {
            withMfa.deactivateMFADevice(request -> request.userName("alice").serialNumber(device.serial()));
        }
        delete(device.serial());
        assertThrows(NoSuchEntityException.class, () -> delete(device.serial()));
        Device fido = server.devices().putFido(bench.alice, "yubikey");
        assertThrows(NoSuchEntityException.class, () -> delete(fido.serial()));
    }

    @Test
    void deactivateWhatIsNotOnes() {
        Principal bob = server.account().addUser("bob");
        Device device = server.devices().putVirtual(bob, "bob");
        NoSuchEntityException refused = assertThrows(
                NoSuchEntityException.class,
                () -> iam.deactivateMFADevice(request -> request.serialNumber(device.serial())));
        assertEquals(404, refused.statusCode());
        assertThrows(
                NoSuchEntityException.class,
                () -> iam.deactivateMFADevice(
                        request -> request.userName("nobody").serialNumber(device.serial())));
        assertEquals(bob, device.owner());
    }

    @Test
    void formsOfParameters() {
        refused("ValidationError", 400, () -> bench.create("with blank"));
        refused(
                "ValidationError",
                400,
                () -> iam.createVirtualMFADevice(
                        request -> request.path("no-slash").virtualMFADeviceName("phone")));
        refused(
                "ValidationError",
                400,
                () -> iam.enableMFADevice(request -> request.userName("alice")
                        .serialNumber(bench.serial("phone"))
                        .authenticationCode1("12345")
                        .authenticationCode2("123456")));
        refused("ValidationError", 400, () -> iam.listMFADevices(request -> request.maxItems(0)));
        refused("ValidationError", 400, () -> iam.listMFADevices(request -> request.marker("made up")));
        refused("ValidationError", 400, () -> bench.sts.getSessionToken(request -> request.durationSeconds(899)));
        assertTrue(server.devices().all().isEmpty());
    }

    @Test
    void actionsThatAreNotHere() {
        refused("InvalidAction", 400, () -> iam.listRoles());
        refused("InvalidAction", 400, () -> bench.sts.getFederationToken(request -> request.name("x")));
    }

    @Test
    void keysThatAreNotRight() {
        AccessKey key = bench.key;
        AccessKey wrongSecret =
                new AccessKey(key.id(), key.secret() + "x", "", key.kind(), key.principal(), key.mfa(), key.expires());
        try (IamClient forged = SdkClients.iam(server, wrongSecret)) {
            refused("SignatureDoesNotMatch", 403, forged::listUsers);
        }
        AccessKey session = server.account().addSession(bench.alice, AccessKey.Kind.SESSION, true, Duration.ofHours(1));
        AccessKey wrongToken = new AccessKey(
                session.id(), session.secret(), "AAAA", session.kind(), session.principal(), true, session.expires());
        try (IamClient forged = SdkClients.iam(server, wrongToken)) {
            refused("InvalidClientTokenId", 403, forged::listUsers);
        }
        server.account().removeKey(key);
        refused("InvalidClientTokenId", 403, iam::listUsers);
    }

    /** Signed in by an identity center: no user, and no long-term key. */
    @Test
    void assumedRole() {
        Principal role = server.account().addRole("AWSReservedSSO_Admin_0123456789abcdef", "alice@example.com");
        AccessKey key = server.account().addKey(role);
        try (IamClient roleIam = SdkClients.iam(server, key);
                StsClient roleSts = SdkClients.sts(server, key)) {
            assertEquals(
                    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com",
                    roleSts.getCallerIdentity().arn());
            refused("AccessDenied", 403, roleSts::getSessionToken);
            refused("ValidationError", 400, roleIam::listMFADevices);
            refused("ValidationError", 400, roleIam::getUser);
            assertEquals(
                    0,
                    roleIam.listMFADevices(request -> request.userName("alice"))
                            .mfaDevices()
                            .size());
        }
    }

    private void delete(String serial) {
        iam.deleteVirtualMFADevice(request -> request.serialNumber(serial));
    }

    private static void refused(String code, int status, Executable call) {
        AwsServiceException refused = assertThrows(AwsServiceException.class, call);
        assertEquals(code, refused.awsErrorDetails().errorCode());
        assertEquals(status, refused.statusCode());
    }
}
