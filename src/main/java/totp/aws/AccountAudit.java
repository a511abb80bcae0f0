package totp.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.aws.AccountDetails.VirtualDevice;
import totp.aws.UserFacts.Part;
import totp.message.Message;
import totp.otp.AwsDevice;

/**
 * What is amiss in an account. It is told what AWS says, and asks nobody: devices and policies first, then the report, whose rows
 * are put together with them, and then the users whom the report accuses, as they are now. Of each user some hundred bytes are
 * kept, and of policies those that demand MFA.
 */
public final class AccountAudit {
    private final Checklist checklist;
    private final Duration maxUnused;
    private final Instant now;
    private final UserChecks userChecks;
    private final AccountChecks accountChecks;
    private final Map<String, Standing> standings = new HashMap<>();
    private final Map<String, UserFacts> users = new LinkedHashMap<>();
    private final Map<String, Optional<String>> owners = new LinkedHashMap<>();
    private final Set<String> withVirtualDevice = new HashSet<>();
    private final List<Finding> others = new ArrayList<>();
    private @Nullable AccountSummary summary;
    private @Nullable ReportRow root;
    private @Nullable PasswordPolicy passwords;

    /**
     * An audit that knows nothing yet.
     *
     * @param now by AWS's clock
     * @param checklist what is looked for, and where it is noted what cannot be
     */
    public AccountAudit(Identity caller, Instant now, Duration maxKeyAge, Duration maxUnused, Checklist checklist) {
        this.now = now;
        this.maxUnused = maxUnused;
        this.checklist = checklist;
        userChecks = new UserChecks(now, maxKeyAge, maxUnused);
        accountChecks = new AccountChecks(now, caller);
    }

    /**
     * A user whom the report accuses, or does not know.
     *
     * @param parts what AWS is to be asked before that holds
     */
    public record Accused(String name, Set<Part> parts) {}

    public void summary(AccountSummary told) {
        summary = told;
        if (!told.rootPassword()) {
            checklist.notApplicable(AuditCheck.ROOT_MFA, Message.of("aws.audit-root-without-password"));
        }
    }

    public void passwordPolicy(Optional<PasswordPolicy> policy) {
        passwords = policy.orElse(null);
        others.addAll(accountChecks.passwords(policy));
    }

    /** What was told of passwords; null if nothing is asked of them. */
    public @Nullable PasswordPolicy passwords() {
        return passwords;
    }

    public void device(VirtualDevice device) {
        owners.put(device.serial(), device.owner());
        device.owner().ifPresentOrElse(withVirtualDevice::add, () -> others.add(AccountChecks.unassigned(device)));
    }

    /**
     * A device of the vault; after all that AWS knows.
     *
     * @param earlier whether it is known that another one has its ARN now
     */
    public void vaulted(String name, AwsDevice device, boolean earlier) {
        AccountChecks.vaulted(name, device, earlier, owners).ifPresent(others::add);
    }

    /** Before the report. */
    public void user(AccountDetails.User user) {
        Standing standing = Standing.of(user);
        standings.put(user.name(), standing);
        if (standing.unread()) {
            for (AuditCheck check : List.of(
                    AuditCheck.ADMIN_NO_MFA,
                    AuditCheck.ENFORCEMENT_HOLE,
                    AuditCheck.ENFORCEMENT_NONE,
                    AuditCheck.ENFORCEMENT_WEAK)) {
                checklist.unmade(check, Message.of("aws.audit-policies-unread", user.name()));
            }
        }
    }

    /**
     * Reads the report, after users and devices were told.
     *
     * @param current whether it was written after the audit began, so that nobody had time to mend anything
     */
    public void report(CredentialReport report, boolean current) throws AwsException {
        report.read(row -> {
            if (row.isRoot()) {
                root = row;
                return;
            }
            UserFacts user = UserFacts.of(row, current);
            users.put(row.user(), withVirtualDevice.contains(row.user()) ? user.withVirtualDevice() : user);
        });
        standings.forEach(
                (name, standing) -> users.computeIfAbsent(name, unknown -> UserFacts.newcomer(name, standing.arn())));
    }

    /** What AWS says of a user now. */
    public void live(String name, LiveUser told) {
        if (told.isThere()) {
            users.computeIfPresent(name, (same, user) -> user.with(told));
        } else {
            users.remove(name);
        }
    }

    /** Whom AWS is to be asked about, those of the heaviest accusations first; whom the report does not know before all. */
    public List<Accused> accused() {
        Map<Accused, AuditLevel> found = new LinkedHashMap<>();
        for (UserFacts user : users.values()) {
            if (isNewcomer(user) && user.sure().isEmpty()) {
                found.put(new Accused(user.name(), EnumSet.allOf(Part.class)), AuditLevel.critical);
                continue;
            }
            Set<Part> parts = EnumSet.noneOf(Part.class);
            AuditLevel worst = AuditLevel.info;
            for (Finding finding : findingsOf(user)) {
                parts.addAll(finding.check().parts());
                worst = finding.level().compareTo(worst) < 0 ? finding.level() : worst;
            }
            parts.remove(Part.SIGN_IN);
            parts.removeAll(user.sure());
            if (!parts.isEmpty()) {
                found.put(new Accused(user.name(), parts), worst);
            }
        }
        return found.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isNewcomer(UserFacts user) {
        return user.created().isEmpty();
    }

    /** Users of whom a key is told whose id the report does not know, the heaviest accusations first. */
    public List<String> withNamelessKeys() {
        return findings().stream()
                .filter(finding -> finding.check().parts().contains(Part.KEYS))
                .map(finding -> finding.subject().name())
                .distinct()
                .filter(name -> Optional.ofNullable(users.get(name)).stream()
                        .flatMap(user -> user.keys().stream())
                        .anyMatch(key -> key.id().isEmpty()))
                .toList();
    }

    /** Only of keys that are older AWS is asked whether they are used. */
    public Instant unusedSince() {
        return now.minus(maxUnused);
    }

    public Collection<UserFacts> users() {
        return List.copyOf(users.values());
    }

    /** Whether a user may do everything; empty if it is not known. */
    public Optional<Boolean> isAdmin(UserFacts user) {
        return Optional.ofNullable(standings.get(user.name())).map(Standing::admin);
    }

    /** Whether policies let a user do nothing without MFA; empty if it is not known. */
    public Optional<Boolean> isEnforced(UserFacts user) {
        return Optional.ofNullable(standings.get(user.name())).map(Standing::isEnforced);
    }

    private List<Finding> findingsOf(UserFacts user) {
        return userChecks.of(user, standings.get(user.name())).stream()
                .filter(finding -> !checklist.isSkipped(finding.check()))
                .toList();
    }

    /** All that is amiss, the heaviest first. */
    public List<Finding> findings() {
        List<Finding> found = new ArrayList<>(others);
        if (summary != null) {
            found.addAll(accountChecks.root(summary, Optional.ofNullable(root)));
        }
        if (root != null) {
            found.addAll(accountChecks.rootUse(root));
        }
        EnforcementChecks enforcement = new EnforcementChecks();
        for (UserFacts user : users.values()) {
            found.addAll(findingsOf(user));
            Standing standing = standings.get(user.name());
            if (user.password() && standing != null) {
                enforcement.add(standing);
            }
        }
        found.addAll(enforcement.findings());
        found.removeIf(finding -> checklist.isSkipped(finding.check()));
        found.sort(Comparator.comparing(Finding::level)
                .thenComparing(Finding::check)
                .thenComparing(finding -> finding.subject().name()));
        return found;
    }
}
