package totp.vault;

import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/** The members of one JSON object that this version does not know, as they stand, to be written back at the next save. */
final class UnknownMembers {
    private @Nullable Secret joined;

    /** Takes over {@code member}, a {@code "name":value} pair. */
    void keep(Secret member) {
        if (joined == null) {
            joined = member;
            return;
        }
        try (Secret old = joined;
                Secret next = member;
                Secret comma = Secret.adopt(new byte[] {','});
                Secret left = old.followedBy(comma)) {
            joined = left.followedBy(next);
        }
    }

    /** The pairs separated by commas, if there are any. */
    @Nullable
    Secret joined() {
        return joined;
    }
}
