package totp.standin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Groups, who is in them, and which managed policies users and groups are given. */
final class GroupActions {
    private final Account account;
    private final Subjects subjects;

    GroupActions(Account account) {
        this.account = account;
        subjects = new Subjects(account);
    }

    Map<String, Action> byName() {
        Map<String, Action> actions = new HashMap<>();
        actions.put("CreateGroup", this::createGroup);
        actions.put("GetGroup", this::getGroup);
        actions.put("DeleteGroup", this::deleteGroup);
        actions.put("ListGroupsForUser", this::listGroupsForUser);
        actions.put("AddUserToGroup", this::addUserToGroup);
        actions.put("RemoveUserFromGroup", this::removeUserFromGroup);
        actions.put("AttachGroupPolicy", this::attachGroupPolicy);
        actions.put("DetachGroupPolicy", this::detachGroupPolicy);
        actions.put("ListAttachedGroupPolicies", this::listAttachedGroupPolicies);
        actions.put("AttachUserPolicy", this::attachUserPolicy);
        actions.put("DetachUserPolicy", this::detachUserPolicy);
        actions.put("ListAttachedUserPolicies", this::listAttachedUserPolicies);
        return actions;
    }

    private Consumer<Xml> createGroup(Caller caller, Query query) throws AwsError {
        String name = query.required("GroupName", Query.Form.NAME);
        String path = query.optional("Path", Query.Form.PATH).orElse("/");
        caller.mustBeAllowed("iam:CreateGroup", account.arn("iam", "group" + path + name));
        if (account.groups().stream().anyMatch(group -> group.name().equalsIgnoreCase(name))) {
            throw AwsError.alreadyExists("Group with name " + name + " already exists.");
        }
        Group group = account.addGroup(path, name);
        return xml -> xml.group("Group", group::write);
    }

    private Consumer<Xml> getGroup(Caller caller, Query query) throws AwsError {
        Group group = group(caller, query, "iam:GetGroup");
        Page<Principal> page = Page.of(group.members(), Principal::name, query, account.pageSizeMax());
        return xml -> {
            xml.group("Group", group::write);
            xml.group(
                    "Users",
                    list -> page.items().forEach(user -> list.group("member", member -> Subjects.write(member, user))));
            page.writeEnd(xml);
        };
    }

    private Consumer<Xml> deleteGroup(Caller caller, Query query) throws AwsError {
        Group group = group(caller, query, "iam:DeleteGroup");
        if (!group.members().isEmpty()) {
            throw new AwsError(409, "DeleteConflict", "Cannot delete entity, must remove users from group first.");
        }
        if (!group.grants().attached().isEmpty()) {
            throw new AwsError(409, "DeleteConflict", "Cannot delete entity, must detach all policies first.");
        }
        account.removeGroup(group);
        return Action.NOTHING;
    }

    private Consumer<Xml> listGroupsForUser(Caller caller, Query query) throws AwsError {
        Principal user = subjects.named(caller, query, "iam:ListGroupsForUser");
        Page<Group> page = Page.of(user.groups(), Group::name, query, account.pageSizeMax());
        return xml -> {
            xml.group("Groups", list -> page.items().forEach(group -> list.group("member", group::write)));
            page.writeEnd(xml);
        };
    }

    private Consumer<Xml> addUserToGroup(Caller caller, Query query) throws AwsError {
        query.required("UserName", Query.Form.NAME);
        Group group = group(caller, query, "iam:AddUserToGroup");
        Principal user = user(query);
        if (!user.groups().contains(group) && user.groups().size() >= Group.PER_USER_MAX) {
            throw AwsError.limitExceeded("GroupsPerUser", Group.PER_USER_MAX);
        }
        group.add(user);
        return Action.NOTHING;
    }

    private Consumer<Xml> removeUserFromGroup(Caller caller, Query query) throws AwsError {
        query.required("UserName", Query.Form.NAME);
        Group group = group(caller, query, "iam:RemoveUserFromGroup");
        Principal user = user(query);
        if (!user.groups().contains(group)) {
            throw AwsError.noSuchEntity("User " + user.name() + " is not in group " + group.name() + ".");
        }
        group.remove(user);
        return Action.NOTHING;
    }

    /** The permission is about the group, so nothing more is asked of the user. */
    private Principal user(Query query) throws AwsError {
        String name = query.required("UserName", Query.Form.NAME);
        return account.user(name).orElseThrow(() -> AwsError.noSuchUser(name));
    }

    private Consumer<Xml> attachGroupPolicy(Caller caller, Query query) throws AwsError {
        query.required("PolicyArn", Query.Form.POLICY_ARN);
        attach(group(caller, query, "iam:AttachGroupPolicy").grants(), query, "PoliciesPerGroup");
        return Action.NOTHING;
    }

    private Consumer<Xml> detachGroupPolicy(Caller caller, Query query) throws AwsError {
        query.required("PolicyArn", Query.Form.POLICY_ARN);
        detach(group(caller, query, "iam:DetachGroupPolicy").grants(), query);
        return Action.NOTHING;
    }

    private Consumer<Xml> listAttachedGroupPolicies(Caller caller, Query query) throws AwsError {
        Group group = group(caller, query, "iam:ListAttachedGroupPolicies");
        return attached(group.grants(), query);
    }

    private Consumer<Xml> attachUserPolicy(Caller caller, Query query) throws AwsError {
        query.required("PolicyArn", Query.Form.POLICY_ARN);
        query.required("UserName", Query.Form.USER_NAME);
        attach(subjects.named(caller, query, "iam:AttachUserPolicy").grants(), query, "PoliciesPerUser");
        return Action.NOTHING;
    }

    private Consumer<Xml> detachUserPolicy(Caller caller, Query query) throws AwsError {
        query.required("PolicyArn", Query.Form.POLICY_ARN);
        query.required("UserName", Query.Form.USER_NAME);
        detach(subjects.named(caller, query, "iam:DetachUserPolicy").grants(), query);
        return Action.NOTHING;
    }

    private Consumer<Xml> listAttachedUserPolicies(Caller caller, Query query) throws AwsError {
        query.required("UserName", Query.Form.USER_NAME);
        return attached(
                subjects.named(caller, query, "iam:ListAttachedUserPolicies").grants(), query);
    }

    private void attach(Grants grants, Query query, String quota) throws AwsError {
        String arn = query.text("PolicyArn");
        ManagedPolicy policy = account.policy(arn)
                .filter(ManagedPolicy::known)
                .orElseThrow(() -> AwsError.noSuchEntity("Policy " + arn + " does not exist or is not attachable."));
        if (!grants.has(policy) && grants.attached().size() >= Grants.ATTACHED_MAX) {
            throw AwsError.limitExceeded(quota, Grants.ATTACHED_MAX);
        }
        grants.attach(policy);
    }

    private void detach(Grants grants, Query query) throws AwsError {
        String arn = query.text("PolicyArn");
        Optional<ManagedPolicy> policy = account.policy(arn);
        if (policy.isEmpty() || !grants.detach(policy.get())) {
            throw AwsError.noSuchEntity("Policy " + arn + " was not found.");
        }
    }

    private Consumer<Xml> attached(Grants grants, Query query) throws AwsError {
        String prefix = query.optional("PathPrefix", Query.Form.POLICY_PATH).orElse("/");
        List<ManagedPolicy> fitting = grants.attached().stream()
                .filter(policy -> policy.path().startsWith(prefix))
                .toList();
        Page<ManagedPolicy> page = Page.of(fitting, ManagedPolicy::arn, query, account.pageSizeMax());
        return xml -> {
            Grants.writeAttached(xml, "AttachedPolicies", page.items());
            page.writeEnd(xml);
        };
    }

    /** Whether the group exists is told only to those who may ask. */
    private Group group(Caller caller, Query query, String action) throws AwsError {
        String name = query.required("GroupName", Query.Form.NAME);
        Optional<Group> group = account.group(name);
        caller.mustBeAllowed(action, group.map(Group::arn).orElse(account.arn("iam", "group/" + name)));
        return group.orElseThrow(() -> AwsError.noSuchEntity("The group with name " + name + " cannot be found."));
    }
}
