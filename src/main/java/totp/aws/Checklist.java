package totp.aws;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import totp.aws.UserFacts.Part;
import totp.message.Message;

/** Which checks an audit makes, and how each ended. */
public final class Checklist {
    private final Set<AuditCheck> skipped;
    private final Map<AuditCheck, Message> notApplicable = new EnumMap<>(AuditCheck.class);
    private final Map<AuditCheck, Message> unmade = new EnumMap<>(AuditCheck.class);

    /** @param skipped what is not to be looked for */
    public Checklist(Set<AuditCheck> skipped) {
        this.skipped = Set.copyOf(skipped);
    }

    /** How a check ended; spelled so in documents. */
    public enum Status {
        pass,
        fail,
        skipped,
        not_applicable
    }

    public boolean isSkipped(AuditCheck check) {
        return skipped.contains(check);
    }

    /** Whether nothing of what this tells is looked for. */
    public boolean isSkipped(AuditCheck.Source source) {
        return List.of(AuditCheck.values()).stream()
                .filter(check -> check.needs(source))
                .allMatch(this::isSkipped);
    }

    /** There is nothing to look at, which is as good as a pass. */
    public void notApplicable(AuditCheck check, Message why) {
        notApplicable.put(check, why);
    }

    /** A check cannot be made, or not of everybody. The first reason stays. */
    public void unmade(AuditCheck check, Message why) {
        unmade.putIfAbsent(check, why);
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

    /** How a check ended, with all findings there are. */
    public Status status(AuditCheck check, List<Finding> found) {
        if (isSkipped(check)) {
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
        if (isSkipped(check)) {
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
