package totp.standin;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a change stays unseen: IAM is eventually consistent, and says so. Either a time by the server's clock, or a
 * number of questions that are still answered as before; with a clock that stands still only the latter ever ends.
 */
public record Lag(Duration time, int questions) {
    public static final Lag NONE = new Lag(Duration.ZERO, 0);

    public static Lag of(Duration time) {
        return new Lag(time, 0);
    }

    static Lag ofSeconds(long seconds) {
        return of(Duration.ofSeconds(seconds));
    }

    public static Lag ofQuestions(int questions) {
        return new Lag(Duration.ZERO, questions);
    }

    Progress startingAt(Instant now) {
        return new Progress(now.plus(time), questions);
    }

    /** One change on its way. */
    static final class Progress {
        private final Instant from;
        private int questionsLeft;

        private Progress(Instant from, int questions) {
            this.from = from;
            questionsLeft = questions;
        }

        /** Counts as a question. */
        boolean arrived(Instant now) {
            if (questionsLeft > 0) {
                questionsLeft--;
                return false;
            }
            return !now.isBefore(from);
        }
    }
}
