package totp.standin;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** AssumeRole: with a long-term key and perhaps a code, or with a session, which makes it role chaining. */
final class RoleActions {
    private static final int QUARTER = 900;
    private static final int HOUR = 3600;

    private final Organization organization;
    private final Devices devices;

    RoleActions(Account account, Organization organization) {
        this.organization = organization;
        devices = account.devices();
    }

    Consumer<Xml> assumeRole(Caller caller, Query query) throws AwsError {
        String arn = query.required("RoleArn", Query.Form.ROLE_ARN);
        String session = query.required("RoleSessionName", Query.Form.SESSION_NAME);
        int seconds = query.number("DurationSeconds", HOUR, QUARTER, 12 * HOUR);
        Optional<String> externalId = query.optional("ExternalId", Query.Form.EXTERNAL_ID);
        if (caller.principal().kind() == Principal.Kind.ROOT) {
            throw AwsError.accessDenied("Roles may not be assumed by root accounts.");
        }
        caller.mustBeAllowed("sts:AssumeRole", arn);
        boolean code = verified(caller, query);
        Role role = organization
                .role(arn)
                .filter(found ->
                        found.trusts(caller.principal(), code || caller.key().mfa(), externalId))
                .orElseThrow(() ->
                        AwsError.accessDenied("User: " + caller.principal().arn()
                                + " is not authorized to perform: sts:AssumeRole on resource: " + arn));
        checkDuration(caller, role, seconds);
        Principal assumed = role.account().addRole(role, session);
        AccessKey.Kind kind = caller.key().temporary() ? AccessKey.Kind.CHAINED_ROLE : AccessKey.Kind.ROLE;
        AccessKey key = role.account().addSession(assumed, kind, code, Duration.ofSeconds(seconds));
        return xml -> {
            StsActions.writeCredentials(xml, key);
            xml.group(
                    "AssumedRoleUser",
                    user -> user.element("AssumedRoleId", assumed.id()).element("Arn", assumed.arn()));
        };
    }

    /** Whether a code was given, and was right; only who has the device and a long-term key can give one. */
    private boolean verified(Caller caller, Query query) throws AwsError {
        Optional<String> serial = query.optional("SerialNumber", Query.Form.SERIAL);
        Optional<String> code = query.optional("TokenCode", Query.Form.CODE);
        if (serial.isPresent() != code.isPresent()) {
            throw StsActions.bothOrNone();
        }
        if (serial.isEmpty()) {
            return false;
        }
        if (caller.key().temporary()) {
            throw AwsError.accessDenied("Cannot call AssumeRole with a code and session credentials");
        }
        devices.signIn(caller.principal(), serial.get(), code.orElseThrow());
        return true;
    }

    private static void checkDuration(Caller caller, Role role, int seconds) throws AwsError {
        if (caller.key().temporary() && seconds > HOUR) {
            throw AwsError.validation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed"
                    + " by role chaining.");
        }
        if (seconds > role.longest().toSeconds()) {
            throw AwsError.validation(
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
    }
}
