package totp.standin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a user or a group is given: documents of its own, and managed policies. */
final class Grants {
    static final int ATTACHED_MAX = 10;

    /** A document that belongs to this user or group alone. */
    record Inline(String name, String document, Policy policy) {}

    private static final List<Inline> EVERYTHING =
            List.of(new Inline("everything", Policies.ALLOW_ALL, Policy.ALLOW_ALL));

    private List<Inline> inline;
    private final Map<String, ManagedPolicy> attached = new TreeMap<>();

    private Grants(List<Inline> inline) {
        this.inline = inline;
    }

    static Grants everything() {
        return new Grants(EVERYTHING);
    }

    static Grants nothing() {
        return new Grants(List.of());
    }

    /** In place of those there were; they are named policy-1, policy-2, ... */
    synchronized void setInline(String... documents) {
        List<Inline> read = new ArrayList<>();
        for (String document : documents) {
            read.add(new Inline("policy-" + (read.size() + 1), document, PolicyReader.read(document)));
        }
        inline = List.copyOf(read);
    }

    /** A second time changes nothing. */
    synchronized void attach(ManagedPolicy policy) {
        if (attached.put(policy.arn(), policy) == null) {
            policy.attached(1);
        }
    }

    synchronized boolean detach(ManagedPolicy policy) {
        boolean was = attached.remove(policy.arn()) != null;
        if (was) {
            policy.attached(-1);
        }
        return was;
    }

    synchronized boolean has(ManagedPolicy policy) {
        return attached.containsKey(policy.arn());
    }

    synchronized List<ManagedPolicy> attached() {
        return List.copyOf(attached.values());
    }

    synchronized List<Policy> policies() {
        return Stream.concat(
                        inline.stream().map(Inline::policy),
                        attached.values().stream()
                                .map(policy -> policy.inForce().policy()))
                .toList();
    }

    /** @param list UserPolicyList or GroupPolicyList */
    synchronized void writeInline(Xml xml, String list) {
        xml.group(
                list,
                members -> inline.forEach(policy -> members.group(
                        "member",
                        member -> member.element("PolicyName", policy.name())
                                .element("PolicyDocument", ManagedPolicy.encoded(policy.document())))));
    }

    static void writeAttached(Xml xml, String list, List<ManagedPolicy> policies) {
        xml.group(
                list,
                members -> policies.forEach(policy -> members.group(
                        "member",
                        member -> member.element("PolicyName", policy.name()).element("PolicyArn", policy.arn()))));
    }
}
