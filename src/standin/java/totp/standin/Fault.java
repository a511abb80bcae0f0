package totp.standin;

import java.time.Duration;
import java.time.Instant;

/** Something that goes wrong with one call: it stands around the work, and may do it or not, and answer as it likes. */
@FunctionalInterface
public interface Fault {
    /** The call that it stands around. */
    interface Work {
        /** Does it, as if nothing were wrong. */
        HttpAnswer answer();

        /** The answer that says so, without doing it. */
        HttpAnswer refusal(AwsError error);

        /** Waits by the machine's clock; false if the server was closed meanwhile. */
        boolean pause(Duration time);

        /** The server's clock. */
        Instant now();
    }

    HttpAnswer around(Work work);

    static Fault throttled() {
        return error(AwsError.throttling());
    }

    static Fault error(AwsError error) {
        return work -> work.refusal(error);
    }

    /** The request never arrived. */
    static Fault loseBefore() {
        return work -> HttpAnswer.LOST;
    }

    /** All was done, and nobody hears of it. */
    static Fault loseAfter() {
        return after(work -> HttpAnswer.LOST);
    }

    /** All was done, and then AWS says 500 or 503. */
    static Fault failAfter(int status) {
        String code = status == 503 ? "ServiceUnavailable" : "ServiceFailure";
        return after(work -> work.refusal(new AwsError(status, code, "Service is unable to handle request.")));
    }

    /** A hotel answers, and with success. */
    static Fault portal() {
        return work -> HttpAnswer.of(
                        200,
                        "",
                        "text/html; charset=utf-8",
                        "<!DOCTYPE html>\n<html><head><title>Welcome</title></head>"
                                + "<body><form action=\"/login\">Sign in to the network</form></body></html>\n")
                .with("Date", ServerClock.httpDate(work.now()));
    }

    static Fault delay(Duration time) {
        return work -> work.pause(time) ? work.answer() : HttpAnswer.LOST;
    }

    static Fault noDate() {
        return work -> work.answer().without("Date");
    }

    static Fault dateText(String text) {
        return work -> work.answer().with("Date", text);
    }

    /** Only the header is wrong; the server's clock is not. */
    static Fault dateOff(Duration ahead) {
        return work ->
                work.answer().with("Date", ServerClock.httpDate(work.now().plus(ahead)));
    }

    /** Calls back into the test, and then does the work. What the test throws there only ends the connection. */
    static Fault before(Runnable callback) {
        return work -> {
            callback.run();
            return work.answer();
        };
    }

    /** Does the work, and calls back into the test before the client hears of it. */
    static Fault after(Runnable callback) {
        return work -> {
            HttpAnswer answer = work.answer();
            callback.run();
            return answer;
        };
    }

    private static Fault after(Fault instead) {
        return work -> {
            work.answer();
            return instead.around(work);
        };
    }
}
