package totp.standin;

import java.util.Optional;

/** Whom a call is about: the one named, or else the caller. */
final class Subjects {
    private final Account account;

    Subjects(Account account) {
        this.account = account;
    }

    Principal namedOrCaller(Caller caller, Query query, String action) throws AwsError {
        if (query.optional("UserName", Query.Form.NAME).isPresent()) {
            return named(caller, query, action);
        }
        if (caller.principal().kind() == Principal.Kind.ASSUMED_ROLE) {
            throw AwsError.validation("Must specify userName when calling with non-User credentials");
        }
        caller.mustBeAllowed(action, caller.principal().arn());
        return caller.principal();
    }

    /** Whether the user exists is told only to those who may ask. */
    Principal named(Caller caller, Query query, String action) throws AwsError {
        String name = query.required("UserName", Query.Form.NAME);
        Optional<Principal> user = account.user(name);
        caller.mustBeAllowed(action, user.map(Principal::arn).orElse(account.arn("iam", "user/" + name)));
        return user.orElseThrow(() -> AwsError.noSuchUser(name));
    }

    /** Root has neither a path nor a name of its own. */
    static void write(Xml xml, Principal user) {
        if (user.kind() == Principal.Kind.USER) {
            xml.element("Path", user.path()).element("UserName", user.name());
        }
        xml.element("UserId", user.id())
                .element("Arn", user.arn())
                .element("CreateDate", ServerClock.xmlDate(user.created()));
    }

    /** Answers about root leave the name out. */
    static void writeName(Xml xml, Principal user) {
        if (user.kind() == Principal.Kind.USER) {
            xml.element("UserName", user.name());
        }
    }
}
