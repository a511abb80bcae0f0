package totp.standin;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A policy with a name of its own, which users and groups are given: of the account, or of AWS. */
public final class ManagedPolicy {
    static final int VERSIONS_MAX = 5;

    /**
     * One text of it.
     *
     * @param number 1 and up; never given twice
     */
    record Version(int number, String document, Policy policy, Instant created) {
        String id() {
            return "v" + number;
        }
    }

    private final Account account;
    private final String name;
    private final String path;
    private final String id;
    private final String arn;
    private final Instant created;
    private final TreeMap<Integer, Version> versions = new TreeMap<>();
    private final Lag.Progress creation;
    private String description = "";
    private Instant updated;
    private int next = 1;
    private int inForce = 1;
    private int attachments;

    /** Only {@link Account} and {@link AwsPolicies} make them. */
    ManagedPolicy(Account account, String name, String path, String id, String arn, String document) {
        this(account, name, path, id, arn, document, Lag.NONE);
    }

    ManagedPolicy(Account account, String name, String path, String id, String arn, String document, Lag lag) {
        this.account = account;
        this.name = name;
        this.path = path;
        this.id = id;
        this.arn = arn;
        created = account.clock().instant();
        updated = created;
        creation = lag.startingAt(created);
        add(document, true);
    }

    public String name() {
        return name;
    }

    /** Names differ by more than their case. */
    boolean isCalled(String other) {
        return name.equalsIgnoreCase(other);
    }

    public String arn() {
        return arn;
    }

    String path() {
        return path;
    }

    boolean isAws() {
        return arn.contains(":iam::aws:");
    }

    /** Whether attaching it works yet. */
    synchronized boolean known() {
        return creation.arrived(account.clock().instant());
    }

    synchronized void describe(String text) {
        description = text;
    }

    /** A version more, whatever their number: who asks over the wire has been checked. */
    public synchronized void addVersion(String document, boolean asDefault) {
        add(document, asDefault);
    }

    synchronized Version add(String document, boolean asDefault) {
        Version version = new Version(
                next, document, PolicyReader.read(document), account.clock().instant());
        versions.put(next++, version);
        updated = version.created();
        if (asDefault) {
            inForce = version.number();
        }
        return version;
    }

    synchronized void setDefault(Version version) {
        inForce = version.number();
    }

    synchronized void remove(Version version) {
        versions.remove(version.number());
    }

    /** As {@code v1}, the newest first. */
    public List<String> versionIds() {
        return versions().stream().map(version -> "v" + version.number()).toList();
    }

    /** The newest first, as lists have them. */
    synchronized List<Version> versions() {
        return List.copyOf(versions.descendingMap().values());
    }

    synchronized Optional<Version> version(String versionId) {
        return versions.values().stream()
                .filter(version -> version.id().equals(versionId))
                .findFirst();
    }

    synchronized Version inForce() {
        return versions.get(inForce);
    }

    synchronized void attached(int change) {
        attachments += change;
    }

    synchronized int attachments() {
        return attachments;
    }

    /** Without what belongs to one kind of answer alone. */
    synchronized void write(Xml xml) {
        xml.element("PolicyName", name)
                .element("PolicyId", id)
                .element("Arn", arn)
                .element("Path", path)
                .element("DefaultVersionId", inForce().id())
                .element("AttachmentCount", String.valueOf(attachments))
                .element("PermissionsBoundaryUsageCount", "0")
                .element("IsAttachable", "true");
        if (!description.isEmpty()) {
            xml.element("Description", description);
        }
        xml.element("CreateDate", ServerClock.xmlDate(created)).element("UpdateDate", ServerClock.xmlDate(updated));
    }

    void writeVersion(Xml xml, Version version, boolean withDocument) {
        if (withDocument) {
            xml.element("Document", encoded(version.document()));
        }
        xml.element("VersionId", version.id())
                .element(
                        "IsDefaultVersion",
                        String.valueOf(version.number() == inForce().number()))
                .element("CreateDate", ServerClock.xmlDate(version.created()));
    }

    /** RFC 3986, as IAM answers with documents: a blank is %20, which form encoding has as a plus. */
    static String encoded(String document) {
        return URLEncoder.encode(document, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
