package totp.standin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** The credentials that an account has issued, long-term keys and sessions, and what IAM remembers of each. */
public final class Keys {
    static final int PER_USER_MAX = 2;

    /** Uses within so long after one that was noted are not noted again. */
    private static final Duration USE_SPAN = Duration.ofMinutes(15);

    /**
     * When and where a key was used.
     *
     * @param service as in the scope of a signature: {@code iam}
     * @param region likewise; us-east-1 for global services
     */
    public record Use(Instant time, String service, String region) {}

    /**
     * What IAM shows of a key. For sessions only {@code created} means something.
     *
     * @param used empty if never
     */
    record State(boolean active, Instant created, Optional<Use> used) {
        String status() {
            return active ? "Active" : "Inactive";
        }
    }

    private static final class Held {
        private final AccessKey key;
        private final Optional<Policy> ceiling;
        private State state;

        /** A key that was deleted is held until the last to hear of it has. */
        private boolean deleted;

        private Optional<Lag.Progress> end = Optional.empty();

        private Held(AccessKey key, Optional<Policy> ceiling, Instant created) {
            this.key = key;
            this.ceiling = ceiling;
            state = new State(true, created, Optional.empty());
        }
    }

    private final ServerClock clock;
    private final RandomGenerator random;
    private final Map<String, Held> byId = new HashMap<>();

    /** Without it each line of a report of 5,000 users would look through all their keys. */
    private final Map<Principal, List<Held>> longTerm = new HashMap<>();

    private Lag lag = Lag.NONE;

    Keys(ServerClock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** For how long a key that was made inactive, or deleted, is still good for signing. */
    public synchronized void setLag(Lag time) {
        lag = time;
    }

    synchronized AccessKey addLongTerm(Principal principal) {
        Held held = add(principal, "AKIA", "", AccessKey.Kind.LONG_TERM, false, Instant.MAX, Optional.empty());
        longTerm.computeIfAbsent(principal, owner -> new ArrayList<>()).add(held);
        return held.key;
    }

    /** @param ceiling what the session may not exceed, whatever its principal may */
    synchronized AccessKey addSession(
            Principal principal, AccessKey.Kind kind, boolean mfa, Duration lifetime, Optional<Policy> ceiling) {
        byte[] token = new byte[160];
        random.nextBytes(token);
        String text = Base64.getEncoder().encodeToString(token);
        Instant end = clock.instant().plus(lifetime);
        return add(principal, "ASIA", text, kind, mfa, end, ceiling).key;
    }

    private Held add(
            Principal principal,
            String prefix,
            String token,
            AccessKey.Kind kind,
            boolean mfa,
            Instant expires,
            Optional<Policy> ceiling) {
        byte[] secret = new byte[30];
        random.nextBytes(secret);
        AccessKey key = new AccessKey(
                Base32.letters(random, prefix, 16),
                Base64.getEncoder().encodeToString(secret),
                token,
                kind,
                principal,
                mfa,
                expires);
        Held held = new Held(key, ceiling, clock.instant());
        byId.put(key.id(), held);
        return held;
    }

    /** A key that signs: one that is inactive, or gone, does not. */
    synchronized Optional<AccessKey> signing(String id) {
        Held held = byId.get(id);
        if (held == null || held.end.map(end -> end.arrived(clock.instant())).orElse(false)) {
            return Optional.empty();
        }
        return Optional.of(held.key);
    }

    /** Whose it is, whether or not it signs. Does not count as a question. */
    synchronized Optional<Principal> owner(String id) {
        return Optional.ofNullable(byId.get(id)).filter(held -> !held.deleted).map(held -> held.key.principal());
    }

    /** Whosever it is, active or not. */
    synchronized Optional<AccessKey> longTerm(String id) {
        return Optional.ofNullable(byId.get(id))
                .filter(held -> !held.deleted && !held.key.temporary())
                .map(held -> held.key);
    }

    /** In the order of their ids, as lists and reports have them. */
    public synchronized List<AccessKey> of(Principal principal) {
        return longTerm.getOrDefault(principal, List.of()).stream()
                .map(held -> held.key)
                .sorted(Comparator.comparing(AccessKey::id))
                .toList();
    }

    synchronized State state(AccessKey key) {
        return byId.get(key.id()).state;
    }

    synchronized Optional<Policy> ceiling(AccessKey key) {
        return byId.get(key.id()).ceiling;
    }

    /** Puts the key's beginning back into the past. */
    public synchronized void setAge(AccessKey key, Duration age) {
        change(key, state -> new State(state.active(), clock.instant().minus(age), state.used()));
    }

    /** As if the key had been used then; the uses that the server sees itself are added by themselves. */
    public synchronized void setUsed(AccessKey key, Use use) {
        change(key, state -> new State(state.active(), state.created(), Optional.of(use)));
    }

    public synchronized void setActive(AccessKey key, boolean active) {
        change(key, state -> new State(active, state.created(), state.used()));
        byId.get(key.id()).end = active ? Optional.empty() : Optional.of(lag.startingAt(clock.instant()));
    }

    /** As after a leak, or when an administrator has cleaned up. */
    synchronized void remove(AccessKey key) {
        Held held = byId.get(key.id());
        held.deleted = true;
        if (held.end.isEmpty()) {
            held.end = Optional.of(lag.startingAt(clock.instant()));
        }
        longTerm.getOrDefault(key.principal(), new ArrayList<>()).remove(held);
    }

    /** Notes that a call was signed with it. */
    synchronized void used(AccessKey key, String service, String region) {
        Instant now = clock.instant();
        Optional<Use> last = state(key).used();
        if (last.isEmpty() || !now.isBefore(last.get().time().plus(USE_SPAN))) {
            setUsed(key, new Use(now, service, region));
        }
    }

    private void change(AccessKey key, UnaryOperator<State> change) {
        Held held = byId.get(key.id());
        held.state = change.apply(held.state);
    }
}
