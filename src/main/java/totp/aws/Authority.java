package totp.aws;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/**
 * With which keys the devices of a user are managed: the caller's, and from the moment at which AWS demands it those of a
 * session that a device of that user begins. AWS has demanded it since 2023 (bulletin AWS-2023-001) of users who have a
 * device and add or take away one of their own, whatever policies say; and many policies demand it.
 */
final class Authority implements AutoCloseable {
    private final Iam callers;
    private final List<UserDevice> beginners = new ArrayList<>();
    private @Nullable Iam session;

    Authority(Iam callers) {
        this.callers = callers;
    }

    /** A call with these keys or those. */
    @FunctionalInterface
    interface Call {
        void make(Iam with) throws AwsException;
    }

    /** One more device that may begin a session if those before it cannot; closed with this, or once there is a session. */
    void mayBegin(UserDevice beginner) {
        beginners.add(beginner);
    }

    /** The keys as they are now. */
    Iam present() {
        return session == null ? callers : session;
    }

    /** Goes on with a session that some code began anyway. */
    void adopt(Verification verified) throws AwsException {
        if (session == null && verified.session().isPresent()) {
            session = callers.with(verified.session().get());
            beginners.forEach(UserDevice::close); // what follows may take long
        }
    }

    /**
     * Begins a session, unless there is one.
     *
     * @throws AwsException why the last of the devices that may begin one did not: {@code LATER}, {@code CODES}, {@code DENIED}
     */
    void begin() throws DeviceException {
        AwsException last = null;
        for (UserDevice device : beginners) {
            if (session != null) {
                return;
            }
            try {
                last = begin(device.verification());
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

    /** @return why there is none; null if there is one */
    private @Nullable AwsException begin(Verification verification) throws DeviceException {
        return switch (verification.atOnce()) {
            case TAKEN -> {
                adopt(verification);
                yield null;
            }
            case LATER -> verification.later();
            case FORBIDDEN ->
                new AwsException(Reason.DENIED, "AccessDenied", Message.of("aws.getsessiontoken-policy-does-not"));
        };
    }

    /** Whether a session may be had and might get through what was refused. */
    boolean mayHelp(AwsException refusal) {
        boolean wanted = refusal.reason() == Reason.DENIED || refusal.reason() == Reason.MFA_DEMANDED;
        return wanted && session == null && !beginners.isEmpty();
    }

    /** Makes a call; where AWS wants MFA for it, once more in a session, if one can be had. */
    void run(Call call) throws DeviceException {
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
        beginners.forEach(UserDevice::close);
    }
}
