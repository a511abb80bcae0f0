package totp.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The credential report, which is taken at one moment and shown for four hours, whatever happens meanwhile: who has just been
 * given a device is still without one in it.
 */
public final class CredentialReport {
    private static final Duration FRESH = Duration.ofHours(4);

    /** One that was taken. */
    record Taken(Instant time, String csv) {}

    private final Account account;
    private Lag lag = Lag.ofQuestions(1);
    private Optional<Taken> shown = Optional.empty();
    private Optional<Taken> coming = Optional.empty();
    private Lag.Progress progress;

    CredentialReport(Account account) {
        this.account = account;
        progress = Lag.NONE.startingAt(account.clock().instant());
    }

    /** How long the making takes: one question unless told otherwise, which is about what it takes at AWS. */
    public synchronized void setLag(Lag time) {
        lag = time;
    }

    /** A report is there, as if somebody had asked for it so long ago; it shows what is now. */
    public synchronized void putTaken(Duration age) {
        shown = Optional.of(new Taken(account.clock().instant().minus(age), ReportRows.csv(account)));
        coming = Optional.empty();
    }

    /** What GenerateCredentialReport says: STARTED, INPROGRESS or COMPLETE. */
    synchronized String generate() {
        arrive();
        if (coming.isPresent()) {
            return "INPROGRESS";
        }
        if (shown.filter(this::isFresh).isPresent()) {
            return "COMPLETE";
        }
        Instant now = account.clock().instant();
        coming = Optional.of(new Taken(now, ReportRows.csv(account)));
        progress = lag.startingAt(now);
        return "STARTED";
    }

    /** AWS has no more to say about these than "Unknown". */
    synchronized Taken get() throws AwsError {
        arrive();
        if (coming.isPresent()) {
            throw new AwsError(404, "ReportInProgress", "Unknown");
        }
        Taken taken = shown.orElseThrow(() -> new AwsError(410, "ReportNotPresent", "Unknown"));
        if (!isFresh(taken)) {
            throw new AwsError(410, "ReportExpired", "Unknown");
        }
        return taken;
    }

    private void arrive() {
        if (coming.isPresent() && progress.arrived(account.clock().instant())) {
            shown = coming;
            coming = Optional.empty();
        }
    }

    private boolean isFresh(Taken taken) {
        return !account.clock().instant().isAfter(taken.time().plus(FRESH));
    }
}
