package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import totp.SeededRandom;
import totp.crypto.Secret;
import totp.message.Message;
import totp.message.MessageException;
import totp.otp.Totp;
import totp.standin.Device;
import totp.standin.LocalIam;
import totp.standin.Policies;
import totp.standin.Principal;

/** What tests of a user's devices begin with: the user alice without a device, what her seeds are kept in, and one clock for all. */
abstract class WithLocalIam {
    static final String SERIAL = "arn:aws:iam::123456789012:mfa/alice";
    private static final String DENY = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:ACTION","Resource":"*"}]}""";

    final List<String> warnings = new ArrayList<>();
    final Map<String, Secret> kept = new HashMap<>();
    final Notes notes = new Notes();
    volatile Instant now = Instant.parse("2026-11-23T15:00:05Z");

    @Nullable
    LocalIam server;

    @Nullable
    Principal alice;

    @Nullable
    Iam iam;

    @Nullable
    UserDevices devices;

    @BeforeEach
    void start() throws Exception {
        server = LocalIam.builder().clock(() -> now).random(new SeededRandom(5)).start();
        server.setTimeChecked(false); // the SDK signs by the machine's clock, which is not this one
        alice = server.account().addUser("alice");
        AwsSettings settings = new AwsSettings(
                null,
                null,
                null,
                server.environment(server.account().addKey(alice)),
                Path.of("/dev/null"),
                "test",
                line -> List.of(line.split(" ")),
                (words, bytesMax, secondsMax) -> {
                    throw new IOException("there are no programs here");
                },
                System::setProperty);
        World world = new World(
                () -> now,
                () -> Math.multiplyExact(now.toEpochMilli(), 1_000_000L),
                millis -> now = now.plusMillis(millis),
                line -> {},
                warning -> warnings.add(warning.toString()));
        iam = Iam.connect(settings, world);
        devices = new UserDevices(iam, iam.identity(), "alice");
    }

    @AfterEach
    void stop() throws IOException {
        devices.close();
        iam.close();
        server.close();
    }

    Creation create() throws DeviceException {
        return devices.create("/", "alice", devices.list().orElseThrow(), this::keep);
    }

    void keep(VirtualMfaDevice device) {
        kept.put(device.serial(), device.seed().copy());
    }

    /** @param seed taken over */
    static StepCodes codes(Secret seed) {
        return new StepCodes() {
            @Override
            public String of(long step) {
                return Totp.DEFAULT.codeOfStep(step, seed, null);
            }

            @Override
            public void close() {
                seed.close();
            }
        };
    }

    Secret seed() {
        return kept.get(SERIAL);
    }

    UserDevice made() throws DeviceException {
        assertEquals(new Creation.Made(SERIAL), create());
        return devices.device(SERIAL, codes(seed().copy()), notes, null);
    }

    void deny(String action) {
        alice.setPolicies(Policies.ALLOW_ALL, DENY.replace("ACTION", action));
    }

    Device atAws() {
        return server.devices().find(SERIAL).orElseThrow();
    }

    int calls(String action) {
        return server.log().of(action).size();
    }

    /** What the owner of a vault may fail with. */
    static final class DiskFull extends MessageException {
        private static final long serialVersionUID = 1L;

        DiskFull() {
            super(Message.said("the disk is full"));
        }
    }

    /** The steps of codes that were given away, in memory. */
    static final class Notes implements CodeNotes {
        final List<Long> spent = new ArrayList<>();
        boolean broken;

        @Override
        public void spend(long firstStep, long lastStep) throws KeepingException {
            if (broken) {
                throw new KeepingException(new DiskFull());
            }
            for (long step = firstStep; step <= lastStep; step++) {
                spent.add(step);
            }
        }

        @Override
        public long reserve(long from, int count) throws KeepingException {
            long first = from;
            while (spent.contains(first) || spent.contains(first + count - 1)) {
                first++;
            }
            spend(first, first + count - 1);
            return first;
        }

        @Override
        public Optional<Instant> verification(Instant time) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> pausedUntil(Instant time) {
            return Optional.empty();
        }
    }
}
