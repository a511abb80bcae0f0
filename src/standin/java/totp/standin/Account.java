package totp.standin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** One AWS account: its root, its users, roles, groups and policies, and every key and session that was issued. */
public final class Account {
    /** Of the account that there is from the start. */
    public static final String ID = "123456789012";

    private final String id;
    private final String partition;
    private final ServerClock clock;
    private final RandomGenerator random;
    private final Principal root;
    private final Map<String, Principal> users = new TreeMap<>();
    private final Map<String, Role> roles = new TreeMap<>();
    private final Map<String, Group> groups = new TreeMap<>();
    private final Map<String, ManagedPolicy> policies = new TreeMap<>();
    private final Keys keys;
    private final Devices devices;
    private final CredentialReport report;
    private String alias = "";
    private Optional<PasswordPolicy> passwordPolicy = Optional.empty();
    private volatile int pageSizeMax = 1000;
    private volatile Lag policyLag = Lag.NONE;

    Account(String id, String partition, ServerClock clock, RandomGenerator random) {
        this.id = id;
        this.partition = partition;
        this.clock = clock;
        this.random = random;
        keys = new Keys(clock, random);
        devices = new Devices(this, clock, random);
        report = new CredentialReport(this);
        root = new Principal(this, Principal.Kind.ROOT, id, "", id, arn("iam", "root"), clock.instant());
        root.setPassword(LoginProfile.since(clock.instant()));
        AwsPolicies.all(this).forEach(policy -> policies.put(policy.arn(), policy));
    }

    /** Twelve digits. */
    public String id() {
        return id;
    }

    String partition() {
        return partition;
    }

    ServerClock clock() {
        return clock;
    }

    public Keys keys() {
        return keys;
    }

    public Devices devices() {
        return devices;
    }

    public CredentialReport report() {
        return report;
    }

    /** IAM may return fewer items than asked for, and says so; a small limit makes clients prove that they go on. */
    void setPageSizeMax(int items) {
        pageSizeMax = items;
    }

    int pageSizeMax() {
        return pageSizeMax;
    }

    /** There is none until then. */
    public synchronized void setPasswordPolicy(PasswordPolicy policy) {
        passwordPolicy = Optional.of(policy);
    }

    synchronized Optional<PasswordPolicy> passwordPolicy() {
        return passwordPolicy;
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
        return "arn:" + partition + ":" + service + "::" + id + ":" + resource;
    }

    public Principal root() {
        return root;
    }

    public synchronized void setAlias(String name) {
        alias = name;
    }

    /** What QR codes name the account. */
    synchronized String alias() {
        return alias.isEmpty() ? id : alias;
    }

    public Principal addUser(String name) {
        return addUser("/", name);
    }

    /** A path begins and ends with a slash. */
    public synchronized Principal addUser(String path, String name) {
        Principal user = new Principal(
                this,
                Principal.Kind.USER,
                name,
                path,
                Base32.letters(random, "AIDA", 17),
                arn("iam", "user" + path + name),
                clock.instant());
        if (users.putIfAbsent(name, user) != null) {
            throw new IllegalArgumentException("user " + name + " is there already");
        }
        return user;
    }

    /** user-00001 and up, of all sorts, who are given nothing. */
    public void addMadeUpUsers(int count) {
        Crowd.addTo(this, count);
    }

    /** For example AWSReservedSSO_Admin_0123456789abcdef and alice@example.com. */
    public synchronized Principal addRole(String role, String session) {
        return new Principal(
                this,
                Principal.Kind.ASSUMED_ROLE,
                role + "/" + session,
                "",
                Base32.letters(random, "AROA", 17) + ":" + session,
                arn("sts", "assumed-role/" + role + "/" + session),
                clock.instant());
    }

    /** A role that these may assume over the wire. */
    public synchronized Role addTrustingRole(String name, Principal... trusted) {
        Role role =
                new Role(this, name, arn("iam", "role/" + name), Base32.letters(random, "AROA", 17), List.of(trusted));
        roles.put(role.arn(), role);
        return role;
    }

    synchronized List<Role> roles() {
        return List.copyOf(roles.values());
    }

    synchronized Optional<Role> role(String arn) {
        return Optional.ofNullable(roles.get(arn));
    }

    /** A session of such a role; another session of the same name has the same id. */
    public synchronized Principal addRole(Role role, String session) {
        Principal assumed = new Principal(
                this,
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

    public Group addGroup(String name) {
        return addGroup("/", name);
    }

    /** A path begins and ends with a slash. */
    public synchronized Group addGroup(String path, String name) {
        Group group = new Group(
                name, path, Base32.letters(random, "AGPA", 17), arn("iam", "group" + path + name), clock.instant());
        if (groups.putIfAbsent(name, group) != null) {
            throw new IllegalArgumentException("group " + name + " is there already");
        }
        return group;
    }

    synchronized Optional<Group> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    synchronized void removeGroup(Group group) {
        groups.remove(group.name());
    }

    public synchronized List<Group> groups() {
        return List.copyOf(groups.values());
    }

    /** For how long a new policy can be seen and not attached. */
    public void setPolicyLag(Lag lag) {
        policyLag = lag;
    }

    public ManagedPolicy addPolicy(String name, String document) {
        return addPolicy("/", name, document);
    }

    synchronized ManagedPolicy addPolicy(String path, String name, String document) {
        String policyArn = arn("iam", "policy" + path + name);
        ManagedPolicy policy =
                new ManagedPolicy(this, name, path, Base32.letters(random, "ANPA", 17), policyArn, document, policyLag);
        if (policies.putIfAbsent(policyArn, policy) != null) {
            throw new IllegalArgumentException("policy " + name + " is there already");
        }
        return policy;
    }

    /** One of AWS's, such as AdministratorAccess. */
    public ManagedPolicy awsPolicy(String name) {
        return policy("arn:" + partition + ":iam::aws:policy/" + name)
                .orElseThrow(() -> new IllegalArgumentException("no policy " + name + " here"));
    }

    synchronized Optional<ManagedPolicy> policy(String policyArn) {
        return Optional.ofNullable(policies.get(policyArn));
    }

    synchronized void removePolicy(ManagedPolicy policy) {
        policies.remove(policy.arn());
    }

    /** AWS's among them. */
    public synchronized List<ManagedPolicy> policies() {
        return List.copyOf(policies.values());
    }

    /** A long-term key; for a role, which has none, twelve hours of a session without MFA. */
    public AccessKey addKey(Principal principal) {
        return principal.kind() == Principal.Kind.ASSUMED_ROLE
                ? addSession(principal, AccessKey.Kind.ROLE, false, Duration.ofHours(12))
                : keys.addLongTerm(principal);
    }

    /** One that was made so long ago. */
    public AccessKey addKey(Principal principal, Duration age) {
        AccessKey key = keys.addLongTerm(principal);
        keys.setAge(key, age);
        return key;
    }

    public AccessKey addSession(Principal principal, AccessKey.Kind kind, boolean mfa, Duration lifetime) {
        return keys.addSession(principal, kind, mfa, lifetime, Optional.empty());
    }

    /** As after a leak, or when an administrator has cleaned up. */
    public void removeKey(AccessKey key) {
        keys.remove(key);
    }
}
