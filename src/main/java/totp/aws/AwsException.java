package totp.aws;

import totp.message.Message;

/** A call to AWS did not do what it was meant to. The message is complete, a line, and free of secrets. */
public final class AwsException extends DeviceException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String code;
    private final String action;

    AwsException(Reason reason, String code, Message message) {
        this(reason, code, "", message);
    }

    AwsException(Reason reason, String code, Message message, Throwable cause) {
        this(reason, code, "", message);
        initCause(cause);
    }

    private AwsException(Reason reason, String code, String action, Message message) {
        super(message);
        this.reason = reason;
        this.code = code;
        this.action = action;
    }

    /** What AWS refused to do, by the name of the call. */
    static AwsException refusing(String action, Reason reason, String code, Message message, Throwable cause) {
        AwsException refusal = new AwsException(reason, code, action, message);
        refusal.initCause(cause);
        return refusal;
    }

    public Reason reason() {
        return reason;
    }

    /** AWS's error code, such as {@code AccessDenied}; in the same style where AWS said nothing. */
    public String code() {
        return code;
    }

    /** The call that AWS refused, such as {@code GetAccountSummary}; empty where it did not refuse. */
    public String action() {
        return action;
    }

    /**
     * Whether a statement forbids it, as those do that demand MFA: no further permission helps then, and a code may. Where none
     * allows it, it is the other way round.
     */
    public boolean isForbidden() {
        return (reason == Reason.DENIED || reason == Reason.MFA_DEMANDED)
                && message().toString().contains("with an explicit deny");
    }

    /** Whether the same command may succeed later without anybody changing anything. */
    public boolean isRetryable() {
        return reason.retryable;
    }

    /** What went wrong, as far as a program can act on it. */
    public enum Reason {
        /** No credentials were found, or AWS does not take those that were. */
        CREDENTIALS(false),
        /** A policy does not allow the action. */
        DENIED(false),
        /** Who has a device may add and take away their own only in a session that one of their devices began. */
        MFA_DEMANDED(false),
        /** STS does not know the device yet, or was asked too often: it verifies none of its codes at the moment. */
        LATER(true),
        /** AWS's answer was of no use; what it made was taken back. */
        UNUSABLE(true),
        /** The codes do not fit the device: wrong clock, wrong seed, or used before. */
        CODES(false),
        /** A device of that name exists, or the device is in use. */
        EXISTS(false),
        /** AWS knows no such user or device; shortly after it was made that may be so for a while. */
        NOT_FOUND(false),
        /** A quota of the account or the user. */
        LIMIT(false),
        /** The user or the device is being changed at this moment. */
        BEING_CHANGED(true),
        /** Too many calls. */
        THROTTLED(true),
        /** The request was never sent: no route, no name, no TLS. */
        UNREACHABLE(true),
        /** It was sent and no answer came that tells what became of it. */
        UNKNOWN(true),
        /** The settings for speaking to AWS are of no use. */
        SETTINGS(false),
        /** The wait was interrupted. */
        INTERRUPTED(true),
        /** Anything else that AWS refuses. */
        REFUSED(false);

        private final boolean retryable;

        Reason(boolean retryable) {
            this.retryable = retryable;
        }
    }
}
