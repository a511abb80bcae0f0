package totp.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
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
    private final Set<AuditCheck> skipped;
    private final Duration maxUnused;
    private final Instant now;
    private final UserChecks userChecks;
    private final AccountChecks accountChecks;
    private final Map<AuditCheck, Message> notApplicable = new EnumMap<>(AuditCheck.class);
    private final Map<AuditCheck, Message> unmade = new EnumMap<>(AuditCheck.class);
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
     * @param skipped what is not to be looked for
     */
    public AccountAudit(Identity caller, Instant now, Duration maxKeyAge, Duration maxUnused, Set<AuditCheck> skipped) {
        this.now = now;
        this.maxUnused = maxUnused;
        this.skipped = Set.copyOf(skipped);
        userChecks = new UserChecks(now, maxKeyAge, maxUnused);
        accountChecks = new AccountChecks(now, caller);
    }

    /** How a check ended; spelled so in documents. */
    public enum Status {
        pass,
        fail,
        skipped,
        not_applicable
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
            notApplicable(AuditCheck.ROOT_MFA, Message.of("aws.audit-root-without-password"));
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

    /** After all devices. */
    public void vaulted(String name, AwsDevice device) {
        AccountChecks.vaulted(name, device, owners).ifPresent(others::add);
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
                unmade(check, Message.of("aws.audit-policies-unread", user.name()));
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

    /** A check cannot be made, or not of everybody. The first reason stays. */
    public void unmade(AuditCheck check, Message why) {
        unmade.putIfAbsent(check, why);
    }

    /** There is nothing to look at, which is as good as a pass. */
    public void notApplicable(AuditCheck check, Message why) {
        notApplicable.put(check, why);
    }

    /** What needs this cannot be made. */
    public void unmade(AuditCheck.Source source, Message why) {
        for (AuditCheck check : AuditCheck.values()) {
            if (check.needs(source)) {
                unmade(check, why);
            }
        }
    }

    /** The same of what is known of a user. */
    public void unmade(Part part, Message why) {
        for (AuditCheck check : AuditCheck.values()) {
            if (check.parts().contains(part)) {
                unmade(check, why);
            }
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
                .filter(finding -> !skipped.contains(finding.check()))
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
        found.removeIf(finding -> skipped.contains(finding.check()));
        found.sort(Comparator.comparing(Finding::level)
                .thenComparing(Finding::check)
                .thenComparing(finding -> finding.subject().name()));
        return found;
    }

    /**
     * How a check ended.
     *
     * @param found what {@link #findings} told
     */
    public Status status(AuditCheck check, List<Finding> found) {
        if (skipped.contains(check)) {
            return Status.skipped;
        }
        if (found.stream().anyMatch(finding -> finding.check() == check)) {
            return Status.fail;
        }
        if (notApplicable.containsKey(check)) {
            return Status.not_applicable;
        }
        return unmade.containsKey(check) ? Status.skipped : Status.pass;
    }

    /** Why a check was not made, or not of everybody. */
    public Optional<Message> reason(AuditCheck check) {
        if (skipped.contains(check)) {
            return Optional.of(Message.said("--skip"));
        }
        return Optional.ofNullable(notApplicable.get(check)).or(() -> Optional.ofNullable(unmade.get(check)));
    }

    /** What could not be made although it was asked for, with the reason. */
    public Map<AuditCheck, Message> unmade() {
        Map<AuditCheck, Message> missing = new EnumMap<>(AuditCheck.class);
        missing.putAll(unmade);
        missing.keySet().removeAll(skipped);
        missing.keySet().removeAll(notApplicable.keySet());
        return missing;
    }
}
