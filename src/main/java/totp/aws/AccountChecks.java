package totp.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import totp.aws.AccountDetails.VirtualDevice;
import totp.aws.Finding.Kind;
import totp.aws.Finding.Subject;
import totp.aws.ReportRow.ReportedKey;
import totp.message.Message;
import totp.otp.AwsDevice;

/** What is amiss with root, with devices, and with the account as a whole. */
final class AccountChecks {
    /** CIS Amazon Web Services Foundations Benchmark 3.0, 1.8 and 1.9. */
    private static final int LENGTH_MIN = 14;

    private static final int REUSE_MIN = 24;

    private static final Duration ROOT_USED_WITHIN = Duration.ofDays(30);

    private final Instant now;
    private final Subject account;
    private final Subject root;

    AccountChecks(Instant now, Identity caller) {
        this.now = now;
        String prefix = "arn:" + caller.partition() + ":iam::" + caller.accountId() + ":";
        account = new Subject(Kind.account, "", prefix + "root");
        root = new Subject(Kind.root, "", prefix + "root");
    }

    /** @param row what the report says of root, if it was read; whether there is a key the summary knows better */
    List<Finding> root(AccountSummary summary, Optional<ReportRow> row) {
        List<Finding> found = new ArrayList<>();
        if (summary.rootKeys()) {
            List<ReportedKey> keys = row.stream()
                    .flatMap(of -> of.keys().stream())
                    .filter(ReportedKey::isThere)
                    .toList();
            found.add(rootKey(keys));
        }
        if (!summary.rootDevice() && summary.rootPassword()) {
            found.add(new Finding(AuditCheck.ROOT_MFA, root, Message.of("aws.audit-root-mfa"), Map.of(), true));
        }
        return found;
    }

    private Finding rootKey(List<ReportedKey> keys) {
        Map<String, Object> detail = new LinkedHashMap<>();
        if (keys.isEmpty()) {
            return new Finding(AuditCheck.ROOT_KEY, root, Message.of("aws.audit-root-key"), detail, true);
        }
        Instant oldest = keys.stream()
                .map(key -> key.rotated().orElseThrow())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Optional<AccessKey.Use> use = lastUse(keys);
        detail.put("keys", keys.size());
        detail.put("active_keys", keys.stream().filter(ReportedKey::active).count());
        detail.put("created", oldest);
        long days = Duration.between(oldest, now).toDays();
        detail.put("age_days", days);
        use.ifPresent(last -> UserChecks.put(detail, last));
        Message what = Message.counted("aws.audit-root-keys", keys.size(), days, UserChecks.use(use));
        return new Finding(AuditCheck.ROOT_KEY, root, what, detail, true);
    }

    private static Optional<AccessKey.Use> lastUse(List<ReportedKey> keys) {
        return keys.stream()
                .filter(key -> key.used().isPresent())
                .max(Comparator.comparing(key -> key.used().orElseThrow()))
                .map(key -> new AccessKey.Use(key.used().orElseThrow(), key.service(), key.region()));
    }

    /** Root is for what nobody else may do. That it was used nobody undoes: what the report says is so still. */
    List<Finding> rootUse(ReportRow row) {
        List<Finding> found = new ArrayList<>();
        row.passwordUsed().filter(this::isRecent).ifPresent(used -> {
            Message what = Message.of("aws.audit-root-password-used", UserChecks.day(used));
            found.add(new Finding(AuditCheck.ROOT_USED, root, what, Map.of("password_last_used", used), true));
        });
        lastUse(row.keys()).filter(use -> isRecent(use.when())).ifPresent(use -> {
            Map<String, Object> detail = new LinkedHashMap<>();
            UserChecks.put(detail, use);
            Message what =
                    Message.of("aws.audit-root-key-used", UserChecks.day(use.when()), use.service(), use.region());
            found.add(new Finding(AuditCheck.ROOT_USED, root, what, detail, true));
        });
        return found;
    }

    private boolean isRecent(Instant time) {
        return !time.plus(ROOT_USED_WITHIN).isBefore(now);
    }

    List<Finding> passwords(Optional<PasswordPolicy> policy) {
        if (policy.isEmpty()) {
            return List.of(password(Message.of("aws.audit-no-password-policy"), "none", Map.of()));
        }
        List<Finding> found = new ArrayList<>();
        int length = policy.get().minimumLength();
        if (length < LENGTH_MIN) {
            found.add(password(
                    Message.of("aws.audit-password-length", length, LENGTH_MIN),
                    "length",
                    Map.of("minimum_length", length)));
        }
        int reuse = policy.get().reusePrevention();
        if (reuse < REUSE_MIN) {
            found.add(password(
                    Message.of("aws.audit-password-reuse", reuse, REUSE_MIN),
                    "reuse",
                    Map.of("reuse_prevention", reuse)));
        }
        return found;
    }

    private Finding password(Message what, String reason, Map<String, Object> more) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("reason", reason);
        detail.putAll(more);
        return new Finding(AuditCheck.PASSWORD_POLICY, account, what, detail, true);
    }

    static Finding unassigned(VirtualDevice device) {
        String name = device.serial().substring(device.serial().lastIndexOf('/') + 1);
        Subject subject = new Subject(Kind.device, name, device.serial());
        return new Finding(AuditCheck.DEVICE_UNASSIGNED, subject, Message.of("aws.audit-unassigned"), Map.of(), true);
    }

    /**
     * A device of the vault, as AWS knows it.
     *
     * @param name of the account in the vault
     * @param earlier whether it is known that another one has its ARN now
     * @param owners whose each device is that AWS knows, by its ARN
     */
    static Optional<Finding> vaulted(
            String name, AwsDevice device, boolean earlier, Map<String, Optional<String>> owners) {
        Optional<String> owner = owners.get(device.serial());
        if (!earlier && owner != null && owner.filter(device.user()::equals).isPresent()) {
            return Optional.empty();
        }
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("serial", device.serial());
        detail.put("user", device.user());
        Message what;
        if (earlier) {
            what = Message.of("aws.audit-earlier-device", device.serial());
        } else if (owner == null) {
            what = Message.of("aws.audit-unknown-device", device.serial());
        } else if (owner.isEmpty()) {
            what = Message.of("aws.audit-nobodys-device", device.serial());
        } else {
            detail.put("owner", owner.get());
            what = Message.of("aws.audit-others-device", device.serial(), owner.get(), device.user());
        }
        return Optional.of(new Finding(
                AuditCheck.VAULT_STALE, new Subject(Kind.vault, name, device.serial()), what, detail, true));
    }
}
