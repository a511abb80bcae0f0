package totp.standin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Every call that arrived, in the order of its end; complete before the client has its answer. */
public final class CallLog {
    /**
     * One call.
     *
     * @param time when it arrived, by the server's clock
     * @param caller the ARN that the access key belongs to, whether or not the signature was right; empty if none
     * @param parameters with the steps of the codes in place of the codes
     * @param done whether the action was carried out, whatever the client was told
     * @param status what the client was told; 0: nothing
     * @param error the error's code; empty for success and for a lost answer
     */
    public record Call(
            Instant time,
            String action,
            String caller,
            String userAgent,
            Map<String, String> parameters,
            boolean done,
            int status,
            String error) {
        /** One line, for people and for {@code scripts/local-iam --log}. */
        String line() {
            String told = status == 0 ? "lost" : status + (error.isEmpty() ? "" : " " + error);
            return time + " " + action + " " + (done ? "done" : "not-done") + " " + told + " " + caller + " "
                    + parameters + " " + userAgent;
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private Consumer<Call> listener = call -> {};

    /** Is told each call as well. */
    public synchronized void setListener(Consumer<Call> told) {
        listener = told;
    }

    synchronized void add(Call call) {
        calls.add(call);
        listener.accept(call);
    }

    public synchronized List<Call> all() {
        return List.copyOf(calls);
    }

    public synchronized List<Call> of(String action) {
        return calls.stream().filter(call -> call.action().equals(action)).toList();
    }

    /** The names of the actions called: what most tests compare. */
    public synchronized List<String> actions() {
        return calls.stream().map(Call::action).toList();
    }

    public synchronized void clear() {
        calls.clear();
    }
}
