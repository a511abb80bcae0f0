package totp.cli.aws;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import totp.aws.AccessKey;
import totp.aws.AccessKeys;
import totp.aws.AwsException;
import totp.aws.Iam;
import totp.aws.Identity;
import totp.aws.MemberRoots;
import totp.aws.ReportRow.ReportedKey;
import totp.cli.aws.AwsFailures.Least;
import totp.cli.aws.RootKeysReport.Done;
import totp.cli.aws.RootKeysReport.Entry;
import totp.cli.aws.RootKeysReport.Way;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Span;
import totp.message.Message;

/**
 * {@code aws root-keys}: root's access keys, which no policy bounds, are shown, put out of use, and deleted for ever. A key that
 * something still uses is not deleted by one word, and none is deactivated by itself: nobody but the console could revive it.
 */
final class RootKeyCare {
    private final Session session;
    private final AwsAccess access;
    private final RootKeysOptions options;
    private final DeletionRules rules;
    private final RootKeysReport report = new RootKeysReport();

    RootKeyCare(Session session, AwsAccess access, RootKeysOptions options) {
        this.session = session;
        this.access = access;
        this.options = options;
        this.rules = new DeletionRules(session, access, options);
    }

    void run(boolean json) throws Failure {
        Optional<Failure> failure;
        try {
            failure = look();
        } catch (Failure e) {
            report.stopped(e);
            failure = Optional.of(e);
        }
        report.print(session, json);
        if (failure.isPresent()) {
            session.output().flush();
            throw failure.get();
        }
    }

    private Optional<Failure> look() throws Failure {
        List<String> accounts = options.accounts(session);
        new SessionsOfChains(session, access).beginForRole(null);
        Identity caller = access.identity();
        if (!accounts.isEmpty()) {
            return members(caller, accounts);
        }
        return caller.kind() == Identity.Kind.ROOT ? own(caller) : summary(caller);
    }

    /** Who is not root hears of root's keys only whether there are any. */
    private Optional<Failure> summary(Identity caller) throws Failure {
        if (options.areGiven()) {
            throw Failure.usage(Message.of("aws.root-keys-need-root"), Message.of("aws.root-keys-or-account"));
        }
        Entry entry = report.begin(caller.accountId(), Way.SUMMARY);
        return attempt(entry, () -> {
            SessionsOfChains sessions = new SessionsOfChains(session, access);
            boolean present =
                    sessions.withCodeIfWanted(() -> access.iam().summary()).rootKeys();
            entry.present(present);
            if (present) {
                entry.found(reported(), "");
            }
        });
    }

    /** What the credential report tells of root's keys: all but their ids, as of the hour when it was written. */
    private List<AccessKey> reported() throws Failure, AwsException {
        List<AccessKey> keys = new ArrayList<>();
        try {
            access.iam().details().report().read(row -> {
                if (row.isRoot()) {
                    row.keys().stream().filter(ReportedKey::isThere).forEach(key -> keys.add(AccessKey.of(key)));
                }
            });
        } catch (AwsException e) {
            if (e.reason() != AwsException.Reason.DENIED) {
                throw e;
            }
            session.output().detail(e.message());
        }
        keys.sort(Comparator.comparing(AccessKey::created));
        return keys;
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
        AccessKey key = DeletionRules.named(found, options.deactivate);
        if (key.id().equals(callers)) {
            throw DeletionRules.refused(
                    entry, key, Message.of("aws.key-signs-this", key.id()), Message.of("aws.key-revived-in-console"));
        }
        if (key.active()) {
            session.confirm(Message.of("aws.deactivate-root-key", key.id()));
            keys.deactivate(key.id());
            entry.done(key, Done.deactivated);
            session.output()
                    .hint(Message.of(
                            "aws.delete-when-unused",
                            key.id() + access.profileOption(),
                            Span.text(options.unusedFor())));
        }
        return false;
    }

    /** @return whether the caller's own key is gone, and AWS tells nothing more */
    private boolean delete(Entry entry, AccessKeys keys, List<AccessKey> found, String callers, String account)
            throws Failure, AwsException {
        List<AccessKey> doomed = rules.doomed(found);
        for (AccessKey key : doomed) {
            if (key.id().equals(callers)) {
                rules.requireLast(entry, key, found.size() - (doomed.size() - 1), account);
            } else {
                rules.requireUnused(entry, key, true);
            }
        }
        if (doomed.isEmpty()) {
            return false;
        }
        rules.confirm(options.deleteAll ? account : doomed.get(0).id());
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
            boolean own = account.equals(caller.accountId());
            Entry entry = report.begin(account, own ? Way.SUMMARY : Way.ASSUME_ROOT);
            Optional<Failure> failure = attempt(entry, () -> {
                if (own) {
                    management(entry);
                } else {
                    member(entry, roots, account);
                }
            });
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

    /** Nobody assumes the root of his own account, which a list of the organisation's accounts names among the others. */
    private void management(Entry entry) throws Failure, AwsException {
        boolean present = access.iam().summary().rootKeys();
        entry.present(present);
        if (present) {
            entry.found(reported(), "");
            if (options.deletes()) {
                throw new Failure(
                        ExitCode.AWS_REFUSED,
                        Message.of("aws.root-keys-of-own-account"),
                        Message.of("aws.root-keys-or-account"));
            }
        }
    }

    private void member(Entry entry, MemberRoots roots, String account) throws Failure, AwsException {
        List<AccessKey> doomed;
        try (Iam audit = roots.assume(account, MemberRoots.Task.AUDIT)) {
            List<AccessKey> found = audit.accessKeys().list();
            entry.found(found, "");
            entry.present(audit.summary().rootKeys());
            doomed = rules.doomed(found);
        }
        for (AccessKey key : doomed) {
            rules.requireUnused(entry, key, false);
        }
        if (doomed.isEmpty()) {
            return;
        }
        rules.confirm(account);
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

    private static Failure explained(Entry entry, AwsException e) {
        return entry.way() == Way.ASSUME_ROOT
                ? AwsFailures.of(e, Least.ROOT_KEYS_OF_MEMBERS)
                : e.reason() == AwsException.Reason.DENIED
                        ? AwsFailures.of(e, Message.of("aws.root-keys-summary-least"))
                        : AwsFailures.of(e);
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
            Failure failure = e instanceof AwsException refused ? explained(entry, refused) : (Failure) e;
            entry.failed(failure);
            return Optional.of(failure);
        }
    }
}
