package totp.vault;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
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

    /** Which of two values of a member stays: more than 0 for the first, less for the second, 0 for the greater bytes. */
    @FunctionalInterface
    interface Choice {
        int of(String name);
    }

    /** The members of both, each of them once. */
    static @Nullable Secret merged(@Nullable Secret one, @Nullable Secret other, Choice choice) {
        if (one == null || other == null || one.sameAs(other)) {
            return one == null ? other : one;
        }
        SortedMap<String, Secret> members = members(one); // sorted: the order must not tell which side came first
        members(other)
                .forEach((name, member) -> members.merge(name, member, (a, b) -> {
                    int order = choice.of(name);
                    return order == 0 ? EntryMerge.greater(a, b) : order > 0 ? a : b;
                }));
        UnknownMembers all = new UnknownMembers();
        members.values().forEach(all::keep);
        return all.joined();
    }

    private static SortedMap<String, Secret> members(Secret joined) {
        SortedMap<String, Secret> members = new TreeMap<>();
        try (Secret open = Secret.adopt(new byte[] {'{'});
                Secret close = Secret.adopt(new byte[] {'}'});
                Secret begun = open.followedBy(joined);
                Secret object = begun.followedBy(close)) {
            object.lend(bytes -> {
                JsonCursor in = new JsonCursor(bytes);
                in.beginObject();
                for (String name = in.member(); name != null; name = in.member()) {
                    members.put(name, in.wholeMember());
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException("members that were read with the vault"); // no cause: it may quote them
        }
        return members;
    }
}
