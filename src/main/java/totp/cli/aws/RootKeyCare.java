package totp.cli.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AccessKey;
import totp.aws.AccessKeys;
import totp.aws.AwsException;
import totp.aws.Iam;
import totp.aws.Identity;
import totp.aws.MemberRoots;
import totp.cli.aws.RootKeysReport.Done;
import totp.cli.aws.RootKeysReport.Entry;
import totp.cli.aws.RootKeysReport.Way;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Span;
import totp.cli.session.Terminal;
import totp.message.Message;

/**
 * {@code aws root-keys}: root's access keys, which no policy bounds, are shown, put out of use, and deleted for ever. A key that
 * something still uses is not deleted by one word, and none is deactivated by itself: nobody but the console could revive it.
 */
final class RootKeyCare {
    private final Session session;
    private final AwsAccess access;
    private final RootKeysOptions options;
    private final RootKeysReport report = new RootKeysReport();

    RootKeyCare(Session session, AwsAccess access, RootKeysOptions options) {
        this.session = session;
        this.access = access;
        this.options = options;
    }

    void run(boolean json) throws Failure {
        List<String> accounts = options.accounts(session);
        Optional<Failure> failure;
        new SessionsOfChains(session, access).beginForRole(null);
        Identity caller = access.identity();
        if (accounts.isEmpty()) {
            failure = caller.kind() == Identity.Kind.ROOT ? own(caller) : summary(caller);
        } else {
            failure = members(caller, accounts);
        }
        report.print(session, json);
        if (failure.isPresent()) {
            session.output().flush();
            throw failure.get();
        }
    }

    /** Who is not root hears of root's keys only whether there are any. */
    private Optional<Failure> summary(Identity caller) throws Failure {
        if (options.areGiven()) {
            throw Failure.usage(Message.of("aws.root-keys-need-root"), Message.of("aws.root-keys-or-account"));
        }
        Entry entry = report.begin(caller.accountId(), Way.SUMMARY);
        return attempt(entry, () -> entry.present(access.iam().summary().rootKeys()));
    }

    private Optional<Failure> own(Identity root) throws Failure {
        Entry entry = report.begin(root.accountId(), Way.OWN);
        return attempt(entry, () -> {
            Iam iam = access.iam();
            AccessKeys keys = iam.accessKeys();
            List<AccessKey> found = listOwn(keys, iam);
            entry.found(found, iam.keyId());
            boolean gone = options.deactivate != null
                    ? deactivate(entry, keys, found, iam.keyId())
                    : delete(entry, keys, found, iam.keyId(), root.accountId());
            if (!gone) {
                entry.present(iam.summary().rootKeys());
            }
        });
    }

    /** With root's temporary credentials IAM may want a name, which root has none of. */
    private static List<AccessKey> listOwn(AccessKeys keys, Iam iam) throws Failure, AwsException {
        try {
            return keys.list();
        } catch (AwsException e) {
            if (iam.hasSessionKeys() && e.reason() == AwsException.Reason.REFUSED) {
                throw AwsFailures.of(e, Message.of("aws.root-keys-in-console"));
            }
            throw e;
        }
    }

    /** @return false, for the caller's own key stays */
    private boolean deactivate(Entry entry, AccessKeys keys, List<AccessKey> found, String callers)
            throws Failure, AwsException {
        AccessKey key = named(found, options.deactivate);
        if (key.id().equals(callers)) {
            throw refused(
                    entry, key, Message.of("aws.key-signs-this", key.id()), Message.of("aws.key-revived-in-console"));
        }
        if (key.active()) {
            session.confirm(Message.of("aws.deactivate-root-key", key.id()));
            keys.deactivate(key.id());
            entry.done(key, Done.deactivated);
            session.output().hint(Message.of("aws.delete-when-unused", key.id(), Span.text(options.unusedFor())));
        }
        return false;
    }

    /** @return whether the caller's own key is gone, and AWS tells nothing more */
    private boolean delete(Entry entry, AccessKeys keys, List<AccessKey> found, String callers, String account)
            throws Failure, AwsException {
        List<AccessKey> doomed = doomed(found);
        for (AccessKey key : doomed) {
            if (key.id().equals(callers)) {
                requireLast(entry, key, found.size() - (doomed.size() - 1));
            } else {
                requireUnused(entry, key, true);
            }
        }
        if (doomed.isEmpty()) {
            return false;
        }
        confirm(options.deleteAll ? account : doomed.get(0).id());
        for (AccessKey key : doomed) {
            if (!key.id().equals(callers)) {
                keys.delete(key.id());
                entry.done(key, Done.deleted);
            }
        }
        Optional<AccessKey> last =
                doomed.stream().filter(key -> key.id().equals(callers)).findFirst();
        if (last.isPresent()) {
            keys.deleteOwn();
            entry.done(last.get(), Done.deleted);
            if (keys.isOwnGone()) {
                entry.present(false); // it was the last
            } else {
                session.output().warning(Message.of("aws.key-still-taken"));
            }
        }
        return last.isPresent();
    }

    private List<AccessKey> doomed(List<AccessKey> found) throws Failure {
        if (options.deleteAll) {
            return found;
        }
        return options.delete == null ? List.of() : List.of(named(found, options.delete));
    }

    private static AccessKey named(List<AccessKey> found, @Nullable String id) throws Failure {
        return found.stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.NOT_FOUND,
                        Message.of("aws.root-has-no-such-key", String.valueOf(id)),
                        Message.of("aws.root-keys-lists")));
    }

    /** The key that signs the calls goes last and knowingly: behind it nobody has a key with which to look. */
    private void requireLast(Entry entry, AccessKey key, int left) throws Failure {
        if (left > 1) {
            throw refused(entry, key, Message.of("aws.key-signs-this", key.id()), Message.of("aws.delete-other-first"));
        }
        if (!options.now || options.confirmed.isEmpty()) {
            throw refused(
                    entry,
                    key,
                    Message.of("aws.key-signs-this", key.id()),
                    Message.of(
                            "aws.delete-own-knowingly", options.deleteAll ? "--delete-all" : "--delete " + key.id()));
        }
    }

    /** @param mayWait whether a key can be put out of use first; members' cannot */
    private void requireUnused(Entry entry, AccessKey key, boolean mayWait) throws Failure {
        if (options.now) {
            return;
        }
        if (mayWait && key.active()) {
            throw refused(
                    entry,
                    key,
                    Message.of("aws.key-still-active", key.id()),
                    Message.of("aws.deactivate-first", key.id()));
        }
        Instant now = session.host().now().plus(access.offset().orElse(Duration.ZERO));
        Optional<AccessKey.Use> use = key.lastUse();
        if (use.isPresent() && use.get().when().plus(options.unusedFor()).isAfter(now)) {
            Duration ago = Duration.between(use.get().when(), now);
            throw refused(
                    entry,
                    key,
                    Message.of(
                            "aws.key-used-lately",
                            key.id(),
                            ago.compareTo(Duration.ofMinutes(1)) < 0
                                    ? "0m"
                                    : Span.text(Duration.ofMinutes(ago.toMinutes())),
                            use.get().service(),
                            use.get().region()),
                    Message.of("aws.wait-or-now", Span.text(options.unusedFor())));
        }
    }

    private static Failure refused(Entry entry, AccessKey key, Message why, Message next) {
        entry.done(key, Done.refused);
        return Failure.usage(why, next);
    }

    /** Typed, since nothing brings a deleted key back; {@code --yes} says too little. */
    private void confirm(String wanted) throws Failure {
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

    /** One after the other; what fails in one account does not keep the others from their turn. */
    private Optional<Failure> members(Identity caller, List<String> accounts) throws Failure {
        if (caller.kind() == Identity.Kind.ROOT) {
            throw Failure.usage(Message.of("aws.root-assumes-no-root"), Message.of("aws.root-keys-of-members-by"));
        }
        MemberRoots roots = access.iam().memberRoots(caller);
        try {
            roots.requireManaged();
        } catch (AwsException e) {
            Failure failure = AwsFailures.of(e, Message.of("aws.manage-root-centrally"));
            accounts.forEach(account -> report.begin(account, Way.ASSUME_ROOT).failed(failure));
            return Optional.of(failure);
        }
        List<Failure> failures = new ArrayList<>();
        for (String account : accounts) {
            Entry entry = report.begin(account, Way.ASSUME_ROOT);
            Optional<Failure> failure = attempt(entry, () -> member(entry, roots, account));
            failure.ifPresent(failures::add);
            if (failure.filter(told -> told.code() == ExitCode.INTERRUPTED).isPresent()) {
                break; // who gave up is not asked for the next one
            }
        }
        Optional<Failure> worst = failures.stream()
                .reduce((one, other) -> other.code().number() > one.code().number() ? other : one);
        failures.stream().filter(failure -> failure != worst.orElseThrow()).forEach(session.output()::error);
        return worst;
    }

    private void member(Entry entry, MemberRoots roots, String account) throws Failure, AwsException {
        List<AccessKey> doomed;
        try (Iam audit = roots.assume(account, MemberRoots.Task.AUDIT)) {
            List<AccessKey> found = audit.accessKeys().list();
            entry.found(found, "");
            entry.present(audit.summary().rootKeys());
            doomed = doomed(found);
        }
        for (AccessKey key : doomed) {
            requireUnused(entry, key, false);
        }
        if (doomed.isEmpty()) {
            return;
        }
        confirm(account);
        try (Iam deleting = roots.assume(account, MemberRoots.Task.DELETE)) {
            for (AccessKey key : doomed) {
                deleting.accessKeys().delete(key.id());
                entry.done(key, Done.deleted);
            }
        }
        try (Iam audit = roots.assume(account, MemberRoots.Task.AUDIT)) {
            entry.present(audit.summary().rootKeys());
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Failure, AwsException;
    }

    /** Its failure stands in the document as well, which a script reads before the exit code. */
    private static Optional<Failure> attempt(Entry entry, Work work) {
        try {
            work.run();
            return Optional.empty();
        } catch (AwsException | Failure e) {
            Failure failure = e instanceof AwsException refused ? AwsFailures.of(refused) : (Failure) e;
            entry.failed(failure);
            return Optional.of(failure);
        }
    }
}
