package totp.standin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the account is as a whole, and who has a password. */
final class AccountActions {
    private final Account account;
    private final Subjects subjects;

    AccountActions(Account account) {
        this.account = account;
        subjects = new Subjects(account);
    }

    Map<String, Action> byName() {
        Map<String, Action> actions = new HashMap<>();
        actions.put("GetAccountSummary", this::getAccountSummary);
        actions.put("GetAccountPasswordPolicy", this::getAccountPasswordPolicy);
        actions.put("ListAccountAliases", this::listAccountAliases);
        actions.put("GetLoginProfile", this::getLoginProfile);
        actions.put("CreateLoginProfile", this::createLoginProfile);
        actions.put("DeleteLoginProfile", this::deleteLoginProfile);
        return actions;
    }

    private Consumer<Xml> getAccountSummary(Caller caller, Query query) throws AwsError {
        caller.mustBeAllowed("iam:GetAccountSummary", "*");
        Principal root = account.root();
        boolean rootMfa = !account.devices().listed(root).isEmpty();
        List<Device> all = account.devices().all();
        long inUse = all.stream().filter(device -> device.owner() != null).count();
        return xml -> xml.group("SummaryMap", map -> {
            writeEntry(map, "AccountMFAEnabled", rootMfa ? 1 : 0);
            writeEntry(map, "AccountAccessKeysPresent", account.keys().of(root).isEmpty() ? 0 : 1);
            writeEntry(map, "AccountPasswordPresent", root.password().isPresent() ? 1 : 0);
            writeEntry(map, "AccountSigningCertificatesPresent", 0);
            writeEntry(map, "MFADevices", all.size());
            writeEntry(map, "MFADevicesInUse", inUse);
            writeEntry(map, "Users", account.users().size());
            writeEntry(map, "Roles", account.roles().size());
            writeEntry(map, "Groups", account.groups().size());
            writePolicies(map);
            writeQuotas(map);
        });
    }

    /** AWS's own are no policies of the account. */
    private void writePolicies(Xml map) {
        List<ManagedPolicy> own =
                account.policies().stream().filter(policy -> !policy.isAws()).toList();
        writeEntry(map, "Policies", own.size());
        writeEntry(
                map,
                "PolicyVersionsInUse",
                own.stream().mapToInt(policy -> policy.versions().size()).sum());
    }

    /** As a new account has them. */
    private static void writeQuotas(Xml map) {
        writeEntry(map, "UsersQuota", 5000);
        writeEntry(map, "GroupsQuota", 300);
        writeEntry(map, "RolesQuota", 1000);
        writeEntry(map, "PoliciesQuota", 1500);
        writeEntry(map, "AccessKeysPerUserQuota", Keys.PER_USER_MAX);
        writeEntry(map, "PolicyVersionsInUseQuota", 10_000);
        writeEntry(map, "GroupsPerUserQuota", Group.PER_USER_MAX);
        writeEntry(map, "AttachedPoliciesPerUserQuota", Grants.ATTACHED_MAX);
        writeEntry(map, "AttachedPoliciesPerGroupQuota", Grants.ATTACHED_MAX);
        writeEntry(map, "PolicySizeQuota", PolicyCheck.MANAGED_MAX);
        writeEntry(map, "VersionsPerPolicyQuota", ManagedPolicy.VERSIONS_MAX);
        writeEntry(map, "UserPolicySizeQuota", 2048);
        writeEntry(map, "GroupPolicySizeQuota", 5120);
        writeEntry(map, "GlobalEndpointTokenVersion", 1);
    }

    private static void writeEntry(Xml map, String key, long value) {
        map.group("entry", entry -> entry.element("key", key).element("value", String.valueOf(value)));
    }

    private Consumer<Xml> getAccountPasswordPolicy(Caller caller, Query query) throws AwsError {
        caller.mustBeAllowed("iam:GetAccountPasswordPolicy", account.arn("iam", "account-password-policy/"));
        PasswordPolicy policy = account.passwordPolicy()
                .orElseThrow(() -> AwsError.noSuchEntity(
                        "The Password Policy with domain name " + account.id() + " cannot be found."));
        return xml -> xml.group("PasswordPolicy", policy::write);
    }

    private Consumer<Xml> listAccountAliases(Caller caller, Query query) throws AwsError {
        caller.mustBeAllowed("iam:ListAccountAliases", "*");
        List<String> aliases = account.alias().equals(account.id()) ? List.of() : List.of(account.alias());
        Page<String> page = Page.of(aliases, alias -> alias, query, account.pageSizeMax());
        return xml -> {
            xml.group("AccountAliases", list -> page.items().forEach(alias -> list.element("member", alias)));
            page.writeEnd(xml);
        };
    }

    private Consumer<Xml> getLoginProfile(Caller caller, Query query) throws AwsError {
        query.optional("UserName", Query.Form.USER_NAME);
        Principal user = subjects.namedOrCaller(caller, query, "iam:GetLoginProfile");
        LoginProfile profile = user.password().orElseThrow(() -> noProfile(user));
        return xml -> writeProfile(xml, user, profile);
    }

    /** Without the password that the parameters hold: it is never kept. Root's is set by mail afterwards. */
    private Consumer<Xml> createLoginProfile(Caller caller, Query query) throws AwsError {
        query.optional("UserName", Query.Form.USER_NAME);
        boolean reset = query.flag("PasswordResetRequired");
        Principal user = subjects.namedOrCaller(caller, query, "iam:CreateLoginProfile");
        if (user.kind() == Principal.Kind.USER) {
            query.required("Password", Query.Form.PASSWORD);
        }
        if (user.password().isPresent()) {
            String whose = user.kind() == Principal.Kind.ROOT ? "account " : "User ";
            throw AwsError.alreadyExists("Login Profile for " + whose + user.name() + " already exists.");
        }
        LoginProfile plain = LoginProfile.since(account.clock().instant());
        LoginProfile profile = reset ? plain.requiringReset() : plain;
        user.setPassword(profile);
        return xml -> writeProfile(xml, user, profile);
    }

    private Consumer<Xml> deleteLoginProfile(Caller caller, Query query) throws AwsError {
        query.optional("UserName", Query.Form.USER_NAME);
        Principal user = subjects.namedOrCaller(caller, query, "iam:DeleteLoginProfile");
        if (user.password().isEmpty()) {
            throw noProfile(user);
        }
        user.removePassword();
        return Action.NOTHING;
    }

    private static void writeProfile(Xml xml, Principal user, LoginProfile profile) {
        xml.group("LoginProfile", content -> {
            Subjects.writeName(content, user);
            content.element("CreateDate", ServerClock.xmlDate(profile.created()))
                    .element("PasswordResetRequired", String.valueOf(profile.resetRequired()));
        });
    }

    /** AWS really says "null" of root. */
    private static AwsError noProfile(Principal user) {
        String name = user.kind() == Principal.Kind.ROOT ? "null" : user.name();
        return AwsError.noSuchEntity("Login Profile for User " + name + " cannot be found.");
    }
}
