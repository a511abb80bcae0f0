package totp.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What goes wrong, and when. Written as {@code ACTION:WHICH:WHAT}, so that a command line can say it too.
 *
 * <p>ACTION is an API action or {@code *}; with {@code @USER} behind it only that user's calls are meant, so that many may
 * have their own faults at once. WHICH counts the calls of it from the moment the fault was added: {@code 2}, {@code 2-4},
 * {@code 2+} (from the second on) or {@code *}. Attempts count that a client makes by itself. WHAT is one of
 *
 * <ul>
 *   <li>{@code throttle}
 *   <li>{@code error=CODE,STATUS} or {@code error=CODE,STATUS,MESSAGE}: that error, and nothing is done
 *   <li>{@code lose-before}, {@code lose-after}: the connection is closed instead of an answer
 *   <li>{@code 500-after}, {@code 503-after}: all is done, and then an error is answered
 *   <li>{@code portal}: 200 and HTML
 *   <li>{@code delay=SECONDS}
 *   <li>{@code date=none}, {@code date=SECONDS} (ahead, with a sign), {@code date=TEXT}: the header of the answer
 * </ul>
 */
public final class Faults {
    private static final Pattern SPEC = Pattern.compile("([A-Za-z0-9]+|\\*)(?:@([\\w+=,.@-]+))?:([0-9+*-]+):(.+)");
    private static final Pattern WHICH = Pattern.compile("([0-9]{1,6})(?:-([0-9]{1,6})|(\\+))?|\\*");
    private static final Pattern ERROR = Pattern.compile("error=([A-Za-z]+),([0-9]{3})(?:,(.*))?");

    private final List<Rule> rules = new ArrayList<>();

    private static final class Rule {
        private final String action;
        private final String user;
        private final int first;
        private final int last;
        private final Fault fault;
        private int calls;

        /** @param user empty for everybody */
        private Rule(String action, String user, int first, int last, Fault fault) {
            this.action = action;
            this.user = user;
            this.first = first;
            this.last = last;
            this.fault = fault;
        }

        /** Counts the call if it is one of these. */
        private boolean hits(String called, String caller) {
            if (!action.equals("*") && !action.equals(called)) {
                return false;
            }
            if (!user.isEmpty() && !(caller.contains(":user/") && caller.endsWith("/" + user))) {
                return false;
            }
            calls++;
            return calls >= first && calls <= last;
        }
    }

    public void add(String spec) {
        Matcher parts = SPEC.matcher(spec);
        if (!parts.matches()) {
            throw new IllegalArgumentException("a fault is ACTION:WHICH:WHAT, and this is none: " + spec);
        }
        Matcher which = WHICH.matcher(parts.group(3));
        if (!which.matches()) {
            throw new IllegalArgumentException("which calls is N, N-M, N+ or *, and this is none: " + spec);
        }
        int first = which.group(1) == null ? 1 : Integer.parseInt(which.group(1));
        int last = first;
        if (which.group(1) == null || which.group(3) != null) {
            last = Integer.MAX_VALUE;
        } else if (which.group(2) != null) {
            last = Integer.parseInt(which.group(2));
        }
        String user = parts.group(2) == null ? "" : parts.group(2);
        add(parts.group(1), user, first, last, fault(parts.group(4)));
    }

    /** The nth call from now on. */
    public void add(String action, int number, Fault fault) {
        add(action, "", number, number, fault);
    }

    private synchronized void add(String action, String user, int first, int last, Fault fault) {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("calls are counted from 1");
        }
        rules.add(new Rule(action, user, first, last, fault));
    }

    public synchronized void clear() {
        rules.clear();
    }

    /**
     * The fault for this call, which may be none; of several, the one that was added first stands outermost.
     *
     * @param caller the ARN of whoever calls, or empty
     */
    synchronized Fault next(String action, String caller) {
        Fault all = Fault.Work::answer;
        for (int i = rules.size() - 1; i >= 0; i--) {
            Rule rule = rules.get(i);
            if (rule.hits(action, caller)) {
                all = nested(rule.fault, all);
            }
        }
        return all;
    }

    private static Fault nested(Fault outer, Fault inner) {
        return work -> outer.around(new Fault.Work() {
            @Override
            public HttpAnswer answer() {
                return inner.around(work);
            }

            @Override
            public HttpAnswer refusal(AwsError error) {
                return work.refusal(error);
            }

            @Override
            public boolean pause(Duration time) {
                return work.pause(time);
            }

            @Override
            public Instant now() {
                return work.now();
            }
        });
    }

    private static Fault fault(String what) {
        Matcher error = ERROR.matcher(what);
        if (error.matches()) {
            String message = error.group(3) == null ? "As ordered." : error.group(3);
            return Fault.error(new AwsError(Integer.parseInt(error.group(2)), error.group(1), message));
        }
        if (what.matches("delay=[0-9]{1,6}(\\.[0-9]{1,3})?")) {
            return Fault.delay(Duration.parse("PT" + what.substring("delay=".length()) + "S"));
        }
        if (what.matches("date=[+-][0-9]{1,9}")) {
            return Fault.dateOff(Duration.ofSeconds(Long.parseLong(what.substring("date=".length()))));
        }
        if (what.startsWith("date=") && !what.equals("date=none")) {
            return Fault.dateText(what.substring("date=".length()));
        }
        return switch (what) {
            case "throttle" -> Fault.throttled();
            case "lose-before" -> Fault.loseBefore();
            case "lose-after" -> Fault.loseAfter();
            case "500-after" -> Fault.failAfter(500);
            case "503-after" -> Fault.failAfter(503);
            case "portal" -> Fault.portal();
            case "date=none" -> Fault.noDate();
            default -> throw new IllegalArgumentException("unknown fault: " + what);
        };
    }
}
