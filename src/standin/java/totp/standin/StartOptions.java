package totp.standin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The options of {@code scripts/local-iam}, which explains them. */
final class StartOptions {
    /** Who there is, in the order given: {@code user:alice}, {@code plain:bob}, {@code root:}, {@code role:ROLE/SESSION}. */
    final List<String> callers = new ArrayList<>();

    /** {@code ROLE:USER,USER}, {@code ROLE:USER:mfa}, {@code ROLE:ROLE/SESSION:external-id=TEXT}. */
    final List<String> trustingRoles = new ArrayList<>();

    /** {@code USER}, {@code USER:DAYS}. */
    final List<String> passwords = new ArrayList<>();

    /** {@code USER}, {@code USER:DAYS}, {@code USER:DAYS:inactive}. */
    final List<String> keys = new ArrayList<>();

    final List<String> devices = new ArrayList<>();

    /** {@code NAME:USER,USER:POLICY,POLICY}. */
    final List<String> groups = new ArrayList<>();

    /** {@code ACCOUNT}, {@code ACCOUNT:DAYS}, {@code ACCOUNT:DAYS:inactive}. */
    final List<String> members = new ArrayList<>();

    final List<Path> policies = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    int port;
    int window = 2;
    int budget = 9;
    Duration signInLag = Duration.ofSeconds(8);
    int pageSize = 1000;
    Duration offset = Duration.ZERO;
    Duration consistency = Duration.ZERO;
    String partition = "aws";
    double bucket;
    int madeUpUsers;

    /** Less than 0: no report is there. */
    int reportHours = -1;

    boolean article;
    boolean forceMfa;
    boolean stay;
    Path seedFile;
    Path logFile;
    Path profiles;

    private StartOptions() {}

    static StartOptions parse(List<String> arguments) {
        StartOptions options = new StartOptions();
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String name = rest.removeFirst();
            int equals = name.indexOf('=');
            if (name.startsWith("--") && equals > 0) {
                rest.addFirst(name.substring(equals + 1));
                name = name.substring(0, equals);
            }
            options.take(name, rest);
        }
        if (!options.article && options.callers.stream().allMatch(caller -> caller.startsWith("plain:"))) {
            options.callers.add("user:tester");
        }
        return options;
    }

    private void take(String name, Deque<String> rest) {
        switch (name) {
            case "--user" -> callers.add("user:" + value(name, rest));
            case "--plain-user" -> callers.add("plain:" + value(name, rest));
            case "--trusting-role" -> trustingRoles.add(value(name, rest));
            case "--verification-lag" -> signInLag = Duration.ofSeconds(number(name, rest));
            case "--verification-budget" -> budget = number(name, rest);
            case "--root" -> callers.add("root:");
            case "--article" -> article = true;
            case "--password" -> passwords.add(value(name, rest));
            case "--key" -> keys.add(value(name, rest));
            case "--device" -> devices.add(value(name, rest));
            case "--group" -> groups.add(value(name, rest));
            case "--member" -> members.add(value(name, rest));
            case "--users" -> madeUpUsers = number(name, rest);
            case "--report" -> reportHours = number(name, rest);
            case "--bucket" -> bucket = rate(name, rest);
            case "--role" -> callers.add("role:" + value(name, rest));
            case "--policy" -> policies.add(Path.of(value(name, rest)));
            case "--force-mfa" -> forceMfa = true;
            case "--fault" -> faults.add(value(name, rest));
            case "--port" -> port = number(name, rest);
            case "--window" -> window = number(name, rest);
            case "--page-size" -> pageSize = number(name, rest);
            case "--offset" -> offset = Duration.ofSeconds(number(name, rest));
            case "--consistency" -> consistency = Duration.ofSeconds(number(name, rest));
            case "--partition" -> partition = value(name, rest);
            case "--seed-file" -> seedFile = Path.of(value(name, rest));
            case "--log" -> logFile = Path.of(value(name, rest));
            case "--profiles" -> profiles = Path.of(value(name, rest));
            case "--stay" -> stay = true;
            default -> throw new IllegalArgumentException("unknown option or argument: " + name);
        }
    }

    private static String value(String name, Deque<String> rest) {
        if (rest.isEmpty() || rest.getFirst().startsWith("--")) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return rest.removeFirst();
    }

    private static double rate(String name, Deque<String> rest) {
        String value = value(name, rest);
        if (!value.matches("[0-9]{1,6}(\\.[0-9]{1,3})?")) {
            throw new IllegalArgumentException(name + " needs calls a second");
        }
        return Double.parseDouble(value);
    }

    private static int number(String name, Deque<String> rest) {
        String value = value(name, rest);
        if (!value.matches("[+-]?[0-9]{1,8}")) {
            throw new IllegalArgumentException(name + " needs a whole number");
        }
        return Integer.parseInt(value);
    }
}
