package totp.aws;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.Finding.Kind;
import totp.aws.Finding.Subject;
import totp.aws.UserFacts.HeldKey;
import totp.aws.UserFacts.Mfa;
import totp.message.Message;

/** What is amiss with a user, by what is known of him. */
final class UserChecks {
    private final Instant now;
    private final Duration maxKeyAge;
    private final Duration maxUnused;

    UserChecks(Instant now, Duration maxKeyAge, Duration maxUnused) {
        this.now = now;
        this.maxKeyAge = maxKeyAge;
        this.maxUnused = maxUnused;
    }

    /** @param standing null where it is not known what policies make of him */
    List<Finding> of(UserFacts user, @Nullable Standing standing) {
        List<Finding> found = new ArrayList<>();
        checkMfa(found, user, standing != null && standing.admin());
        if (standing != null && user.password() && standing.demanding().isEmpty() && !standing.unread()) {
            found.add(finding(AuditCheck.ENFORCEMENT_NONE, user, Message.of("aws.audit-not-enforced"), Map.of()));
        }
        checkPassword(found, user);
        user.keys().forEach(key -> checkKey(found, user, key));
        if (user.keys().stream().filter(HeldKey::active).count() > 1) {
            Map<String, Object> detail = Map.of(
                    "key_ids",
                    user.keys().stream().flatMap(key -> key.id().stream()).toList());
            found.add(finding(AuditCheck.KEY_TWO, user, Message.of("aws.audit-two-keys"), detail));
        }
        return found;
    }

    private static void checkMfa(List<Finding> found, UserFacts user, boolean admin) {
        boolean key = user.hasActiveKey();
        boolean password = user.password();
        if (user.mfa() == Mfa.NONE && (password || key)) {
            if (admin) {
                Message by = password && key
                        ? Message.of("aws.audit-password-and-key")
                        : password ? Message.of("aws.audit-password") : Message.of("aws.audit-key");
                found.add(finding(AuditCheck.ADMIN_NO_MFA, user, Message.of("aws.audit-admin", by), holding(user)));
            }
            if (password) {
                Message what = Message.of("aws.audit-console");
                found.add(finding(AuditCheck.CONSOLE_NO_MFA, user, what, holding(user)));
            }
        }
        if (key && !password && user.mfa() != Mfa.DEVICE) {
            // For an access key MFA is a session of STS, which takes codes alone.
            Message what = user.mfa() == Mfa.PASSKEYS
                    ? Message.of("aws.audit-key-and-passkey")
                    : Message.of("aws.audit-key-alone");
            found.add(finding(AuditCheck.KEY_NO_MFA, user, what, holding(user)));
        }
    }

    private static Map<String, Object> holding(UserFacts user) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("password", user.password());
        detail.put("active_keys", user.keys().stream().filter(HeldKey::active).count());
        return detail;
    }

    /** A password that was never used counts from its making. */
    private void checkPassword(List<Finding> found, UserFacts user) {
        Optional<Instant> last = user.passwordUsed().or(user::passwordChanged);
        if (!user.password() || last.isEmpty() || !isOlder(last.get(), maxUnused)) {
            return;
        }
        boolean used = user.passwordUsed().isPresent();
        Message what = used
                ? Message.of("aws.audit-password-used", day(last.get()), days(last.get()))
                : Message.of("aws.audit-password-never-used", days(last.get()));
        found.add(finding(
                AuditCheck.PASSWORD_UNUSED, user, what, Map.of(used ? "last_used" : "last_changed", last.get())));
    }

    private void checkKey(List<Finding> found, UserFacts user, HeldKey key) {
        Object name = key.id().<Object>map(id -> id).orElseGet(() -> Message.of("aws.audit-a-key"));
        long days = days(key.created());
        if (!key.active()) {
            Message what = Message.of("aws.audit-key-inactive", name, days);
            found.add(finding(AuditCheck.KEY_INACTIVE, user, what, detail(key)));
            return;
        }
        Instant lastUse = key.use().map(AccessKey.Use::when).orElse(key.created());
        boolean unused = isOlder(key.created(), maxUnused) && isOlder(lastUse, maxUnused);
        Message what = Message.of("aws.audit-key-active", name, days, use(key.use()));
        if (isOlder(key.created(), maxKeyAge)) {
            Map<String, Object> detail = detail(key);
            detail.put("in_use", !unused);
            detail.put("only_key", user.keys().size() == 1); // IAM gives nobody a third one
            found.add(finding(AuditCheck.KEY_OLD, user, what, detail));
        }
        if (unused) {
            found.add(finding(AuditCheck.KEY_UNUSED, user, what, detail(key)));
        }
    }

    private Map<String, Object> detail(HeldKey key) {
        Map<String, Object> detail = new LinkedHashMap<>();
        key.id().ifPresent(id -> detail.put("key_id", id));
        detail.put("created", key.created());
        detail.put("age_days", days(key.created()));
        key.use().ifPresent(use -> put(detail, use));
        return detail;
    }

    static void put(Map<String, Object> detail, AccessKey.Use use) {
        detail.put("last_used", use.when());
        detail.put("last_used_service", use.service());
        detail.put("last_used_region", use.region());
    }

    static Message use(Optional<AccessKey.Use> use) {
        return use.map(last -> Message.of("aws.audit-used", day(last.when()), last.service(), last.region()))
                .orElseGet(() -> Message.of("aws.audit-never-used"));
    }

    private static Finding finding(AuditCheck check, UserFacts user, Message what, Map<String, Object> detail) {
        Subject subject = new Subject(Kind.user, user.name(), user.arn());
        return new Finding(check, subject, what, detail, user.isSure(check.parts()));
    }

    /** What is exactly as old as it may be is not too old. */
    private boolean isOlder(Instant time, Duration limit) {
        return time.plus(limit).isBefore(now);
    }

    private long days(Instant since) {
        return Duration.between(since, now).toDays();
    }

    /** As AWS's console has it: in UTC, and for programs the same everywhere. */
    static String day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }
}
