package totp.standin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** The server as a program; {@code scripts/local-iam} starts it and explains its options. */
final class LocalIamMain {
    private static final int USAGE = 2;
    private static final int FAILED = 1;

    private final StartOptions options;
    private final LocalIam iam;
    private final RootConsole console;

    /** By the name of their profile; the first is whom a plain shell speaks as. */
    private final Map<String, AccessKey> keys = new LinkedHashMap<>();

    private LocalIamMain(StartOptions options) throws IOException {
        this.options = options;
        iam = LocalIam.builder().partition(options.partition).port(options.port).start();
        console = new RootConsole(iam.account());
        iam.clock().setOffset(options.offset);
        iam.setPageSizeMax(options.pageSize);
        iam.devices().setWindow(options.window);
        iam.devices().setCreationLag(Lag.of(options.consistency));
        iam.devices().setAssignmentLag(Lag.of(options.consistency));
        iam.devices().setVerificationBudget(options.budget);
        iam.devices().setSignInLag(Lag.of(options.signInLag));
        iam.account().setPolicyLag(Lag.of(options.consistency));
        iam.account().keys().setLag(Lag.of(options.consistency));
        openFiles();
        keys.putAll(Inhabitants.moveIn(options, iam));
        options.faults.forEach(iam.faults()::add);
        iam.setBucket(options.bucket);
    }

    public static void main(String[] arguments) throws InterruptedException {
        try {
            LocalIamMain program = new LocalIamMain(StartOptions.parse(List.of(arguments)));
            program.writeFiles();
            program.lines().forEach(System.out::println);
            System.out.flush();
            program.serve();
        } catch (IllegalArgumentException misused) {
            System.err.println("local-iam: error: " + misused.getMessage());
            System.exit(USAGE);
        } catch (IOException failed) {
            System.err.println("local-iam: error: " + failed);
            System.exit(FAILED);
        }
    }

    private void serve() throws IOException, InterruptedException {
        if (options.stay) {
            new CountDownLatch(1).await();
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        // Its end says that whoever started this has gone.
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answer(line).ifPresent(answer -> {
                System.out.println("# " + answer);
                System.out.flush();
            });
        }
        iam.close();
    }

    /** What is asked of it while it serves; empty for what it does not know. */
    private Optional<String> answer(String line) {
        String[] words = line.split(" ", -1);
        if (line.matches("offset [+-]?[0-9]{1,8}")) {
            iam.clock().setOffset(Duration.ofSeconds(Integer.parseInt(words[1])));
            return Optional.of(line);
        }
        if (line.matches("console [A-Za-z0-9-]{1,64}")) {
            return Optional.of("console " + console.show(words[1]));
        }
        if (line.matches("codes [0-9]{6} [0-9]{6}")) {
            return Optional.of("codes " + console.add(words[1], words[2]));
        }
        return Optional.empty();
    }

    /** Lines for a shell to read. */
    private List<String> lines() {
        Map<String, String> variables = new TreeMap<>();
        if (options.profiles == null) {
            variables.putAll(iam.environment(keys.values().iterator().next()));
        } else {
            variables.putAll(iam.environment());
            variables.put("AWS_CONFIG_FILE", absolute("config"));
            variables.put("AWS_SHARED_CREDENTIALS_FILE", absolute("credentials"));
            // Keys in the environment would win over the profile.
            variables.put("AWS_PROFILE", keys.keySet().iterator().next());
        }
        List<String> lines = new ArrayList<>();
        lines.add("unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN");
        variables.forEach((name, value) -> lines.add("export " + name + "='" + value.replace("'", "'\\''") + "'"));
        lines.add("# ready");
        return lines;
    }

    private void writeFiles() throws IOException {
        if (options.profiles != null) {
            Files.createDirectories(
                    options.profiles,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            StringBuilder config = new StringBuilder();
            StringBuilder credentials = new StringBuilder();
            keys.forEach((name, key) -> {
                config.append("[profile " + name + "]\nregion = "
                        + iam.account().region() + "\nendpoint_url = " + iam.endpoint() + "\n\n");
                credentials.append("[" + name + "]\naws_access_key_id = " + key.id() + "\naws_secret_access_key = "
                        + key.secret() + "\n" + (key.temporary() ? "aws_session_token = " + key.token() + "\n" : "")
                        + "\n");
            });
            PrivateFiles.create(options.profiles.resolve("config"), config.toString());
            PrivateFiles.create(options.profiles.resolve("credentials"), credentials.toString());
        }
    }

    /** Before anybody moves in, whose seeds it is to have. */
    private void openFiles() throws IOException {
        if (options.seedFile != null) {
            PrivateFiles.create(options.seedFile, "");
            iam.devices().setListener(device -> append(options.seedFile, device.serial() + " " + device.seed()));
        }
        if (options.logFile != null) {
            PrivateFiles.create(options.logFile, "");
            iam.log().setListener(call -> append(options.logFile, call.line()));
        }
    }

    private static void append(Path file, String line) {
        try {
            PrivateFiles.append(file, line + "\n");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String absolute(String name) {
        return options.profiles.resolve(name).toAbsolutePath().toString();
    }
}
