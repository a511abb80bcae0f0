package totp.standin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whom a key stands for. Users may do everything until a test gives them other policies. */
public final class Principal {
    public enum Kind {
        ROOT,
        USER,
        ASSUMED_ROLE
    }

    private final Account account;
    private final Kind kind;
    private final String name;
    private final String path;
    private final String id;
    private final String arn;
    private volatile Instant created;
    private volatile Optional<LoginProfile> password = Optional.empty();
    private final Grants grants;
    private final Map<String, Group> groups = new TreeMap<>();

    /** Only {@link Account} makes them: it knows the ids. */
    Principal(Account account, Kind kind, String name, String path, String id, String arn, Instant created) {
        this.account = account;
        grants = kind == Kind.ROOT ? Grants.nothing() : Grants.everything();
        this.kind = kind;
        this.name = name;
        this.path = path;
        this.id = id;
        this.arn = arn;
        this.created = created;
    }

    Account account() {
        return account;
    }

    public Kind kind() {
        return kind;
    }

    /** The user's name; of root the account's number, of a role ROLE/SESSION. */
    public String name() {
        return name;
    }

    public String path() {
        return path;
    }

    public String id() {
        return id;
    }

    public String arn() {
        return arn;
    }

    public Instant created() {
        return created;
    }

    /** Puts the beginning back into the past. */
    public void setCreated(Instant time) {
        created = time;
    }

    Optional<LoginProfile> password() {
        return password;
    }

    /** Users have none until then; root has one from the start. */
    public void setPassword(LoginProfile profile) {
        password = Optional.of(profile);
    }

    public void removePassword() {
        password = Optional.empty();
    }

    Grants grants() {
        return grants;
    }

    /** What is given to the user, and through groups. */
    List<Policy> policies() {
        return Stream.concat(
                        grants.policies().stream(),
                        groups().stream().flatMap(group -> group.grants().policies().stream()))
                .toList();
    }

    /** JSON texts, as in the console. Instead of what was there; none at all allows nothing. Root is not bound by any. */
    public void setPolicies(String... documents) {
        grants.setInline(documents);
    }

    public void attach(ManagedPolicy policy) {
        grants.attach(policy);
    }

    public synchronized List<Group> groups() {
        return List.copyOf(groups.values());
    }

    synchronized void joined(Group group) {
        groups.put(group.name(), group);
    }

    synchronized void left(Group group) {
        groups.remove(group.name());
    }

    @Override
    public String toString() {
        return arn;
    }
}
