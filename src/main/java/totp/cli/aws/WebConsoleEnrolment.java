package totp.cli.aws;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.aws.KeepingException;
import totp.aws.StepCodes;
import totp.cli.intake.NewAccounts;
import totp.cli.session.AtExit;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.KeyUri;
import totp.otp.Totp;

/**
 * Registers a device in a web console, as AWS demands of the root user: the console shows a QR code or a key, it is stored, and
 * then the console is given two consecutive codes.
 */
final class WebConsoleEnrolment {
    /** RFC 4226 R6: 128 bits; a shorter key is one that was not read to its end. */
    private static final int KEY_BYTES_MIN = 16;

    private static final int CODES_COMPARED = 8;

    /** What the console's code for the root user is labelled. */
    private static final Pattern ROOT_LABEL = Pattern.compile("root-account-mfa-device@([0-9]{12})");

    private final Session session;
    private final AccountBook book;
    private final AwsAccess aws;
    private final EnrolmentReport report;

    WebConsoleEnrolment(Session session, AccountBook book, AwsAccess aws, EnrolmentReport report) {
        this.session = session;
        this.book = book;
        this.aws = aws;
        this.report = report;
    }

    /**
     * What was begun in a console under this name, if anything was.
     *
     * @throws Failure {@code EXISTS} if the name is another account's
     */
    Optional<Account> begun(String name) throws Failure {
        Optional<Account> present = book.named(name);
        if (present.isPresent()) {
            report.account(present.get());
            if (!isBegun(present.get())) {
                throw new Failure(
                        ExitCode.EXISTS,
                        Message.of("aws.already-account-named", name),
                        Message.of("aws.give-another-name-rm", name));
            }
        }
        return present;
    }

    /**
     * Takes what the console shows; where that is what was begun, continues it.
     *
     * @param begun of this name: a page that is loaded anew may show another secret
     * @param from a file, {@code -}, or null to capture or to ask
     */
    void enrol(String name, Optional<Account> begun, NewAccounts source, @Nullable String from) throws Failure {
        session.terminal(Message.of("aws.console-answer"), Message.of("aws.console-at-terminal"));
        try (KeyUri uri = only(source.read(from))) {
            if (begun.isEmpty() || differs(uri, begun.get())) {
                check(uri);
                store(pending(name, uri), begun);
            } else {
                session.output().note(Message.of("aws.pending-secret-going", name));
            }
        }
        goOn(book.named(name).orElseThrow());
    }

    private boolean differs(KeyUri shown, Account pending) throws Failure {
        try (StepCodes known = book.codes(pending);
                SeedCodes seen =
                        new SeedCodes(SeedCodes.scheme(pending), shown.secret().copy())) {
            if (agree(known, seen)) {
                return false;
            }
        } catch (KeepingException e) {
            throw AwsFailures.of(e);
        }
        session.confirm(Message.of("aws.pending-another-secret-than", pending.name()));
        return true;
    }

    /** Two secrets with so many codes alike are one: the chance that they are not is one in 10 to the power of 48. */
    private static boolean agree(StepCodes some, StepCodes others) throws KeepingException {
        for (long step = 1; step <= CODES_COMPARED; step++) {
            if (!some.of(step).equals(others.of(step))) {
                return false;
            }
        }
        return true;
    }

    private void store(Account account, Optional<Account> former) throws Failure {
        book.save(current -> {
            if (former.isPresent()) {
                current.trash(former.get().id(), session.host().now());
            }
            current.add(account);
        });
        session.output().note(Message.of("aws.stored-secret-pending", account.name()));
    }

    /** Whether an account was begun in a console: pending, and of no device that AWS told us of. */
    static boolean isBegun(Account account) {
        return account.state() == Account.State.PENDING && account.aws() == null;
    }

    private static KeyUri only(List<KeyUri> uris) throws Failure {
        if (uris.size() != 1) {
            throw new Failure(
                    ExitCode.AMBIGUOUS,
                    Message.of("aws.found-accounts-need-exactly", uris.size()),
                    Message.of("aws.close-others-give-file"));
        }
        return uris.get(0);
    }

    private void check(KeyUri uri) throws Failure {
        if (uri.secret().length() < KEY_BYTES_MIN) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("aws.key-shorter-than-128"));
        }
        boolean aws = uri.issuer().toLowerCase(Locale.ROOT).contains("amazon");
        if (!uri.issuer().isEmpty() && !aws) {
            session.confirm(Message.of("aws.code-not-amazon-web", uri.issuer()));
        }
        if (!(uri.otp() instanceof Totp)) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("aws.code-not-time-based"));
        }
    }

    private Account pending(String name, KeyUri uri) {
        Instant now = session.host().now();
        return Account.builder(session.newAccountId(), name, uri.otp(), uri.secret())
                .issuer(uri.issuer().isEmpty() ? "Amazon Web Services" : uri.issuer())
                .accountName(uri.account())
                .state(Account.State.PENDING)
                .created(now)
                .modified(now)
                .revision(1)
                .build();
    }

    /** Goes on with a pending account that was begun in a console. */
    void goOn(Account account) throws Failure {
        report.state(account.state());
        String name = account.name();
        if (!isBegun(account) || !(account.otp() instanceof Totp scheme)) {
            throw Failure.usage(Message.of("aws.not-begun-console-finished", name));
        }
        Terminal terminal = session.terminal(Message.of("aws.console-answer"), Message.of("aws.terminal"));
        try (AtExit interruption = new AtExit(session.host().machine(), () -> interrupted(terminal, name));
                StepCodes codes = book.codes(account)) {
            long last = new CodePairScreen(session, terminal, scheme, codes).show();
            book.spend(account, last - 1, last);
            if (!session.agrees(Message.of("aws.did-console-accept"))) {
                interruption.cancel();
                throw new Failure(
                        ExitCode.INTERRUPTED,
                        Message.of("aws.stays-pending", name),
                        Message.of("aws.totp-enroll-resume-shows", name));
            }
            Instant now = session.host().now();
            book.save(current -> {
                Account present = current.existing(account.id());
                current.change(present.toBuilder().state(Account.State.ACTIVE).build(), now);
            });
            interruption.cancel();
            report.state(Account.State.ACTIVE);
            session.output().note(Message.of("aws.ready", name));
            confirm(account);
        } catch (IOException e) {
            throw Session.terminalLost(e);
        }
    }

    private void interrupted(Terminal terminal, String name) {
        try {
            terminal.print("\n"); // the codes and the question leave the line open
        } catch (IOException e) {
            // The terminal is gone; the hint may go elsewhere.
        }
        session.output().hint(Message.of("aws.pending-totp-enroll-resume", name, name));
    }

    /**
     * Asks AWS whether its root user has a device now, if it is root's and the credentials at hand are of that account; nobody
     * needs credentials for this way, so none, foreign and powerless ones are no fault.
     */
    private void confirm(Account account) {
        Matcher label = ROOT_LABEL.matcher(account.accountName());
        if (!label.matches()) {
            return;
        }
        try {
            String id = aws.identity().accountId();
            if (!id.equals(label.group(1))) {
                session.output().detail(Message.of("aws.aws-credentials-hand-account", id));
            } else if (aws.rootHasDevice()) {
                session.output().note(Message.of("aws.aws-confirms-root-user", id));
            } else {
                session.output().warning(Message.of("aws.aws-does-not-know", id));
            }
        } catch (Failure e) {
            session.output().detail(Message.of("aws.aws-could-not-asked", e.message()));
        }
    }
}
