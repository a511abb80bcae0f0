package totp.standin;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the program asks of the Security Token Service. */
final class StsActions {
    private static final int HOUR = 3600;

    private final Account account;
    private final Devices devices;
    private final RoleActions roles;
    private final RootActions root;

    StsActions(Account account, Organization organization) {
        this.account = account;
        devices = account.devices();
        roles = new RoleActions(account, organization);
        root = new RootActions(account, organization);
    }

    Map<String, Action> byName() {
        return Map.of(
                "GetCallerIdentity", this::getCallerIdentity,
                "GetSessionToken", this::getSessionToken,
                "AssumeRole", roles::assumeRole,
                "AssumeRoot", root::assumeRoot);
    }

    /** Needs no permission, and no policy can forbid it. */
    private Consumer<Xml> getCallerIdentity(Caller caller, Query query) {
        Principal principal = caller.principal();
        return xml -> xml.element("Arn", principal.arn())
                .element("UserId", principal.id())
                .element("Account", account.id());
    }

    /**
     * The documentation says that no policy can control it; its own example policies list it among what must not be denied,
     * and users report refusals "with an explicit deny". So a Deny holds here, and no Allow is needed.
     */
    private Consumer<Xml> getSessionToken(Caller caller, Query query) throws AwsError {
        int seconds = query.number("DurationSeconds", 12 * HOUR, HOUR / 4, 36 * HOUR);
        Optional<String> serial = query.optional("SerialNumber", Query.Form.SERIAL);
        Optional<String> code = query.optional("TokenCode", Query.Form.CODE);
        Principal principal = caller.principal();
        if (caller.key().temporary()) {
            throw AwsError.accessDenied("Cannot call GetSessionToken with session credentials");
        }
        caller.mustNotBeForbidden("sts:GetSessionToken", principal.arn());
        if (serial.isPresent() != code.isPresent()) {
            throw bothOrNone();
        }
        if (serial.isPresent()) {
            devices.signIn(principal, serial.get(), code.orElseThrow());
        }
        if (principal.kind() == Principal.Kind.ROOT) {
            seconds = Math.min(seconds, HOUR);
        }
        AccessKey session =
                account.addSession(principal, AccessKey.Kind.SESSION, serial.isPresent(), Duration.ofSeconds(seconds));
        return xml -> writeCredentials(xml, session);
    }

    static void writeCredentials(Xml xml, AccessKey session) {
        xml.group(
                "Credentials",
                credentials -> credentials
                        .element("AccessKeyId", session.id())
                        .element("SecretAccessKey", session.secret())
                        .element("SessionToken", session.token())
                        .element("Expiration", ServerClock.xmlDate(session.expires())));
    }

    static AwsError bothOrNone() {
        return AwsError.accessDenied(
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
    }
}
