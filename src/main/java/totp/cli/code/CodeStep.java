package totp.cli.code;

import java.time.Instant;
import java.util.Optional;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Session;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.TimeBased;
import totp.vault.UsedSteps;
import totp.vault.VaultException;

/** Chooses the time step that {@code code} was asked for, waits for it, notes it and makes its code. */
final class CodeStep {
    private final Session session;
    private final Host host;
    private final Account account;
    private final TimeBased scheme;
    private final Optional<UsedSteps> steps;

    /** @param steps where steps are noted; empty for a secret that is in no vault */
    CodeStep(Session session, Account account, TimeBased scheme, Optional<UsedSteps> steps) {
        this.session = session;
        this.host = session.host();
        this.account = account;
        this.scheme = scheme;
        this.steps = steps;
    }

    MadeCode code(CodeRequest request) throws Failure, VaultException {
        if (request.time().isPresent()) {
            Instant time = request.time().get();
            return of(scheme.stepAt(time) + (request.next() ? 1 : 0), time);
        }
        long present = withTimeLeft(request.secondsLeft());
        if (request.fresh()) {
            long step = steps.orElseThrow().reserve(account.id(), present, 1);
            waitFor(step);
            return of(step, host.now());
        }
        waitFor(present);
        long step = present + (request.next() ? 1 : 0);
        note(step);
        return of(step, host.now());
    }

    /** Hands over the code of each time step as it begins, until the process is interrupted. */
    void follow(CodeSink sink) throws Failure {
        for (long step = present(); ; step = Math.max(step + 1, present())) {
            session.sleepUntil(scheme.beginOfStep(step));
            note(step);
            sink.take(of(step, host.now()));
        }
    }

    private MadeCode of(long step, Instant asked) {
        return MadeCode.ofStep(account, scheme, step, asked);
    }

    private long present() {
        return scheme.stepAt(host.now());
    }

    /** The present step, or the next one where the present one ends too soon. */
    private long withTimeLeft(int seconds) {
        long present = present();
        return secondsUntil(present + 1) >= seconds ? present : present + 1;
    }

    private long secondsUntil(long step) {
        return scheme.beginOfStep(step).getEpochSecond() - host.now().getEpochSecond();
    }

    private void waitFor(long step) throws Failure {
        long seconds = secondsUntil(step);
        if (seconds > 0) {
            session.output().note(Message.of("code.waiting-next-code", seconds));
            session.sleepUntil(scheme.beginOfStep(step));
        }
    }

    /** A code must come even if no note of it can be kept; only {@code --fresh} depends on the note. */
    private void note(long step) {
        if (steps.isEmpty()) {
            return;
        }
        try {
            long unspent = steps.get().note(account.id(), step);
            if (unspent != step) {
                session.output().warning(Message.of("code.code-handed-out-before", secondsUntil(unspent)));
            }
        } catch (VaultException e) {
            session.output().detail(Message.of("code.code-not-noted-used", e.message()));
        }
    }
}
