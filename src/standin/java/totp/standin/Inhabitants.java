package totp.standin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who is in the account that {@code scripts/local-iam} starts, and what they have: the options that say so, carried out. */
final class Inhabitants {
    private static final String EXTERNAL_ID = "external-id=";
    private static final Pattern DAYS = Pattern.compile("([^:]+)(?::([0-9]{1,5}))?(:inactive)?");
    private static final Pattern GROUP = Pattern.compile("([^:]+):([^:]*)(?::([^:]+))?");

    private final LocalIam iam;
    private final Account account;

    /** By the name of their profile; the first is whom a plain shell speaks as. */
    private final Map<String, AccessKey> keys = new LinkedHashMap<>();

    private Inhabitants(LocalIam iam) {
        this.iam = iam;
        account = iam.account();
    }

    /** Returns the keys by the names of their profiles. */
    static Map<String, AccessKey> moveIn(StartOptions options, LocalIam iam) throws IOException {
        Inhabitants inhabitants = new Inhabitants(iam);
        if (options.article) {
            inhabitants.keys.putAll(Article.furnish(iam.account()));
        }
        List<String> policies = new ArrayList<>();
        for (Path file : options.policies) {
            policies.add(Files.readString(file));
        }
        if (options.forceMfa) {
            policies.add(Policies.FORCE_MFA);
        }
        options.callers.forEach(caller -> inhabitants.addCaller(caller, policies));
        options.trustingRoles.forEach(inhabitants::addTrustingRole);
        options.passwords.forEach(inhabitants::setPassword);
        options.keys.forEach(inhabitants::addKey);
        options.devices.forEach(
                name -> inhabitants.account.devices().putVirtual(inhabitants.principal("--device", name), name));
        options.groups.forEach(inhabitants::addGroup);
        options.members.forEach(inhabitants::addMember);
        inhabitants.account.addMadeUpUsers(options.madeUpUsers);
        if (options.reportHours >= 0) {
            inhabitants.account.report().putTaken(Duration.ofHours(options.reportHours));
        }
        return inhabitants.keys;
    }

    private void addCaller(String caller, List<String> policies) {
        String kind = caller.substring(0, caller.indexOf(':'));
        String name = caller.substring(caller.indexOf(':') + 1);
        int slash = name.lastIndexOf('/');
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
        Role role = account.addTrustingRole(parts[0], trusted);
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
                ? account.addRole(name.substring(0, slash), name.substring(slash + 1))
                : principal("--trusting-role", name);
    }

    private void setPassword(String text) {
        Matcher parts = matched(DAYS, "--password", "USER[:DAYS]", text);
        principal("--password", parts.group(1)).setPassword(LoginProfile.since(ago(parts)));
    }

    /** One more for somebody; the first is the profile's. */
    private void addKey(String text) {
        Matcher parts = matched(DAYS, "--key", "USER[:DAYS][:inactive]", text);
        String name = parts.group(1);
        Principal owner = principal("--key", name);
        AccessKey key = account.addKey(
                owner, Duration.between(ago(parts), account.clock().instant()));
        keys.putIfAbsent(name, key);
        if (parts.group(3) != null) {
            account.keys().setActive(key, false);
        }
    }

    private void addGroup(String text) {
        Matcher parts = matched(GROUP, "--group", "NAME:[USER,...][:POLICY,...]", text);
        Group group = account.addGroup(parts.group(1));
        Arrays.stream(parts.group(2).split(",", -1))
                .filter(name -> !name.isEmpty())
                .forEach(name -> group.add(principal("--group", name)));
        if (parts.group(3) != null) {
            Arrays.stream(parts.group(3).split(",", -1)).forEach(name -> group.attach(account.awsPolicy(name)));
        }
    }

    private void addMember(String text) {
        Matcher parts = matched(DAYS, "--member", "ACCOUNT[:DAYS][:inactive]", text);
        Account member = iam.organization().addMember(parts.group(1));
        if (parts.group(2) != null) {
            AccessKey key = member.addKey(
                    member.root(), Duration.between(ago(parts), member.clock().instant()));
            member.keys().setActive(key, parts.group(3) == null);
        }
    }

    private Instant ago(Matcher parts) {
        int days = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
        return account.clock().instant().minus(Duration.ofDays(days));
    }

    private static Matcher matched(Pattern pattern, String option, String form, String text) {
        Matcher parts = pattern.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(option + " needs " + form);
        }
        return parts;
    }

    private Principal principal(String option, String name) {
        return name.equals("root")
                ? account.root()
                : account.user(name).orElseThrow(() -> new IllegalArgumentException(option + ": no user " + name));
    }
}
