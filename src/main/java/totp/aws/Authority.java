package totp.aws;

import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException.Reason;

/**
 * With which keys the devices of a user are managed: the caller's, and from the moment at which AWS demands it those of a
 * session that a device of that user begins. AWS has demanded it since 2023 (bulletin AWS-2023-001) of users who have a
 * device and add or take away one of their own, whatever policies say; and many policies demand it.
 *
 * @param <X> how the notes of codes fail
 */
public final class Authority<X extends Exception> implements AutoCloseable {
    private final Iam callers;
    private final List<Verification<X>> devices;
    private @Nullable Iam session;

    /**
     * For the devices of one user.
     *
     * @param devices those that may begin a session, best first; none if the caller is not their user with long-term keys
     */
    Authority(Iam callers, List<Verification<X>> devices) {
        this.callers = callers;
        this.devices = List.copyOf(devices);
    }

    /** A call with these keys or those. */
    @FunctionalInterface
    interface Call {
        void make(Iam with) throws AwsException;
    }

    /** The keys as they are now. */
    Iam present() {
        return session == null ? callers : session;
    }

    /** Goes on with a session that some code began anyway. */
    void adopt(Verification<X> verified) throws AwsException {
        if (session == null && verified.session().isPresent()) {
            session = callers.with(verified.session().get());
        }
    }

    /**
     * Begins a session, unless there is one.
     *
     * @throws AwsException why the last of the devices that may begin one did not: {@code LATER}, {@code CODES}, {@code DENIED}
     */
    public void begin() throws AwsException, X {
        AwsException last = null;
        for (Verification<X> device : devices) {
            if (session != null) {
                return;
            }
            try {
                last = switch (device.atOnce()) {
                    case TAKEN -> {
                        adopt(device);
                        yield null;
                    }
                    case LATER -> device.later();
                    case FORBIDDEN ->
                        new AwsException(
                                Reason.DENIED, "AccessDenied", "GetSessionToken: a policy does not allow a session");
                };
            } catch (AwsException e) {
                if (e.reason() == Reason.INTERRUPTED) {
                    throw e;
                }
                last = e;
            }
        }
        if (session == null && last != null) {
            throw last;
        }
    }

    /** Whether a session may be had and might get through what was refused. */
    boolean mayHelp(AwsException refusal) {
        boolean wanted = refusal.reason() == Reason.DENIED || refusal.reason() == Reason.MFA_DEMANDED;
        return wanted && session == null && !devices.isEmpty();
    }

    /** Makes a call; where AWS wants MFA for it, once more in a session, if one can be had. */
    void run(Call call) throws AwsException, X {
        try {
            call.make(present());
        } catch (AwsException e) {
            if (!mayHelp(e)) {
                throw e;
            }
            begin();
            call.make(present());
        }
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
