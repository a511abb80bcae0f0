package totp.cli.aws;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import totp.aws.AwsException;
import totp.aws.Chain;
import totp.aws.Chain.Hop;
import totp.aws.DeviceException;
import totp.aws.Identity;
import totp.aws.Sts;
import totp.aws.TemporaryCredentials;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.message.Message;

/**
 * The session of a profile: one that is kept, or else a new one. Twenty processes that want it at the same time make one: who
 * comes first has a kernel lock, the others look again when it is theirs, and take part in a refusal as well. A role's lock comes
 * before that of the user's session behind it, so that nobody waits in a circle, and both come before the vault is opened.
 */
final class Sessions {
    /** An AWS SDK renews a session that has less left than a quarter of an hour, and calls again for each request then. */
    private static final Duration MIN_LEFT = Duration.ofMinutes(16);

    /** A session of the user's is good for another role while so much of it is left. */
    private static final Duration MIN_LEFT_FOR_ROLE = Duration.ofMinutes(5);

    /** What STS gives where nothing is said; a morning's code lasts for the day. */
    private static final Duration USER_LIFETIME = Duration.ofHours(12);

    private static final String ANYBODY = "totp";

    private final Session session;
    private final Chain chain;
    private final Optional<Duration> minLeft;
    private final boolean renew;
    private final SessionCache cache;
    private final SessionTurn turn;
    private final DeviceOfChain devices;
    private final Sts sts;
    private Optional<Identity> identity = Optional.empty();

    /**
     * The sessions of one chain.
     *
     * @param minLeft what must be left of one that is kept; by default the smaller of 16 minutes and half its lifetime
     * @param renew whether the last one of the chain is made anew
     */
    Sessions(
            Session session,
            Chain chain,
            Optional<Duration> minLeft,
            boolean renew,
            SessionCache cache,
            SessionTurn turn,
            DeviceOfChain devices,
            Sts sts) {
        this.session = session;
        this.chain = chain;
        this.minLeft = minLeft;
        this.renew = renew;
        this.cache = cache;
        this.turn = turn;
        this.devices = devices;
        this.sts = sts;
    }

    /** The last one of the chain: the role's, or the user's own where there is no role. */
    SessionEntry last() throws Failure {
        try {
            return chain.hops().isEmpty() ? ofUser(renew) : ofRole(chain.hops().size() - 1, renew);
        } catch (DeviceException e) {
            throw failure(e);
        }
    }

    /** For which AWS is asked. */
    static Duration lifetime(Chain chain) {
        int hops = chain.hops().size();
        return hops == 0 ? userLifetime(chain) : chain.hops().get(hops - 1).lifetime();
    }

    private static Duration userLifetime(Chain chain) {
        return chain.duration().orElse(USER_LIFETIME);
    }

    /** Nothing is capped in silence, so what AWS says of a duration needs a word. */
    static Failure failure(DeviceException e) {
        boolean ofDuration = e instanceof AwsException refused
                && refused.code().equals("ValidationError")
                && refused.message().toString().contains("DurationSeconds");
        return ofDuration ? AwsFailures.of(e, Message.of("aws.shorter-duration")) : AwsFailures.of(e);
    }

    /** The last one of a chain if it is kept: neither a vault nor AWS is needed then, nor the classes for them. */
    static Optional<SessionEntry> kept(Session session, Chain chain, Optional<Duration> minLeft, SessionCache cache) {
        String key = chain.hops().isEmpty()
                ? SessionKey.ofUser(chain, chain.serial().orElse(""), userLifetime(chain))
                : SessionKey.ofRole(chain, chain.hops().size() - 1);
        return cache.find(key).filter(entry -> lasts(session, entry, minLeft));
    }

    private Optional<SessionEntry> kept(String key, boolean anew, Optional<Duration> needed) {
        return anew ? Optional.empty() : cache.find(key).filter(entry -> lasts(session, entry, needed));
    }

    private static boolean lasts(Session session, SessionEntry entry, Optional<Duration> needed) {
        Duration half = entry.lifetime().dividedBy(2);
        Duration least = needed.orElse(half.compareTo(MIN_LEFT) < 0 ? half : MIN_LEFT);
        return entry.left(session.host().now()).compareTo(least) >= 0;
    }

    private SessionEntry ofRole(int place, boolean anew) throws Failure, DeviceException {
        String key = SessionKey.ofRole(chain, place);
        boolean isLast = place == chain.hops().size() - 1;
        Optional<Duration> needed = isLast ? minLeft : Optional.of(MIN_LEFT_FOR_ROLE);
        Optional<SessionEntry> kept = kept(key, anew, needed);
        if (kept.isPresent()) {
            return kept.get();
        }
        return turn.take(key, () -> kept(key, anew && !turn.waited(), needed), () -> {
            SessionEntry made = place == 0 ? firstRole() : nextRole(place);
            cache.keep(key, made);
            return made;
        });
    }

    private SessionEntry nextRole(int place) throws Failure, DeviceException {
        SessionEntry before = ofRole(place - 1, false);
        Hop hop = chain.hops().get(place);
        TemporaryCredentials made = assume(hop, name(hop, before.user()), Optional.of(before.credentials()));
        return entry(made, before.serial(), hop.roleArn(), before.user(), hop.accountId());
    }

    private SessionEntry firstRole() throws Failure, DeviceException {
        Hop hop = chain.hops().get(0);
        // With keys of a session, which a program may give as well, AWS takes no code.
        boolean takesCode = chain.base().isLongTerm() && !sts.isSession();
        Optional<DeviceOfChain.Chosen> device = takesCode ? devices.find(this::identity) : Optional.empty();
        if (device.isEmpty()) {
            return withoutCode(hop);
        }
        if (chain.isDirect()) {
            return direct(hop, device.get());
        }
        SessionEntry user = ofUser(false);
        TemporaryCredentials made = assume(hop, name(hop, user.user()), Optional.of(user.credentials()));
        return entry(made, user.serial(), hop.roleArn(), user.user(), hop.accountId());
    }

    /** A role may want no MFA; one that does is refused, and says nothing of what it lacks. */
    private SessionEntry withoutCode(Hop hop) throws Failure, DeviceException {
        String user = userIfAny();
        try {
            return entry(assume(hop, name(hop, user), Optional.empty()), "", hop.roleArn(), user, hop.accountId());
        } catch (AwsException e) {
            boolean perhapsMfa = e.reason() == AwsException.Reason.DENIED && !user.isEmpty();
            throw perhapsMfa
                    ? AwsFailures.of(
                            e, Message.of("aws.role-may-want-mfa", chain.base().profile()))
                    : failure(e);
        }
    }

    /** More than an hour of a role is given to long-term keys alone, with a code of their own. */
    private SessionEntry direct(Hop hop, DeviceOfChain.Chosen device) throws Failure, DeviceException {
        String user = device.user().isEmpty() ? userIfAny() : device.user();
        try (DeviceOfChain.Codes codes = devices.open(device)) {
            TemporaryCredentials made = sts.assume(hop, name(hop, user), device.serial(), codes.codes(), codes.notes());
            return entry(made, device.serial(), hop.roleArn(), user, hop.accountId());
        }
    }

    private SessionEntry ofUser(boolean anew) throws Failure, DeviceException {
        return ofUser(chain.serial().orElse(""), anew);
    }

    /** @param serial as the chain says it: nothing, or the name of an account, for which the device's own comes in the end */
    private SessionEntry ofUser(String serial, boolean anew) throws Failure, DeviceException {
        Duration lifetime = userLifetime(chain);
        String key = SessionKey.ofUser(chain, serial, lifetime);
        Optional<Duration> needed = chain.hops().isEmpty() ? minLeft : Optional.of(MIN_LEFT_FOR_ROLE);
        Optional<SessionEntry> kept = kept(key, anew, needed);
        if (kept.isPresent()) {
            return kept.get();
        }
        return turn.take(key, () -> kept(key, anew && !turn.waited(), needed), () -> {
            DeviceOfChain.Chosen device = device();
            SessionEntry made =
                    device.serial().equals(serial) ? begun(device, lifetime) : ofUser(device.serial(), anew);
            cache.keep(key, made);
            return made;
        });
    }

    private DeviceOfChain.Chosen device() throws Failure, DeviceException {
        if (!chain.base().isLongTerm() || sts.isSession()) {
            throw Failure.usage(Message.of("aws.base-is-session", chain.base().profile()));
        }
        return devices.find(this::identity).orElseThrow(() -> devices.none(chain.profile()));
    }

    private SessionEntry begun(DeviceOfChain.Chosen device, Duration lifetime) throws Failure, DeviceException {
        try (DeviceOfChain.Codes codes = devices.open(device)) {
            session.output().detail(Message.of("aws.asking-for-session", device.serial()));
            TemporaryCredentials made = sts.userSession(device.serial(), lifetime, codes.codes(), codes.notes());
            String user = device.user().isEmpty() ? userIfAny() : device.user();
            return entry(made, device.serial(), "", user, device.accountId());
        }
    }

    private TemporaryCredentials assume(Hop hop, String name, Optional<TemporaryCredentials> with)
            throws DeviceException {
        session.output().detail(Message.of("aws.assuming-role", hop.roleArn()));
        return sts.assume(hop, name, with);
    }

    private SessionEntry entry(TemporaryCredentials made, String serial, String role, String user, String account) {
        Duration offset = sts.clock().offset().orElse(Duration.ZERO);
        Instant issued = session.host().now().plus(offset);
        return new SessionEntry(chain.profile(), serial, role, user, account, made, issued, offset);
    }

    /** Trust policies ask for the user's name there. */
    private String name(Hop hop, String user) {
        return hop.sessionName().orElse(user.length() < 2 ? ANYBODY : user);
    }

    private String userIfAny() throws AwsException {
        Identity caller = identity();
        return caller.kind() == Identity.Kind.USER ? caller.name() : "";
    }

    private Identity identity() throws AwsException {
        String key = SessionKey.ofOwner(chain);
        if (identity.isEmpty()) {
            identity = cache.owner(key);
        }
        if (identity.isEmpty()) {
            identity = Optional.of(sts.identity());
            cache.keepOwner(key, identity.get());
        }
        return identity.get();
    }

    /** Something that is made while nobody else makes it. */
    @FunctionalInterface
    interface Making {
        SessionEntry make() throws Failure, DeviceException;
    }

    /** Closes what holds a turn; the kernel would at the end of the process. */
    static void release(Closeable lock) {
        try {
            lock.close();
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }
}
