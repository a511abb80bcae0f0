package totp.standin;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * A server, a user and the user's clients. The clock stands still, so that no test depends on where in a step it happens to
 * run, and the seeds are always the same, so that no test meets the one pair in a million that is two equal codes.
 */
final class Bench implements Closeable {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:10Z");
    private static final long SEED = 20261123;

    final LocalIam server;
    final Principal alice;
    final AccessKey key;
    final IamClient iam;
    final StsClient sts;

    Bench() {
        this("aws");
    }

    Bench(String partition) {
        try {
            server = LocalIam.builder()
                    .clock(InstantSource.fixed(NOW))
                    .random(new Random(SEED))
                    .partition(partition)
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        // The SDK signs by the machine's clock.
        server.setTimeChecked(false);
        // With a clock that stands still STS would never hear of a device; SessionTest is about that.
        server.devices().setSignInLag(Lag.NONE);
        alice = server.account().addUser("alice");
        key = server.account().addKey(alice);
        iam = SdkClients.iam(server, key);
        sts = SdkClients.sts(server, key);
    }

    @Override
    public void close() throws IOException {
        iam.close();
        sts.close();
        server.close();
    }

    /** The serial number of a device of that name. */
    String serial(String name) {
        return server.account().arn("iam", "mfa/" + name);
    }

    /** Creates a device over the wire. */
    Device create(String name) {
        iam.createVirtualMFADevice(request -> request.virtualMFADeviceName(name));
        return server.devices().find(serial(name)).orElseThrow();
    }

    /** Enrols it for alice with the best pair there is now. */
    void enable(Device device) {
        enable("alice", device);
    }

    void enable(String user, Device device) {
        long step = server.clock().step();
        iam.enableMFADevice(request -> request.userName(user)
                .serialNumber(device.serial())
                .authenticationCode1(device.code(step - 1))
                .authenticationCode2(device.code(step)));
    }
}
