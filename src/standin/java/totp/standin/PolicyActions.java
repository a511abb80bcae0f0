package totp.standin;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Managed policies and their versions. */
final class PolicyActions {
    private final Account account;

    PolicyActions(Account account) {
        this.account = account;
    }

    Map<String, Action> byName() {
        Map<String, Action> actions = new HashMap<>();
        actions.put("CreatePolicy", this::createPolicy);
        actions.put("GetPolicy", this::getPolicy);
        actions.put("DeletePolicy", this::deletePolicy);
        actions.put("GetPolicyVersion", this::getPolicyVersion);
        actions.put("ListPolicyVersions", this::listPolicyVersions);
        actions.put("CreatePolicyVersion", this::createPolicyVersion);
        actions.put("SetDefaultPolicyVersion", this::setDefaultPolicyVersion);
        actions.put("DeletePolicyVersion", this::deletePolicyVersion);
        actions.put("ListEntitiesForPolicy", this::listEntitiesForPolicy);
        return actions;
    }

    private Consumer<Xml> createPolicy(Caller caller, Query query) throws AwsError {
        String name = query.required("PolicyName", Query.Form.NAME);
        String path = query.optional("Path", Query.Form.POLICY_PATH).orElse("/");
        String document = query.required("PolicyDocument", Query.Form.DOCUMENT);
        String description =
                query.optional("Description", Query.Form.DESCRIPTION).orElse("");
        caller.mustBeAllowed("iam:CreatePolicy", account.arn("iam", "policy" + path + name));
        PolicyCheck.managed(document);
        if (account.policies().stream().anyMatch(policy -> !policy.isAws() && policy.isCalled(name))) {
            throw AwsError.alreadyExists(
                    "A policy called " + name + " already exists. Duplicate names are not allowed.");
        }
        ManagedPolicy policy = account.addPolicy(path, name, document);
        policy.describe(description);
        return xml -> xml.group("Policy", policy::write);
    }

    private Consumer<Xml> getPolicy(Caller caller, Query query) throws AwsError {
        ManagedPolicy policy = policy(caller, query, "iam:GetPolicy");
        return xml -> xml.group("Policy", policy::write);
    }

    private Consumer<Xml> deletePolicy(Caller caller, Query query) throws AwsError {
        ManagedPolicy policy = ownPolicy(caller, query, "iam:DeletePolicy");
        if (policy.attachments() > 0) {
            throw new AwsError(409, "DeleteConflict", "Cannot delete a policy attached to entities.");
        }
        if (policy.versions().size() > 1) {
            throw new AwsError(
                    409,
                    "DeleteConflict",
                    "This policy has more than one version. Before you delete a policy, you must delete the policy's"
                            + " versions. The default version is deleted with the policy.");
        }
        account.removePolicy(policy);
        return Action.NOTHING;
    }

    private Consumer<Xml> getPolicyVersion(Caller caller, Query query) throws AwsError {
        query.required("VersionId", Query.Form.VERSION_ID);
        ManagedPolicy policy = policy(caller, query, "iam:GetPolicyVersion");
        ManagedPolicy.Version version = version(policy, query);
        return xml -> xml.group("PolicyVersion", content -> policy.writeVersion(content, version, true));
    }

    private Consumer<Xml> listPolicyVersions(Caller caller, Query query) throws AwsError {
        ManagedPolicy policy = policy(caller, query, "iam:ListPolicyVersions");
        // The newest first, and pages go by growing keys.
        Page<ManagedPolicy.Version> page = Page.of(
                policy.versions(),
                version -> String.format(Locale.ROOT, "%09d", 999_999_999 - version.number()),
                query,
                account.pageSizeMax());
        return xml -> {
            xml.group(
                    "Versions",
                    list -> page.items()
                            .forEach(version ->
                                    list.group("member", member -> policy.writeVersion(member, version, false))));
            page.writeEnd(xml);
        };
    }

    private Consumer<Xml> createPolicyVersion(Caller caller, Query query) throws AwsError {
        String document = query.required("PolicyDocument", Query.Form.DOCUMENT);
        boolean asDefault = query.flag("SetAsDefault");
        ManagedPolicy policy = ownPolicy(caller, query, "iam:CreatePolicyVersion");
        PolicyCheck.managed(document);
        if (policy.versions().size() >= ManagedPolicy.VERSIONS_MAX) {
            throw new AwsError(
                    409,
                    "LimitExceeded",
                    "A managed policy can have up to 5 versions. Before you create a new version, you must delete an"
                            + " existing version.");
        }
        ManagedPolicy.Version version = policy.add(document, asDefault);
        return xml -> xml.group("PolicyVersion", content -> policy.writeVersion(content, version, false));
    }

    private Consumer<Xml> setDefaultPolicyVersion(Caller caller, Query query) throws AwsError {
        query.required("VersionId", Query.Form.VERSION_ID);
        ManagedPolicy policy = ownPolicy(caller, query, "iam:SetDefaultPolicyVersion");
        policy.setDefault(version(policy, query));
        return Action.NOTHING;
    }

    private Consumer<Xml> deletePolicyVersion(Caller caller, Query query) throws AwsError {
        query.required("VersionId", Query.Form.VERSION_ID);
        ManagedPolicy policy = ownPolicy(caller, query, "iam:DeletePolicyVersion");
        ManagedPolicy.Version version = version(policy, query);
        if (policy.inForce().number() == version.number()) {
            throw new AwsError(409, "DeleteConflict", "Cannot delete the default version of a policy.");
        }
        policy.remove(version);
        return Action.NOTHING;
    }

    /** Users and groups; roles here have no managed policies. */
    private Consumer<Xml> listEntitiesForPolicy(Caller caller, Query query) throws AwsError {
        ManagedPolicy policy = policy(caller, query, "iam:ListEntitiesForPolicy");
        List<Holder> all = Stream.concat(
                        account.groups().stream()
                                .filter(group -> group.grants().has(policy))
                                .map(group -> new Holder("Group", group.name())),
                        account.users().stream()
                                .filter(user -> user.grants().has(policy))
                                .map(user -> new Holder("User", user.name())))
                .toList();
        Page<Holder> page = Page.of(all, Holder::key, query, account.pageSizeMax());
        return xml -> {
            for (String kind : List.of("Group", "User", "Role")) {
                xml.group(
                        "Policy" + kind + "s",
                        list -> page.items().stream()
                                .filter(holder -> holder.kind().equals(kind))
                                .forEach(holder ->
                                        list.group("member", member -> member.element(kind + "Name", holder.name()))));
            }
            page.writeEnd(xml);
        };
    }

    private record Holder(String kind, String name) {
        private String key() {
            return kind + " " + name;
        }
    }

    private static ManagedPolicy.Version version(ManagedPolicy policy, Query query) throws AwsError {
        String id = query.text("VersionId");
        return policy.version(id)
                .orElseThrow(() -> AwsError.noSuchEntity(
                        "Policy " + policy.arn() + " version " + id + " does not exist or is not attachable."));
    }

    private ManagedPolicy policy(Caller caller, Query query, String action) throws AwsError {
        String arn = query.required("PolicyArn", Query.Form.POLICY_ARN);
        caller.mustBeAllowed(action, arn);
        if (!List.of(arn.split(":", -1)).subList(1, 3).equals(List.of(account.partition(), "iam"))) {
            throw new AwsError(400, "InvalidInput", "ARN " + arn + " is not valid.");
        }
        return account.policy(arn).orElseThrow(() -> AwsError.noSuchEntity("Policy " + arn + " was not found."));
    }

    /** Nobody but AWS changes AWS's. */
    private ManagedPolicy ownPolicy(Caller caller, Query query, String action) throws AwsError {
        ManagedPolicy policy = policy(caller, query, action);
        if (policy.isAws()) {
            throw AwsError.accessDenied("User: " + caller.principal().arn() + " is not authorized to perform: " + action
                    + " on resource: policy " + policy.arn());
        }
        return policy;
    }
}
