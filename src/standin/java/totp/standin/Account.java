package totp.standin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** One AWS account: its root, its users, and every key and session that was issued. */
public final class Account {
    public static final String ID = "123456789012";

    private final String partition;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Principal root;
    private final Map<String, Principal> users = new TreeMap<>();
    private final Map<String, Role> roles = new HashMap<>();
    private final Map<String, AccessKey> keys = new HashMap<>();
    private String alias = "";

    Account(String partition, InstantSource clock, RandomGenerator random) {
        this.partition = partition;
        this.clock = clock;
        this.random = random;
        root = new Principal(Principal.Kind.ROOT, ID, "", ID, arn("iam", "root"), clock.instant());
    }

    /** The one that clients have to name: the first of the partition. */
    String region() {
        return switch (partition) {
            case "aws-cn" -> "cn-north-1";
            case "aws-us-gov" -> "us-gov-west-1";
            case "aws-eusc" -> "eusc-de-east-1";
            default -> "us-east-1";
        };
    }

    /** An ARN of this account: {@code iam} and {@code user/alice}, for example. */
    public String arn(String service, String resource) {
        return "arn:" + partition + ":" + service + "::" + ID + ":" + resource;
    }

    public Principal root() {
        return root;
    }

    public synchronized void setAlias(String name) {
        alias = name;
    }

    /** What QR codes name the account. */
    synchronized String alias() {
        return alias.isEmpty() ? ID : alias;
    }

    public Principal addUser(String name) {
        return addUser("/", name);
    }

    /** A path begins and ends with a slash. */
    public synchronized Principal addUser(String path, String name) {
        Principal user = new Principal(
                Principal.Kind.USER,
                name,
                path,
                letters("AIDA", 17),
                arn("iam", "user" + path + name),
                clock.instant());
        if (users.putIfAbsent(name, user) != null) {
            throw new IllegalArgumentException("user " + name + " is there already");
        }
        return user;
    }

    /** For example AWSReservedSSO_Admin_0123456789abcdef and alice@example.com. */
    public synchronized Principal addRole(String role, String session) {
        return new Principal(
                Principal.Kind.ASSUMED_ROLE,
                role + "/" + session,
                "",
                letters("AROA", 17) + ":" + session,
                arn("sts", "assumed-role/" + role + "/" + session),
                clock.instant());
    }

    /** A role that these may assume over the wire. */
    public synchronized Role addTrustingRole(String name, Principal... trusted) {
        Role role = new Role(name, arn("iam", "role/" + name), letters("AROA", 17), List.of(trusted));
        roles.put(role.arn(), role);
        return role;
    }

    synchronized Optional<Role> role(String arn) {
        return Optional.ofNullable(roles.get(arn));
    }

    /** A session of such a role; another session of the same name has the same id. */
    public synchronized Principal addRole(Role role, String session) {
        Principal assumed = new Principal(
                Principal.Kind.ASSUMED_ROLE,
                role.name() + "/" + session,
                "",
                role.id() + ":" + session,
                arn("sts", "assumed-role/" + role.name() + "/" + session),
                clock.instant());
        assumed.setPolicies(role.sessionPolicies());
        return assumed;
    }

    public synchronized Optional<Principal> user(String name) {
        return Optional.ofNullable(users.get(name));
    }

    public synchronized List<Principal> users() {
        return List.copyOf(users.values());
    }

    /** A long-term key; for a role, which has none, twelve hours of a session without MFA. */
    public synchronized AccessKey addKey(Principal principal) {
        return principal.kind() == Principal.Kind.ASSUMED_ROLE
                ? addSession(principal, AccessKey.Kind.ROLE, false, Duration.ofHours(12))
                : add(principal, "AKIA", "", AccessKey.Kind.LONG_TERM, false, Instant.MAX);
    }

    public synchronized AccessKey addSession(Principal principal, AccessKey.Kind kind, boolean mfa, Duration lifetime) {
        byte[] token = new byte[160];
        random.nextBytes(token);
        String text = Base64.getEncoder().encodeToString(token);
        return add(principal, "ASIA", text, kind, mfa, clock.instant().plus(lifetime));
    }

    private AccessKey add(
            Principal principal, String prefix, String token, AccessKey.Kind kind, boolean mfa, Instant expires) {
        byte[] secret = new byte[30];
        random.nextBytes(secret);
        AccessKey key = new AccessKey(
                letters(prefix, 16), Base64.getEncoder().encodeToString(secret), token, kind, principal, mfa, expires);
        keys.put(key.id(), key);
        return key;
    }

    synchronized Optional<AccessKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** As after a leak, or when an administrator has cleaned up. */
    public synchronized void removeKey(AccessKey key) {
        keys.remove(key.id());
    }

    synchronized boolean rootHasKeys() {
        return keys.values().stream().anyMatch(key -> key.principal() == root && !key.temporary());
    }

    private String letters(String prefix, int count) {
        StringBuilder text = new StringBuilder(prefix);
        for (int i = 0; i < count; i++) {
            text.append(Base32.ALPHABET.charAt(random.nextInt(Base32.ALPHABET.length())));
        }
        return text.toString();
    }
}
