package totp.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import totp.aws.ReportRow.ReportedKey;

/**
 * What is known of an IAM user: by the report at first, and for certain once AWS was asked.
 *
 * @param created empty for one who is newer than the report
 * @param passwordUsed empty for never, as far as AWS noted it
 * @param keys the active ones and those put out of use
 * @param sure what of it holds at this moment, and not only when the report was written
 */
public record UserFacts(
        String name,
        String arn,
        Optional<Instant> created,
        boolean password,
        Optional<Instant> passwordUsed,
        Optional<Instant> passwordChanged,
        Mfa mfa,
        List<HeldKey> keys,
        Set<Part> sure) {
    /** What may change between a report and now. */
    public enum Part {
        PASSWORD,
        /** When the password was used; only the report says it. */
        SIGN_IN,
        DEVICES,
        KEYS,
        USE
    }

    /** What answers for the user beside the password. */
    public enum Mfa {
        NONE,
        /** Passkeys alone: the console takes them, and STS, of which access keys need a session, takes none. */
        PASSKEYS,
        /** A device that shows codes, or one of which nobody said what it is. */
        DEVICE
    }

    /**
     * An access key.
     *
     * @param id empty where only the report tells of it
     */
    public record HeldKey(Optional<String> id, boolean active, Instant created, Optional<AccessKey.Use> use) {}

    /** @param current whether the report was written after the audit began */
    static UserFacts of(ReportRow row, boolean current) {
        List<HeldKey> keys = new ArrayList<>();
        for (ReportedKey key : row.keys()) {
            key.rotated()
                    .ifPresent(created -> keys.add(new HeldKey(
                            Optional.empty(),
                            key.active(),
                            created,
                            key.used().map(when -> new AccessKey.Use(when, key.service(), key.region())))));
        }
        return new UserFacts(
                row.user(),
                row.arn(),
                row.created(),
                row.password().orElse(false),
                row.passwordUsed(),
                row.passwordChanged(),
                row.mfa() ? Mfa.DEVICE : Mfa.NONE,
                List.copyOf(keys),
                current ? Set.copyOf(EnumSet.allOf(Part.class)) : Set.of());
    }

    /** Of whom nothing is known but that he is there: nothing is held against him until AWS was asked. */
    static UserFacts newcomer(String name, String arn) {
        return new UserFacts(
                name,
                arn,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Mfa.DEVICE,
                List.of(),
                Set.of());
    }

    boolean hasActiveKey() {
        return keys.stream().anyMatch(HeldKey::active);
    }

    boolean isSure(Set<Part> parts) {
        return sure.containsAll(parts);
    }

    /** The same with what the list of virtual devices says: it tells of a device, and of none it does not. */
    UserFacts withVirtualDevice() {
        return with(password, passwordUsed, passwordChanged, Mfa.DEVICE, keys, Set.of(Part.DEVICES));
    }

    /** The same with what AWS answered about him. */
    UserFacts with(LiveUser live) {
        boolean asked = live.asked().contains(Part.PASSWORD);
        // A password that was made after the last one was used is another one.
        boolean another = asked
                && live.passwordSince().isPresent()
                && (!password || isAfter(live, passwordUsed.or(() -> passwordChanged)));
        return with(
                asked ? live.passwordSince().isPresent() : password,
                another ? Optional.empty() : passwordUsed,
                another ? live.passwordSince() : passwordChanged,
                live.asked().contains(Part.DEVICES) ? live.mfa() : mfa,
                live.asked().contains(Part.KEYS)
                        ? live.keys().stream().map(this::known).toList()
                        : keys,
                live.asked());
    }

    private static boolean isAfter(LiveUser live, Optional<Instant> last) {
        return last.isPresent() && live.passwordSince().orElseThrow().isAfter(last.get());
    }

    /** The report knows a key's use, and no id; a key's creation is the same in both. */
    private HeldKey known(AccessKey key) {
        Optional<AccessKey.Use> use = key.lastUse()
                .or(() -> keys.stream()
                        .filter(reported -> reported.created().equals(key.created()))
                        .findFirst()
                        .flatMap(HeldKey::use));
        return new HeldKey(Optional.of(key.id()), key.active(), key.created(), use);
    }

    private UserFacts with(
            boolean newPassword,
            Optional<Instant> newUsed,
            Optional<Instant> newChanged,
            Mfa newMfa,
            List<HeldKey> newKeys,
            Set<Part> surer) {
        Set<Part> all = EnumSet.noneOf(Part.class);
        all.addAll(sure);
        all.addAll(surer);
        return new UserFacts(
                name, arn, created, newPassword, newUsed, newChanged, newMfa, List.copyOf(newKeys), Set.copyOf(all));
    }
}
