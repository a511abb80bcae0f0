package totp.cli.aws;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.Chain;
import totp.aws.MfaDevice;
import totp.aws.Sts;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Span;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;

/** The session that options and profiles ask for: one that is kept, or one that is begun now. */
final class SessionsOfChains {
    /**
     * The launcher starts the program without AWS's libraries first, which takes a third of the time, and says so by this property:
     * where no session is kept it is to end with {@code NOT_FOUND} and not a word, and is started again with them.
     */
    private static final String WHICH = "totp.session";

    private static final String KEPT = "kept";

    private final Session session;
    private final AwsAccess access;

    /** Whether AWS has been spoken to with a code already: what it refuses then, it refuses for another reason. */
    private boolean begun;

    SessionsOfChains(Session session, AwsAccess access) {
        this.session = session;
        this.access = access;
    }

    /** The session that the options ask for. */
    SessionEntry find(Chain chain, SessionOptions options, boolean mayAsk) throws Failure {
        return find(chain, options, mayAsk, null);
    }

    /** @param book a vault that is open already */
    private SessionEntry find(Chain chain, SessionOptions options, boolean mayAsk, @Nullable AccountBook book)
            throws Failure {
        boolean keptOnly = KEPT.equals(session.host().machine().property(WHICH));
        Optional<Duration> minLeft =
                options.minTtl == null ? Optional.empty() : Optional.of(Span.parse("--min-ttl", options.minTtl));
        Duration lifetime = Sessions.lifetime(chain);
        if (minLeft.isPresent() && minLeft.get().compareTo(lifetime) > 0) {
            throw Failure.usage(
                    Message.of("aws.min-ttl-too-long", Span.text(lifetime)), Message.of("aws.longer-duration"));
        }
        SessionCache cache = new SessionCache(session, options.noCache);
        Optional<SessionEntry> kept =
                Sessions.kept(session, chain, minLeft, cache).filter(entry -> !options.renew);
        if (kept.isPresent()) {
            return kept.get();
        }
        if (keptOnly) {
            throw new Failure(ExitCode.NOT_FOUND, Message.NONE);
        }
        SessionTurn turn = new SessionTurn(session, new VaultAccess(session).state());
        try (DeviceOfChain devices = new DeviceOfChain(session, chain, mayAsk, book);
                Sts sts = access.sts(chain)) {
            return new Sessions(session, chain, minLeft, options.renew, cache, turn, devices, sts).last();
        }
    }

    Chain chain(SessionOptions options) throws Failure {
        try {
            return Chain.of(access.settings(), options.asked(), session.output()::warning);
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
    }

    /**
     * Speaks to AWS with the keys that a profile's roles begin with: whose device it is says the user's own key, and STS proves
     * a code to nothing else.
     */
    void beginWithBase() throws Failure {
        if (access.isByProfile()) {
            Chain chain = chain(new SessionOptions());
            if (!chain.hops().isEmpty() && chain.base().isLongTerm()) {
                access.useProfile(chain.base().profile());
            }
        }
    }

    /**
     * Speaks to AWS with the session of a role, where a profile has one; a user's own keys are enough until AWS says otherwise.
     *
     * @param book in which the codes are; null for who needs no vault: it is opened then if a code is wanted
     */
    void beginForRole(@Nullable AccountBook book) throws Failure {
        if (access.isByProfile()) {
            Chain chain = chain(new SessionOptions());
            if (!chain.hops().isEmpty() && chain.base().isLongTerm()) {
                access.use(find(chain, new SessionOptions(), true, book).credentials());
            }
        }
    }

    /** A call to AWS. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws Failure, AwsException;
    }

    /** Makes a call, and once more with the user's own session if AWS refuses what goes without MFA. */
    <T> T withCodeIfWanted(Call<T> call) throws Failure, AwsException {
        try {
            return call.run();
        } catch (AwsException e) {
            if (!beginAfter(e, null)) {
                throw e;
            }
            return call.run();
        }
    }

    /**
     * Speaks to AWS with a session of the caller's that a code began: that one can be given is shown then, and not supposed.
     *
     * @param devices the caller's, as AWS lists them
     * @return why it cannot be shown; empty where it is
     */
    Optional<Message> withoutCode(List<MfaDevice> devices) throws Failure {
        if (begun) {
            return Optional.empty();
        }
        try {
            if (!access.isByProfile()) {
                return inVault(devices) ? Optional.empty() : Optional.of(Message.of("aws.device-not-here"));
            }
            Chain chain = chain(new SessionOptions());
            if (!chain.hops().isEmpty() || !chain.base().isLongTerm()) {
                return Optional.empty(); // a role, or a session, that was let in already
            }
            access.use(sessionOf(chain, devices).credentials());
            begun = true;
            return Optional.empty();
        } catch (Failure e) {
            if (e.code() == ExitCode.INTERRUPTED) {
                throw e;
            }
            return Optional.of(e.message());
        }
    }

    /** One that is kept needs no vault; where none says which device is meant, AWS's list does. */
    private SessionEntry sessionOf(Chain chain, List<MfaDevice> devices) throws Failure {
        try {
            return find(chain, new SessionOptions(), true);
        } catch (Failure e) {
            boolean unclear = e.code() == ExitCode.NOT_FOUND || e.code() == ExitCode.AMBIGUOUS;
            SessionOptions wanted = new SessionOptions();
            wanted.serial = unclear && chain.serial().isEmpty() ? serialHere(devices) : null;
            if (wanted.serial == null) {
                throw e;
            }
            return find(chain(wanted), wanted, true);
        }
    }

    /** Of several devices the one whose codes come from here, also where another app has registered it. */
    private @Nullable String serialHere(List<MfaDevice> devices) throws Failure {
        try (AccountBook book = AccountBook.toRead(session, new VaultAccess(session))) {
            return devices.stream()
                    .map(MfaDevice::serial)
                    .filter(serial ->
                            book.holder(serial).or(() -> book.named(serial)).isPresent())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** The environment's keys lead to no session of ours; but their owner's codes may be given from here. */
    private boolean inVault(List<MfaDevice> devices) throws Failure {
        try (AccountBook book = AccountBook.toRead(session, new VaultAccess(session))) {
            return devices.stream()
                    .flatMap(device -> book.holder(device.serial()).stream())
                    .anyMatch(account -> account.state() == Account.State.ACTIVE);
        }
    }

    /**
     * The same with a user's own session, after AWS refused his keys: a policy may want MFA, and says nothing of it.
     *
     * @param book null for a vault that is opened if it seems that a code is wanted
     * @return false where there is no such session, and the refusal stands
     */
    boolean beginAfter(AwsException refused, @Nullable AccountBook book) throws Failure {
        boolean perhapsMfa =
                refused.reason() == AwsException.Reason.DENIED || refused.reason() == AwsException.Reason.MFA_DEMANDED;
        if (begun || !perhapsMfa || !access.isByProfile()) {
            return false;
        }
        Chain chain = chain(new SessionOptions());
        boolean known = chain.serial().isPresent()
                || (book == null
                        ? refused.isForbidden()
                        : book.accounts().stream().anyMatch(account -> account.aws() != null));
        if (!chain.hops().isEmpty() || !chain.base().isLongTerm() || !known) {
            return false;
        }
        session.output().detail(Message.of("aws.once-more-with-mfa"));
        try {
            access.use(find(chain, new SessionOptions(), true, book).credentials());
            begun = true;
            return true;
        } catch (Failure e) {
            if (e.code() == ExitCode.NOT_FOUND || e.code() == ExitCode.NO_VAULT) {
                return false; // of this user there is no device here, and what AWS said is what counts
            }
            throw e;
        }
    }
}
