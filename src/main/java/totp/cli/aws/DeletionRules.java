package totp.cli.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AccessKey;
import totp.cli.aws.RootKeysReport.Done;
import totp.cli.aws.RootKeysReport.Entry;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Span;
import totp.cli.session.Terminal;
import totp.message.Message;

/** Which of root's keys may be deleted, and what must be said first: nothing brings a deleted key back. */
final class DeletionRules {
    private final Session session;
    private final AwsAccess access;
    private final RootKeysOptions options;

    DeletionRules(Session session, AwsAccess access, RootKeysOptions options) {
        this.session = session;
        this.access = access;
        this.options = options;
    }

    /** Those that are to go. */
    List<AccessKey> doomed(List<AccessKey> found) throws Failure {
        if (options.deleteAll) {
            return found;
        }
        return options.delete == null ? List.of() : List.of(named(found, options.delete));
    }

    static AccessKey named(List<AccessKey> found, @Nullable String id) throws Failure {
        return found.stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.NOT_FOUND,
                        Message.of("aws.root-has-no-such-key", String.valueOf(id)),
                        Message.of("aws.root-keys-lists")));
    }

    /** The key that signs the calls goes last and knowingly: behind it nobody has a key with which to look. */
    void requireLast(Entry entry, AccessKey key, int left, String account) throws Failure {
        if (left > 1) {
            throw refused(entry, key, Message.of("aws.key-signs-this", key.id()), Message.of("aws.delete-other-first"));
        }
        if (!options.now || options.confirmed.isEmpty()) {
            throw refused(
                    entry,
                    key,
                    Message.of("aws.key-signs-this", key.id()),
                    options.deleteAll
                            ? Message.of("aws.delete-own-knowingly", "--delete-all", account)
                            : Message.of("aws.delete-own-knowingly", "--delete " + key.id(), key.id()));
        }
    }

    /** @param mayWait whether a key can be put out of use first; members' cannot */
    void requireUnused(Entry entry, AccessKey key, boolean mayWait) throws Failure {
        if (options.now) {
            return;
        }
        if (mayWait && key.active()) {
            throw refused(
                    entry,
                    key,
                    Message.of("aws.key-still-active", key.id()),
                    Message.of("aws.deactivate-first", key.id() + access.profileOption()));
        }
        Optional<AccessKey.Use> use = key.lastUse();
        if (use.isPresent() && isLate(use.get().when())) {
            throw refused(
                    entry,
                    key,
                    Message.of(
                            "aws.key-used-lately",
                            key.id(),
                            ago(use.get().when()),
                            use.get().service(),
                            use.get().region()),
                    Message.of("aws.wait-or-now", Span.text(options.unusedFor())));
        }
        // Nobody could put it out of use and watch, and AWS's notes of a first use are late.
        if (!mayWait && key.active() && isLate(key.created())) {
            throw refused(
                    entry,
                    key,
                    Message.of("aws.key-made-lately", key.id(), ago(key.created())),
                    Message.of("aws.wait-or-now", Span.text(options.unusedFor())));
        }
    }

    private Instant now() {
        return session.host().now().plus(access.offset().orElse(Duration.ZERO));
    }

    private boolean isLate(Instant time) throws Failure {
        return time.plus(options.unusedFor()).isAfter(now());
    }

    private String ago(Instant time) {
        Duration ago = Duration.between(time, now());
        return ago.toMinutes() < 1 ? "0m" : Span.text(Duration.ofMinutes(ago.toMinutes()));
    }

    static Failure refused(Entry entry, AccessKey key, Message why, Message next) {
        entry.done(key, Done.refused);
        return Failure.usage(why, next);
    }

    /** Typed, since nothing brings a deleted key back; {@code --yes} says too little. */
    void confirm(String wanted) throws Failure {
        if (!options.confirmed.isEmpty()) {
            if (options.confirmed.contains(wanted)) {
                return;
            }
            throw Failure.usage(Message.of("aws.confirm-is-other", wanted));
        }
        Terminal terminal = session.terminal(Message.of("session.confirmation"), Message.said("--confirm " + wanted));
        if (!session.ask(terminal, Message.of("aws.type-to-delete", wanted))
                .strip()
                .equals(wanted)) {
            throw Session.gaveUp();
        }
    }
}
