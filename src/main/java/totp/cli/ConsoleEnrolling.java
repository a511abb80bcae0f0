package totp.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import totp.otp.Account;
import totp.otp.KeyUri;
import totp.otp.Totp;
import totp.vault.Vault;
import totp.vault.VaultException;

/**
 * Registers a device in a web console, as AWS demands of the root user: the console shows a QR code or a key, it is stored, and
 * then the console is given two consecutive codes.
 */
final class ConsoleEnrolling {
    /** RFC 4226 R6: 128 bits; a shorter key is one that was not read to its end. */
    private static final int KEY_BYTES_MIN = 16;

    private final Session session;
    private final VaultAccess access;
    private final EnrolReport report;

    ConsoleEnrolling(Session session, VaultAccess access, EnrolReport report) {
        this.session = session;
        this.access = access;
        this.report = report;
    }

    /** From the beginning; a pending account of this name goes on where it stopped. */
    void enrol(String name, NewAccounts source, @Nullable String from) throws Failure {
        Vault vault = access.open();
        try {
            Optional<Account> present = vault.named(name);
            if (present.isPresent() && isBegun(present.get())) {
                session.console().note(name + " is pending; going on with it");
                vault = goOn(vault, present.get());
                return;
            }
            if (present.isPresent()) {
                throw new Failure(ExitCode.EXISTS, "there is already an account named " + name);
            }
            session.terminal("whether the console took the codes", "a terminal; --user enrols without one");
            KeyUri uri = only(source.read(from));
            check(uri);
            Account account = pending(name, uri);
            vault = access.update(vault, current -> current.add(account));
            session.console().note("stored its secret as " + name + ", pending");
            Account stored = vault.byId(account.id()).orElseThrow();
            vault = goOn(vault, stored);
        } finally {
            vault.close();
        }
    }

    /** Goes on with a pending account that was begun in a console; takes the vault over. */
    void resume(Vault opened, Account account) throws Failure {
        Vault vault = opened;
        try {
            vault = goOn(vault, account);
        } finally {
            vault.close();
        }
    }

    /** Whether an account was begun in a console: pending, and of no device that AWS told us of. */
    static boolean isBegun(Account account) {
        return account.state() == Account.State.PENDING && account.aws() == null;
    }

    private static KeyUri only(List<KeyUri> uris) throws Failure {
        if (uris.size() != 1) {
            throw new Failure(
                    ExitCode.AMBIGUOUS,
                    "there are " + uris.size() + " accounts to be seen, and one is to be registered",
                    "close the others, or give the file of a picture with one");
        }
        return uris.get(0);
    }

    private void check(KeyUri uri) throws Failure {
        if (uri.secret().length() < KEY_BYTES_MIN) {
            throw new Failure(ExitCode.BAD_INPUT, "the key is shorter than 128 bits; was all of it copied?");
        }
        boolean aws = uri.issuer().toLowerCase(Locale.ROOT).contains("amazon");
        if (!uri.issuer().isEmpty() && !aws) {
            session.confirm("The code is of " + uri.issuer() + " and not of Amazon Web Services. Go on");
        }
        if (!(uri.otp() instanceof Totp)) {
            throw new Failure(ExitCode.BAD_INPUT, "the code is not of a time-based account");
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

    private Vault goOn(Vault vault, Account account) throws Failure {
        report.state(account.state());
        String name = account.name();
        if (!isBegun(account) || !(account.otp() instanceof Totp scheme)) {
            throw Failure.usage(name + " was not begun in a console, or is finished");
        }
        Terminal terminal = session.terminal("whether the console took the codes", "a terminal");
        try (Interruption interruption = new Interruption(session, () -> interrupted(terminal, name))) {
            long last = show(terminal, scheme, account);
            access.usedSteps(vault).spend(account.id(), last - 1, last);
            if (!session.agrees("Did the console accept them")) {
                interruption.over();
                throw new Failure(
                        ExitCode.INTERRUPTED,
                        name + " stays pending",
                        "totp enroll --resume " + name + " shows new codes; if they are refused again, look at this"
                                + " machine's clock");
            }
            Instant now = session.host().now();
            Vault saved = access.update(vault, current -> {
                Account present = current.existing(account.id());
                current.change(present.toBuilder().state(Account.State.ACTIVE).build(), now);
            });
            interruption.over();
            report.state(Account.State.ACTIVE);
            session.console().note(name + " is ready");
            return saved;
        } catch (IOException e) {
            throw Session.terminalLost(e);
        } catch (VaultException e) {
            throw Failure.of(e);
        }
    }

    private void interrupted(Terminal terminal, String name) {
        try {
            terminal.print("\n"); // the codes and the question leave the line open
        } catch (IOException e) {
            // The terminal is gone; the hint may go elsewhere.
        }
        session.console().hint(name + " is pending; totp enroll --resume " + name + " goes on");
    }

    /**
     * Shows this step's code and the next one's, anew when the step turns, until Enter is pressed.
     *
     * @return the later of the last two steps that were shown
     */
    private long show(Terminal terminal, Totp scheme, Account account) throws IOException, Failure {
        Host host = session.host();
        terminal.print("Type both codes into the console, then press Enter here.\n");
        CountDownLatch pressed = new CountDownLatch(1);
        Thread reader = new Thread(
                () -> {
                    try {
                        terminal.ask("");
                    } catch (IOException e) {
                        // The terminal is gone: whoever asks next on it says so.
                    } finally {
                        pressed.countDown();
                    }
                },
                "wait for Enter");
        reader.setDaemon(true);
        reader.start();
        long step = scheme.stepAt(host.now());
        try {
            do {
                step = scheme.stepAt(host.now());
                long left = scheme.beginOfStep(step + 1).getEpochSecond()
                        - host.now().getEpochSecond();
                terminal.print("\r  MFA code 1: " + scheme.codeOfStep(step, account.secret(), null) + "   MFA code 2: "
                        + scheme.codeOfStep(step + 1, account.secret(), null) + "   (" + left + " s) \u001b[K");
            } while (!pressed.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
        return step + 1;
    }
}
