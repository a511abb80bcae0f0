package totp.aws;

import totp.message.MessageException;

/**
 * The owner of seeds and of notes about codes could not keep one of them. This package knows nothing of vaults, so that the
 * owner hands its own failure through here as the cause, and takes it out again.
 */
public final class KeepingException extends DeviceException {
    private static final long serialVersionUID = 1L;

    /** For a failure of the owner's, which says it all. */
    public KeepingException(MessageException cause) {
        super(cause.message());
        initCause(cause);
    }
}
