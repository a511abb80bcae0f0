package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.Device;
import totp.standin.Principal;

/** A world in which an administrator enrols many users, and what must hold of it at every moment. */
final class BulkWorld implements AutoCloseable {
    final AwsWorld world;
    final Path home;
    final Path folder;
    final Path passphrases;
    final Principal admin;
    private final List<String> printed = new ArrayList<>();

    BulkWorld(Path home) throws IOException {
        this.home = home;
        world = new AwsWorld(home);
        folder = home.resolve("out");
        passphrases = home.resolve("passphrases");
        admin = world.iam.account().addUser("admin");
        world.become(world.iam.account().addKey(admin));
    }

    /** Ends a run where it stands. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** u01 and so on, in the account and in a file. */
    Path users(int count) throws IOException {
        List<String> names = IntStream.rangeClosed(1, count)
                .mapToObj(i -> String.format(Locale.ROOT, "u%02d", i))
                .toList();
        names.forEach(name -> {
            if (world.iam.account().user(name).isEmpty()) {
                world.iam.account().addUser(name);
            }
        });
        return Files.write(home.resolve("users.txt"), names);
    }

    String[] words(String... more) {
        List<String> words = new ArrayList<>(List.of("enroll"));
        words.addAll(Arrays.asList(more));
        return words.toArray(new String[0]);
    }

    String[] handingOver(Path users, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "--users-from",
                users.toString(),
                "--hand-over",
                folder.toString(),
                "--passphrases",
                passphrases.toString()));
        words.addAll(Arrays.asList(more));
        return words(words.toArray(new String[0]));
    }

    TestHost.Result run(ExitCode code, String... words) {
        TestHost.Result result = world.host.run(words);
        printed.add(result.out() + result.err() + result.tty());
        assertEquals(code, result.code(), result.err() + result.out());
        return result;
    }

    /**
     * Runs it and kills it before it draws its nth random number: it does that before each call to AWS and each file it writes.
     *
     * @return whether it was killed
     */
    boolean killed(int number, String... words) {
        AtomicInteger left = new AtomicInteger(number);
        world.host.beforeRandom(() -> {
            if (left.decrementAndGet() <= 0) {
                world.iam.faults().add("*:*:lose-before"); // whoever is dead tidies nothing up
                throw new Killed();
            }
        });
        TestHost.Result result = world.host.run(words);
        printed.add(result.out() + result.err());
        world.host.beforeRandom(() -> {});
        world.iam.faults().clear();
        if (left.get() > 0) {
            assertEquals(ExitCode.DONE, result.code(), result.err());
            return false;
        }
        return true;
    }

    /** The lines by user: file and passphrase. */
    Map<String, List<String>> lines() throws IOException {
        Map<String, List<String>> lines = new TreeMap<>();
        if (passphrases.toFile().isFile()) {
            for (String line : Files.readAllLines(passphrases)) {
                List<String> cells = List.of(line.split("\t", -1));
                assertEquals(3, cells.size(), "a cut line");
                lines.put(cells.get(0), cells.subList(1, 3));
            }
        }
        return lines;
    }

    /** The account in the file that was made for a user, opened with the passphrase of the line. */
    Map<String, String> handedOver(String user) throws IOException {
        List<String> line = lines().get(user);
        assertTrue(line != null, "no line for " + user);
        Path secret = home.resolve("secret");
        Files.writeString(secret, line.get(1));
        return AwsWorld.json(world.succeed(
                "show",
                "--json",
                "--reveal",
                "--yes",
                "--vault",
                line.get(0),
                "--passphrase-file",
                secret.toString(),
                user));
    }

    /** Whoever has a device has its seed in the vault, and in a file that opens if files are made. */
    int mustHold(boolean handsOver) throws IOException {
        int enabled = 0;
        for (Device device : world.iam.devices().all()) {
            Principal owner = device.owner();
            if (owner == null || !owner.name().startsWith("u")) {
                continue;
            }
            enabled++;
            Map<String, String> account = world.account(owner.name());
            assertEquals(device.seed(), account.get("secret"), owner.name());
            assertEquals(device.serial(), account.get("aws.serial"), owner.name());
            if (handsOver) {
                Map<String, String> theirs = handedOver(owner.name());
                assertEquals(device.seed(), theirs.get("secret"), owner.name());
                assertEquals("active", theirs.get("state"));
            }
        }
        return enabled;
    }

    /** All that is printed is free of what must not be printed. */
    void mustNotHaveTold() throws IOException {
        List<String> secrets = new ArrayList<>();
        world.iam.devices().all().forEach(device -> secrets.add(device.seed()));
        lines().values().forEach(line -> secrets.add(line.get(1)));
        for (String text : printed) {
            for (String secret : secrets) {
                assertTrue(secret.isEmpty() || !text.contains(secret.substring(0, 12)), "a secret is printed");
            }
        }
    }

    @Override
    public void close() throws IOException {
        world.close();
    }
}
