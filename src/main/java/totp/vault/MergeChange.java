package totp.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.otp.Account;

/**
 * What a merge does to one account.
 *
 * @param account as it is afterwards, or was before it is purged
 * @param parts of a change, by their names in {@code vault/FORMAT.md}
 */
public record MergeChange(Kind kind, Account account, List<String> parts) {
    /** Lower case in the JSON of {@code merge}. */
    public enum Kind {
        ADDED,
        CHANGED,
        /** Makes other codes than the account whose id it had, and is kept beside it. */
        CONFLICT,
        TRASHED,
        PURGED
    }

    static Optional<MergeChange> of(@Nullable Account before, Account after, Set<UUID> kept) {
        if (before == null) {
            return Optional.of(
                    new MergeChange(kept.contains(after.id()) ? Kind.CONFLICT : Kind.ADDED, after, List.of()));
        }
        List<String> parts = new ArrayList<>();
        for (Part part : Part.values()) {
            if (!part.of(before).equals(part.of(after))) {
                parts.add(part.key());
            }
        }
        for (Part.Items items : Part.Items.values()) {
            if (!items.of(before).equals(items.of(after))) {
                parts.add(items.key());
            }
        }
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        boolean trashed = before.trashed() == null && after.trashed() != null;
        return Optional.of(new MergeChange(trashed ? Kind.TRASHED : Kind.CHANGED, after, List.copyOf(parts)));
    }

    static MergeChange purged(Account account) {
        return new MergeChange(Kind.PURGED, account, List.of());
    }
}
