package totp.standin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All of the account at once: the credential report, and who is given what. */
final class ReportActions {
    private final Account account;

    ReportActions(Account account) {
        this.account = account;
    }

    Map<String, Action> byName() {
        return Map.of(
                "GenerateCredentialReport", this::generateCredentialReport,
                "GetCredentialReport", this::getCredentialReport,
                "GetAccountAuthorizationDetails", this::getAccountAuthorizationDetails);
    }

    private Consumer<Xml> generateCredentialReport(Caller caller, Query query) throws AwsError {
        caller.mustBeAllowed("iam:GenerateCredentialReport", "*");
        String state = account.report().generate();
        return xml -> {
            xml.element("State", state);
            if (state.equals("STARTED")) {
                xml.element("Description", "No report exists. Starting a new report generation task");
            }
        };
    }

    private Consumer<Xml> getCredentialReport(Caller caller, Query query) throws AwsError {
        caller.mustBeAllowed("iam:GetCredentialReport", "*");
        CredentialReport.Taken taken = account.report().get();
        return xml -> xml.element(
                        "Content",
                        Base64.getEncoder().encodeToString(taken.csv().getBytes(StandardCharsets.UTF_8)))
                .element("ReportFormat", "text/csv")
                .element("GeneratedTime", ServerClock.xmlDate(taken.time()));
    }

    /** The kinds of things, in the order in which they are told; pages go over all of them. */
    private enum Kind {
        USER("1", "UserDetailList"),
        GROUP("2", "GroupDetailList"),
        POLICY("3", "Policies");

        private final String rank;
        private final String list;

        Kind(String rank, String list) {
            this.rank = rank;
            this.list = list;
        }
    }

    private record Item(Kind kind, String name, Consumer<Xml> content) {
        private String key() {
            return kind.rank + name;
        }
    }

    private Consumer<Xml> getAccountAuthorizationDetails(Caller caller, Query query) throws AwsError {
        List<String> filter = query.list("Filter", Query.Form.ENTITY);
        caller.mustBeAllowed("iam:GetAccountAuthorizationDetails", "*");
        Page<Item> page = Page.of(items(filter), Item::key, query, account.pageSizeMax());
        return xml -> {
            for (Kind kind : Kind.values()) {
                xml.group(
                        kind.list,
                        list -> page.items().stream()
                                .filter(item -> item.kind() == kind)
                                .forEach(item -> list.group("member", item.content())));
            }
            // Roles are played here by AssumeRole alone.
            xml.group("RoleDetailList", list -> {});
            page.writeEnd(xml);
        };
    }

    private List<Item> items(List<String> filter) {
        List<Item> items = new ArrayList<>();
        if (filter.isEmpty() || filter.contains("User")) {
            account.users().forEach(user -> items.add(new Item(Kind.USER, user.name(), xml -> writeUser(xml, user))));
        }
        if (filter.isEmpty() || filter.contains("Group")) {
            account.groups()
                    .forEach(group -> items.add(new Item(Kind.GROUP, group.name(), xml -> writeGroup(xml, group))));
        }
        for (ManagedPolicy policy : account.policies()) {
            if (filter.isEmpty() || filter.contains(policy.isAws() ? "AWSManagedPolicy" : "LocalManagedPolicy")) {
                // Of AWS's many only those that somebody has.
                if (!policy.isAws() || policy.attachments() > 0) {
                    items.add(new Item(Kind.POLICY, policy.arn(), xml -> writePolicy(xml, policy)));
                }
            }
        }
        return items;
    }

    private static void writeUser(Xml xml, Principal user) {
        Subjects.write(xml, user);
        user.grants().writeInline(xml, "UserPolicyList");
        xml.group("GroupList", list -> user.groups().forEach(group -> list.element("member", group.name())));
        Grants.writeAttached(xml, "AttachedManagedPolicies", user.grants().attached());
        xml.group("Tags", list -> {});
    }

    private static void writeGroup(Xml xml, Group group) {
        group.write(xml);
        group.grants().writeInline(xml, "GroupPolicyList");
        Grants.writeAttached(xml, "AttachedManagedPolicies", group.grants().attached());
    }

    private static void writePolicy(Xml xml, ManagedPolicy policy) {
        policy.write(xml);
        xml.group(
                "PolicyVersionList",
                list -> policy.versions()
                        .forEach(
                                version -> list.group("member", member -> policy.writeVersion(member, version, true))));
    }
}
