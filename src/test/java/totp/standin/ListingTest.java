package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ListUsersResponse;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.User;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;
import software.amazon.awssdk.services.sts.model.StsException;

/** Lists: what they show, in which pieces, and when. */
final class ListingTest {
    private final Bench bench = new Bench();
    private final LocalIam server = bench.server;
    private final IamClient iam = bench.iam;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void devicesOfAllKinds() {
        server.devices().putFido(bench.alice, "yubikey");
        server.devices().putHardware(bench.alice, "GAHT12345678");
        server.devices().putVirtual(bench.alice, "phone");
        server.devices().putVirtual(server.account().addUser("bob"), "bob");
        server.devices().putUnassigned("left-over");
        assertEquals(
                List.of("GAHT12345678", bench.serial("phone"), "arn:aws:iam::123456789012:u2f/user/alice/yubikey"),
                iam.listMFADevices(request -> request.userName("alice")).mfaDevices().stream()
                        .map(MFADevice::serialNumber)
                        .toList());
        assertEquals(List.of("bob", "left-over", "phone"), virtual("Any"));
        assertEquals(List.of("bob", "phone"), virtual("Assigned"));
        assertEquals(List.of("left-over"), virtual("Unassigned"));
        VirtualMFADevice phone = iam.listVirtualMFADevices().virtualMFADevices().get(2);
        assertEquals("alice", phone.user().userName());
        assertEquals(Bench.NOW, phone.enableDate());
    }

    /** A marker names the last item seen: what comes or goes before it changes nothing. */
    @Test
    void pages() {
        IntStream.range(0, 7)
                .forEach(number -> server.devices().putVirtual(server.account().addUser("u" + number), "d" + number));
        server.setPageSizeMax(3);
        assertEquals(
                List.of("alice", "u0", "u1", "u2", "u3", "u4", "u5", "u6"),
                iam.listUsersPaginator().users().stream().map(User::userName).toList());
        assertEquals(
                7,
                iam.listVirtualMFADevicesPaginator().virtualMFADevices().stream()
                        .count());
        assertEquals(3, server.log().of("ListUsers").size());
        assertEquals(3, server.log().of("ListVirtualMFADevices").size());

        ListUsersResponse first = iam.listUsers(request -> request.maxItems(2));
        assertTrue(first.isTruncated());
        assertEquals(2, first.users().size());
        server.account().addUser("aaron");
        assertEquals(
                List.of("u1", "u2", "u3"),
                iam.listUsers(request -> request.marker(first.marker())).users().stream()
                        .map(User::userName)
                        .toList());
        assertFalse(iam.listUsers(request -> request.pathPrefix("/none/")).isTruncated());
    }

    @Test
    void usersWithPaths() {
        Principal frank = server.account().addUser("/division/eng/", "frank");
        AccessKey key = server.account().addKey(frank);
        try (IamClient frankIam = SdkClients.iam(server, key)) {
            User user = frankIam.getUser().user();
            assertEquals("frank", user.userName());
            assertEquals("/division/eng/", user.path());
            assertEquals("arn:aws:iam::123456789012:user/division/eng/frank", user.arn());
        }
        assertEquals(
                1,
                iam.listUsers(request -> request.pathPrefix("/division/"))
                        .users()
                        .size());
    }

    @Test
    void otherPartition() throws IOException {
        try (Bench china = new Bench("aws-cn")) {
            china.enable(china.create("phone"));
            assertEquals(
                    "arn:aws-cn:iam::123456789012:mfa/phone",
                    china.iam.listMFADevices().mfaDevices().get(0).serialNumber());
            assertEquals(
                    "arn:aws-cn:iam::123456789012:user/alice",
                    china.sts.getCallerIdentity().arn());
        }
    }

    @Test
    void changesThatTakeTime() {
        server.devices().setCreationLag(Lag.of(Duration.ofSeconds(3)));
        server.devices().setAssignmentLag(Lag.of(Duration.ofSeconds(5)));
        server.devices().setSignInLag(Lag.of(Duration.ofSeconds(5)));
        Device device = bench.create("phone");
        assertThrows(NoSuchEntityException.class, () -> bench.enable(device));
        assertEquals(List.of(), virtual("Any"));
        server.clock().setOffset(Duration.ofSeconds(3));
        assertEquals(List.of("phone"), virtual("Unassigned"));
        bench.enable(device);
        assertEquals(0, iam.listMFADevices().mfaDevices().size());
        assertEquals(List.of("phone"), virtual("Unassigned"));
        String next = device.code(server.clock().step() + 1);
        assertThrows(
                StsException.class,
                () -> bench.sts.getSessionToken(
                        request -> request.serialNumber(device.serial()).tokenCode(next)));
        server.clock().setOffset(Duration.ofSeconds(8));
        assertEquals(1, iam.listMFADevices().mfaDevices().size());
        assertEquals(List.of("phone"), virtual("Assigned"));
        bench.sts.getSessionToken(
                request -> request.serialNumber(device.serial()).tokenCode(next));
    }

    /** For clocks that stand still. */
    @Test
    void changesThatTakeQuestions() {
        server.devices().setCreationLag(Lag.ofQuestions(2));
        server.devices().setAssignmentLag(Lag.ofQuestions(1));
        Device device = bench.create("phone");
        assertThrows(NoSuchEntityException.class, () -> bench.enable(device));
        assertEquals(List.of(), virtual("Any"));
        bench.enable(device);
        assertEquals(0, iam.listMFADevices().mfaDevices().size());
        assertEquals(1, iam.listMFADevices().mfaDevices().size());
    }

    private List<String> virtual(String status) {
        return iam.listVirtualMFADevices(request -> request.assignmentStatus(status)).virtualMFADevices().stream()
                .map(device -> device.serialNumber().replaceFirst(".*/", ""))
                .toList();
    }
}
