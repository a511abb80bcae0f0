package totp.standin;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Access keys of users and of root. Without a name the owner of the key that signs is meant. */
final class KeyActions {
    private final Account account;
    private final Subjects subjects;

    KeyActions(Account account) {
        this.account = account;
        subjects = new Subjects(account);
    }

    Map<String, Action> byName() {
        return Map.of(
                "ListAccessKeys", this::listAccessKeys,
                "GetAccessKeyLastUsed", this::getAccessKeyLastUsed,
                "CreateAccessKey", this::createAccessKey,
                "UpdateAccessKey", this::updateAccessKey,
                "DeleteAccessKey", this::deleteAccessKey,
                "ListSigningCertificates", this::listSigningCertificates);
    }

    private Consumer<Xml> listAccessKeys(Caller caller, Query query) throws AwsError {
        Principal user = subjects.namedOrCaller(caller, query, "iam:ListAccessKeys");
        Page<AccessKey> page = Page.of(account.keys().of(user), AccessKey::id, query, account.pageSizeMax());
        return xml -> {
            xml.group(
                    "AccessKeyMetadata",
                    list -> page.items()
                            .forEach(key -> list.group("member", member -> {
                                Subjects.writeName(member, user);
                                writeKey(member, key);
                            })));
            page.writeEnd(xml);
        };
    }

    private void writeKey(Xml xml, AccessKey key) {
        Keys.State state = account.keys().state(key);
        xml.element("AccessKeyId", key.id())
                .element("Status", state.status())
                .element("CreateDate", ServerClock.xmlDate(state.created()));
    }

    /** A key that is not there, and one that the caller may not ask about, get the same answer. */
    private Consumer<Xml> getAccessKeyLastUsed(Caller caller, Query query) throws AwsError {
        String id = query.required("AccessKeyId", Query.Form.KEY_ID);
        Optional<AccessKey> key = account.keys().longTerm(id);
        caller.mustBeAllowed(
                "iam:GetAccessKeyLastUsed",
                key.map(found -> found.principal().arn()).orElse("*"));
        if (key.isEmpty()) {
            throw AwsError.accessDenied("User: " + caller.principal().arn()
                    + " is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key " + id);
        }
        Optional<Keys.Use> use = account.keys().state(key.get()).used();
        return xml -> {
            Subjects.writeName(xml, key.get().principal());
            xml.group("AccessKeyLastUsed", last -> {
                use.ifPresent(at -> last.element("LastUsedDate", ServerClock.xmlDate(at.time())));
                last.element("ServiceName", use.map(Keys.Use::service).orElse("N/A"))
                        .element("Region", use.map(Keys.Use::region).orElse("N/A"));
            });
        };
    }

    private Consumer<Xml> createAccessKey(Caller caller, Query query) throws AwsError {
        Principal user = subjects.namedOrCaller(caller, query, "iam:CreateAccessKey");
        if (account.keys().of(user).size() >= Keys.PER_USER_MAX) {
            throw AwsError.limitExceeded("AccessKeysPerUser", Keys.PER_USER_MAX);
        }
        AccessKey key = account.addKey(user);
        return xml -> xml.group("AccessKey", content -> {
            Subjects.writeName(content, user);
            writeKey(content, key);
            content.element("SecretAccessKey", key.secret());
        });
    }

    private Consumer<Xml> updateAccessKey(Caller caller, Query query) throws AwsError {
        String status = query.required("Status", Query.Form.KEY_STATUS);
        AccessKey key = key(caller, query, "iam:UpdateAccessKey");
        account.keys().setActive(key, status.equals("Active"));
        return Action.NOTHING;
    }

    private Consumer<Xml> deleteAccessKey(Caller caller, Query query) throws AwsError {
        account.keys().remove(key(caller, query, "iam:DeleteAccessKey"));
        return Action.NOTHING;
    }

    /** Nobody here has any. */
    private Consumer<Xml> listSigningCertificates(Caller caller, Query query) throws AwsError {
        subjects.namedOrCaller(caller, query, "iam:ListSigningCertificates");
        return xml -> xml.group("Certificates", list -> {}).element("IsTruncated", "false");
    }

    /** Somebody else's key is no key of this user. */
    private AccessKey key(Caller caller, Query query, String action) throws AwsError {
        String id = query.required("AccessKeyId", Query.Form.KEY_ID);
        Principal user = subjects.namedOrCaller(caller, query, action);
        return account.keys()
                .longTerm(id)
                .filter(key -> key.principal().equals(user))
                .orElseThrow(() -> AwsError.noSuchEntity("The Access Key with id " + id + " cannot be found."));
    }
}
