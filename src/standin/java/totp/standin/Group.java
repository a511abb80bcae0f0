package totp.standin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Users who are given the same. */
public final class Group {
    static final int PER_USER_MAX = 10;

    private final String name;
    private final String path;
    private final String id;
    private final String arn;
    private final Instant created;
    private final Grants grants = Grants.nothing();
    private final Map<String, Principal> members = new TreeMap<>();

    /** Only {@link Account} makes them: it knows the ids. */
    Group(String name, String path, String id, String arn, Instant created) {
        this.name = name;
        this.path = path;
        this.id = id;
        this.arn = arn;
        this.created = created;
    }

    public String name() {
        return name;
    }

    public String arn() {
        return arn;
    }

    Grants grants() {
        return grants;
    }

    /** Who is in it already stays. */
    public Group add(Principal... users) {
        for (Principal user : users) {
            synchronized (this) {
                members.put(user.name(), user);
            }
            user.joined(this);
        }
        return this;
    }

    /** Who is not in it stays out. */
    public void remove(Principal user) {
        synchronized (this) {
            members.remove(user.name());
        }
        user.left(this);
    }

    public synchronized List<Principal> members() {
        return List.copyOf(members.values());
    }

    public Group attach(ManagedPolicy policy) {
        grants.attach(policy);
        return this;
    }

    public Group setPolicies(String... documents) {
        grants.setInline(documents);
        return this;
    }

    void write(Xml xml) {
        xml.element("Path", path)
                .element("GroupName", name)
                .element("GroupId", id)
                .element("Arn", arn)
                .element("CreateDate", ServerClock.xmlDate(created));
    }
}
