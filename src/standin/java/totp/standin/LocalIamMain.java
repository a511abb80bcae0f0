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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** The server as a program; {@code scripts/local-iam} starts it and explains its options. */
final class LocalIamMain {
    private static final int USAGE = 2;
    private static final int FAILED = 1;
    private static final String EXTERNAL_ID = "external-id=";

    private final StartOptions options;
    private final LocalIam iam;

    /** By the name of their profile; the first is whom a plain shell speaks as. */
    private final Map<String, AccessKey> keys = new LinkedHashMap<>();

    private LocalIamMain(StartOptions options) throws IOException {
        this.options = options;
        List<String> policies = new ArrayList<>();
        for (Path file : options.policies) {
            policies.add(Files.readString(file));
        }
        if (options.forceMfa) {
            policies.add(Policies.FORCE_MFA);
        }
        iam = LocalIam.builder().partition(options.partition).port(options.port).start();
        iam.clock().setOffset(options.offset);
        iam.setPageSizeMax(options.pageSize);
        iam.devices().setWindow(options.window);
        iam.devices().setCreationLag(Lag.of(options.consistency));
        iam.devices().setAssignmentLag(Lag.of(options.consistency));
        iam.devices().setVerificationBudget(options.budget);
        iam.devices().setSignInLag(Lag.of(options.signInLag));
        options.faults.forEach(iam.faults()::add);
        for (String caller : options.callers) {
            addCaller(caller, policies);
        }
        options.trustingRoles.forEach(this::addTrustingRole);
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
            if (line.matches("offset [+-]?[0-9]{1,8}")) {
                iam.clock().setOffset(Duration.ofSeconds(Integer.parseInt(line.substring("offset ".length()))));
                System.out.println("# " + line);
                System.out.flush();
            }
        }
        iam.close();
    }

    private void addCaller(String caller, List<String> policies) {
        String kind = caller.substring(0, caller.indexOf(':'));
        String name = caller.substring(caller.indexOf(':') + 1);
        int slash = name.lastIndexOf('/');
        Account account = iam.account();
        Principal principal = switch (kind) {
            case "root" -> account.root();
            case "role" -> {
                if (slash < 1) {
                    throw new IllegalArgumentException("--role needs ROLE/SESSION");
                }
                yield account.addRole(name.substring(0, slash), name.substring(slash + 1));
            }
            default ->
                slash < 0
                        ? account.addUser(name)
                        : account.addUser("/" + name.substring(0, slash + 1), name.substring(slash + 1));
        };
        if (principal.kind() == Principal.Kind.USER && !policies.isEmpty()) {
            principal.setPolicies(policies.toArray(new String[0]));
        }
        if (kind.equals("plain")) {
            return;
        }
        keys.put(kind.equals("root") ? "root" : name.substring(slash + 1), account.addKey(principal));
    }

    private void addTrustingRole(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2) {
            throw new IllegalArgumentException("--trusting-role needs ROLE:WHO[,WHO...][:mfa][:external-id=TEXT]");
        }
        Principal[] trusted =
                Arrays.stream(parts[1].split(",", -1)).map(this::trusted).toArray(Principal[]::new);
        Role role = iam.account().addTrustingRole(parts[0], trusted);
        for (String condition : Arrays.asList(parts).subList(2, parts.length)) {
            if (condition.equals("mfa")) {
                role.demandMfa();
            } else if (condition.startsWith(EXTERNAL_ID)) {
                role.demandExternalId(condition.substring(EXTERNAL_ID.length()));
            } else {
                throw new IllegalArgumentException("--trusting-role: no condition " + condition);
            }
        }
    }

    /** A user, or a session of a role for role chaining. */
    private Principal trusted(String name) {
        int slash = name.indexOf('/');
        return slash > 0
                ? iam.account().addRole(name.substring(0, slash), name.substring(slash + 1))
                : iam.account()
                        .user(name)
                        .orElseThrow(() -> new IllegalArgumentException("--trusting-role: no user " + name));
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
