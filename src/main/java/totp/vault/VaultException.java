package totp.vault;

import totp.message.Message;
import totp.message.MessageException;

/** A vault could not be read, opened, made or saved. The message is complete and free of secrets. */
public final class VaultException extends MessageException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public VaultException(Reason reason, Message message) {
        super(message);
        this.reason = reason;
    }

    public VaultException(Reason reason, Message message, Throwable cause) {
        super(message);
        initCause(cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /**
     * What is wrong. The reasons from {@link #NOT_A_VAULT} to {@link #CONTENT} are the layers of the format in the order
     * in which a reader meets them; a damaged file is refused at the first that does not hold.
     */
    public enum Reason {
        /** There is no such file; nothing else counts as absence. */
        ABSENT,
        /** The system refused to open, read or write. */
        IO,
        /** The system does not tell whether a file got its name: nothing that may be needed is removed then. */
        UNKNOWN,
        /** Another process is writing, or the file changed while this one was about to. */
        BUSY,
        /** A file is already there. */
        EXISTS,
        /** The folder or the file is such that others could exchange or read the vault. */
        UNSAFE_PLACE,
        /** The first bytes are not a vault's. */
        NOT_A_VAULT,
        /** A later version of the format, or a part of it that this version must not pass over. */
        NEWER,
        /** The file is shorter or longer than it says. */
        SIZE,
        /** A header field is missing, out of order or out of range. */
        FIELD,
        /** A key derivation beyond what a reader must accept. */
        KDF_BOUNDS,
        /** This process may not use as much memory as the derivation asks for. */
        MEMORY,
        /** No slot is of the kind that the given secret could open. */
        NO_SUCH_SLOT,
        /** No slot takes the given secret: it is wrong, or the slot is damaged. */
        WRONG_SECRET,
        /** The secret is right for a slot whose wrapped key was changed. */
        SLOT_DAMAGED,
        /** A state of the vault from before or after a change of keys, which the present ones do not open. */
        OTHER_KEYS,
        /** The header's authentication code does not fit. */
        HEADER_DAMAGED,
        /** The payload's authentication tag does not fit. */
        PAYLOAD_DAMAGED,
        /** The decrypted payload is not padded as it must be. */
        PADDING,
        /** The decrypted payload is not the JSON that the format describes. */
        CONTENT,
        /** The file is an older state than this machine saw. */
        ROLLED_BACK,
        /** The file is a state that did not come from the one this machine saw. */
        DIVERGED,
        /** What this machine saw last cannot be read any more, so that nobody can tell whether the file is an older state. */
        FORGOTTEN,
        /** A file of the state folder is not what this program writes. */
        STATE_DAMAGED,
        /** A limit of the format would be exceeded. */
        LIMIT,
        /** A name, an alias or an id is taken. */
        TAKEN,
        /** The account is not there any more. */
        GONE
    }
}
