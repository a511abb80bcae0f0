package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.EntityTemporarilyUnmodifiableException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.ServiceFailureException;

/** What every kind of fault looks like to the SDK, and what it leaves behind. */
final class FaultsTest {
    private final Bench bench = new Bench();
    private final LocalIam server = bench.server;
    private final IamClient iam = bench.iam;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void throttled() {
        server.faults().add("CreateVirtualMFADevice:1:throttle");
        IamException refused = assertThrows(IamException.class, () -> bench.create("phone"));
        assertTrue(refused.isThrottlingException());
        assertEquals(400, refused.statusCode());
        assertTrue(server.devices().all().isEmpty());
        bench.create("phone");
    }

    @Test
    void givenError() {
        Device device = bench.create("phone");
        server.faults().add("EnableMFADevice:1:error=EntityTemporarilyUnmodifiable,409,Wait, please");
        EntityTemporarilyUnmodifiableException refused =
                assertThrows(EntityTemporarilyUnmodifiableException.class, () -> bench.enable(device));
        assertEquals("Wait, please", refused.awsErrorDetails().errorMessage());
        assertNull(device.owner());
    }

    @Test
    void lostBefore() {
        server.faults().add("CreateVirtualMFADevice:1:lose-before");
        assertThrows(SdkClientException.class, () -> bench.create("phone"));
        assertTrue(server.devices().all().isEmpty());
        assertEquals(List.of("not-done 0"), told("CreateVirtualMFADevice"));
    }

    @Test
    void lostAfter() {
        // On a connection that is in use already, where the JDK would send a request a second time if it were let.
        iam.listUsers();
        server.faults().add("CreateVirtualMFADevice:1:lose-after");
        assertThrows(SdkClientException.class, () -> bench.create("phone"));
        assertEquals(1, server.devices().all().size());
        assertEquals(List.of("done 0"), told("CreateVirtualMFADevice"));
        assertThrows(EntityAlreadyExistsException.class, () -> bench.create("phone"));
    }

    /** What the SDK makes of a lost answer when it may try again: a device whose seed nobody has. */
    @Test
    void lostAfterWithRetries() {
        server.faults().add("CreateVirtualMFADevice:1:lose-after");
        try (IamClient retrying = SdkClients.retryingIam(server, bench.key)) {
            EntityAlreadyExistsException refused = assertThrows(
                    EntityAlreadyExistsException.class,
                    () -> retrying.createVirtualMFADevice(request -> request.virtualMFADeviceName("phone")));
            assertEquals(2, refused.numAttempts());
        }
        assertEquals(List.of("done 0", "not-done 409"), told("CreateVirtualMFADevice"));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void failedAfter(int status) {
        Device device = bench.create("phone");
        server.faults().add("EnableMFADevice:1:" + status + "-after");
        IamException refused = assertThrows(IamException.class, () -> bench.enable(device));
        assertEquals(status, refused.statusCode());
        assertEquals(status == 500, refused instanceof ServiceFailureException);
        assertEquals(bench.alice, device.owner());
    }

    @Test
    void portal() {
        server.faults().add("CreateVirtualMFADevice:1:portal");
        CreateVirtualMfaDeviceResponse answer =
                iam.createVirtualMFADevice(request -> request.virtualMFADeviceName("phone"));
        assertNull(answer.virtualMFADevice());
        assertTrue(server.devices().all().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "none, ''",
        "+3600, 'Mon, 23 Nov 2026 13:00:10 GMT'",
        "-60, 'Mon, 23 Nov 2026 11:59:10 GMT'",
        "yesterday, yesterday"
    })
    void dates(String fault, String expected) {
        server.faults().add("ListUsers:2:date=" + fault);
        Optional<String> right = Optional.of("Mon, 23 Nov 2026 12:00:10 GMT");
        assertEquals(right, dateOfListUsers());
        assertEquals(expected.isEmpty() ? Optional.empty() : Optional.of(expected), dateOfListUsers());
        assertEquals(right, dateOfListUsers());
    }

    @Test
    void delay() {
        server.faults().add("ListUsers:1:delay=0.2");
        long begin = System.nanoTime();
        iam.listUsers();
        assertTrue(Duration.ofNanos(System.nanoTime() - begin).toMillis() >= 200);
    }

    /** A waiting server can still be closed. */
    @Test
    void longDelayEndsWithTheServer() throws IOException {
        server.faults().add("ListUsers", 1, Fault.before(() -> closeLater()));
        server.faults().add("ListUsers:1:delay=600");
        assertThrows(SdkClientException.class, iam::listUsers);
    }

    private void closeLater() {
        Thread closing = new Thread(() -> {
            try {
                server.close();
            } catch (IOException ignored) {
                throw new AssertionError(ignored);
            }
        });
        closing.setDaemon(true);
        closing.start();
    }

    @Test
    void callbacks() {
        List<Integer> devices = new ArrayList<>();
        server.faults().add("CreateVirtualMFADevice", 1, Fault.before(() -> devices.add(count())));
        server.faults().add("CreateVirtualMFADevice", 1, Fault.after(() -> devices.add(count())));
        bench.create("phone");
        assertEquals(List.of(0, 1), devices);
    }

    @Test
    void severalAtOnce() {
        server.faults().add("ListUsers:1:date=none");
        server.faults().add("*:1:error=ServiceFailure,500");
        IamException refused = assertThrows(IamException.class, iam::listUsers);
        assertEquals(
                Optional.empty(), refused.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Date"));
    }

    @Test
    void countedFromWhenTheyWereAdded() {
        iam.listUsers();
        server.faults().add("ListUsers:2-3:throttle");
        server.faults().add("GetUser:2+:throttle");
        for (boolean refused : List.of(false, true, true, false)) {
            assertEquals(refused, isRefused(iam::listUsers));
        }
        for (boolean refused : List.of(false, true, true, true)) {
            assertEquals(refused, isRefused(iam::getUser));
        }
        server.faults().clear();
        assertFalse(isRefused(iam::getUser));
        server.faults().add("*:*:throttle");
        assertTrue(isRefused(iam::getUser));
        assertTrue(isRefused(iam::listUsers));
    }

    /** Others neither meet it nor count. */
    @Test
    void ofOneUserOnly() {
        server.faults().add("ListUsers@team.bob:2:throttle");
        Principal bob = server.account().addUser("/team/", "team.bob");
        try (IamClient his = SdkClients.iam(server, server.account().addKey(bob))) {
            for (boolean refused : List.of(false, true, false)) {
                assertFalse(isRefused(iam::listUsers));
                assertEquals(refused, isRefused(his::listUsers));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "EnableMFADevice",
                "EnableMFADevice:1",
                "EnableMFADevice:0:throttle",
                "EnableMFADevice:3-2:throttle",
                "EnableMFADevice:x:throttle",
                "EnableMFADevice:1:explode",
                "EnableMFADevice@:1:throttle",
                "EnableMFADevice@a/b:1:throttle",
                "EnableMFADevice:1:error=Throttling",
                "EnableMFADevice:1:delay=soon",
                ":1:throttle"
            })
    void refusesOtherTexts(String spec) {
        assertThrows(IllegalArgumentException.class, () -> server.faults().add(spec));
    }

    /** What tests look at afterwards. */
    @Test
    void callsAreLogged() {
        Device device = bench.create("phone");
        bench.enable(device);
        CallLog.Call call = server.log().of("EnableMFADevice").get(0);
        assertEquals(bench.alice.arn(), call.caller());
        assertEquals("totp-standin-test", call.userAgent());
        assertEquals(
                List.of("Action", "AuthenticationStep1", "AuthenticationStep2", "SerialNumber", "UserName", "Version"),
                call.parameters().keySet().stream().sorted().toList());
        assertEquals(Bench.NOW, call.time());
        assertEquals(String.valueOf(device.lastPair()), call.parameters().get("AuthenticationStep2"));
        assertFalse(call.line().contains(device.code(device.lastPair())), call.line());
    }

    private int count() {
        return server.devices().all().size();
    }

    private Optional<String> dateOfListUsers() {
        return iam.listUsers().sdkHttpResponse().firstMatchingHeader("Date");
    }

    private List<String> told(String action) {
        return server.log().of(action).stream()
                .map(call -> (call.done() ? "done " : "not-done ") + call.status())
                .toList();
    }

    private static boolean isRefused(Runnable call) {
        try {
            call.run();
            return false;
        } catch (IamException refused) {
            return true;
        }
    }
}
