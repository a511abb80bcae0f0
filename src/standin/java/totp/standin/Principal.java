package totp.standin;

import java.time.Instant;
import java.util.List;

/** Whom a key stands for. Users may do everything until a test gives them other policies. */
public final class Principal {
    public enum Kind {
        ROOT,
        USER,
        ASSUMED_ROLE
    }

    private final Kind kind;
    private final String name;
    private final String path;
    private final String id;
    private final String arn;
    private final Instant created;
    private volatile List<Policy> policies = List.of(Policy.ALLOW_ALL);

    /** Only {@link Account} makes them: it knows the ids. */
    Principal(Kind kind, String name, String path, String id, String arn, Instant created) {
        this.kind = kind;
        this.name = name;
        this.path = path;
        this.id = id;
        this.arn = arn;
        this.created = created;
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

    List<Policy> policies() {
        return policies;
    }

    /** JSON texts, as in the console. Instead of what was there; none at all allows nothing. Root is not bound by any. */
    public void setPolicies(String... documents) {
        policies = List.of(documents).stream().map(PolicyReader::read).toList();
    }

    @Override
    public String toString() {
        return arn;
    }
}
