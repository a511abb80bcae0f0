package totp.cli.code;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.AccountFormat;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.otp.Account;
import totp.otp.Code;
import totp.otp.TimeBased;
import totp.vault.UsedSteps;
import totp.vault.VaultException;

/** Chooses the time step that {@code code} was asked for, waits for it, notes it and prints its code. */
final class CodeStep {
    private final Session session;
    private final Host host;
    private final Account account;
    private final TimeBased scheme;
    private final boolean json;
    private final boolean remaining;

    CodeStep(Session session, Account account, TimeBased scheme, boolean json, boolean remaining) {
        this.session = session;
        this.host = session.host();
        this.account = account;
        this.scheme = scheme;
        this.json = json;
        this.remaining = remaining;
    }

    /** @param steps where steps are noted, or null for a secret that is in no vault */
    void run(CodeCommand options, Optional<Instant> time, @Nullable UsedSteps steps) throws Failure, VaultException {
        if (time.isPresent()) {
            print(scheme.stepAt(time.get()) + (options.next ? 1 : 0), time.get());
        } else if (options.fresh && steps != null) {
            fresh(steps);
        } else if (options.follow) {
            follow(steps);
        } else {
            long step = step(options);
            note(steps, step);
            print(step, host.now());
        }
    }

    private long step(CodeCommand options) throws Failure {
        long present = scheme.stepAt(host.now());
        if (options.waitSeconds != null) {
            long left = scheme.beginOfStep(present + 1).getEpochSecond()
                    - host.now().getEpochSecond();
            if (left < options.waitSeconds) {
                waitFor(present + 1);
                present++;
            }
        }
        return options.next ? present + 1 : present;
    }

    private void fresh(UsedSteps steps) throws Failure, VaultException {
        long step = steps.reserve(account.id(), scheme.stepAt(host.now()), 1);
        waitFor(step);
        print(step, host.now());
    }

    private void follow(@Nullable UsedSteps steps) throws Failure {
        for (long step = scheme.stepAt(host.now()); ; step = Math.max(step + 1, scheme.stepAt(host.now()))) {
            sleepUntil(scheme.beginOfStep(step));
            note(steps, step);
            print(step, host.now());
            session.output().flush();
        }
    }

    private void waitFor(long step) throws Failure {
        Instant begin = scheme.beginOfStep(step);
        long seconds = begin.getEpochSecond() - host.now().getEpochSecond();
        if (seconds > 0) {
            session.output().note("waiting " + seconds + " s for the next code");
            sleepUntil(begin);
        }
    }

    private void sleepUntil(Instant begin) throws Failure {
        try {
            host.sleepUntil(begin);
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }

    /** Printing a code must not fail because a note of it cannot be kept; only {@code --fresh} depends on it. */
    private void note(@Nullable UsedSteps steps, long step) {
        if (steps == null) {
            return;
        }
        try {
            long unspent = steps.note(account.id(), step);
            if (unspent != step) {
                long left = scheme.beginOfStep(unspent).getEpochSecond()
                        - host.now().getEpochSecond();
                session.output()
                        .warning("this code was handed out before; the next that was not comes in " + left + " s");
            }
        } catch (VaultException e) {
            session.output().detail("the code was not noted as used: " + e.getMessage());
        }
    }

    private void print(long step, Instant now) {
        Code code = scheme.code(step, account.secret(), account.pin());
        if (json) {
            printJson(code, scheme.codeOfStep(step + 1, account.secret(), account.pin()), now);
            return;
        }
        session.output().line(code.value());
        if (remaining) {
            session.output().line(Long.toString(AccountFormat.remaining(code, now)));
        }
    }

    /** The code of a counter: what belongs to time steps is null. */
    static void printCounted(Session session, Account account, String code, boolean json) {
        if (!json) {
            session.output().line(code);
            return;
        }
        JsonWriter.print(session.output(), out -> {
            out.writeStartObject();
            head(out, account);
            out.writeNullField("period");
            out.writeStringField("code", code);
            out.writeNullField("valid_from");
            out.writeNullField("valid_until");
            out.writeNullField("remaining");
            out.writeNullField("next");
            out.writeStringField("state", AccountFormat.state(account));
            out.writeEndObject();
        });
    }

    private static void head(JsonGenerator out, Account account) throws IOException {
        out.writeStringField("name", account.name());
        out.writeStringField("issuer", account.issuer());
        out.writeStringField("account", account.accountName());
        AccountFormat.parameters(out, account.otp());
    }

    private void printJson(Code code, String following, Instant now) {
        JsonWriter.print(session.output(), out -> {
            out.writeStartObject();
            head(out, account);
            out.writeNumberField("period", scheme.periodSeconds());
            out.writeStringField("code", code.value());
            AccountFormat.time(out, "valid_from", code.validFrom());
            AccountFormat.time(out, "valid_until", code.validUntil());
            out.writeNumberField("remaining", AccountFormat.remaining(code, now));
            out.writeStringField("next", following);
            out.writeStringField("state", AccountFormat.state(account));
            out.writeEndObject();
        });
    }
}
