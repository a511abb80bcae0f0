package totp.aws;

/**
 * Whoever owns the vault and talks to a person. Every method returns only when what it did is durable.
 *
 * @param <X> how the owner fails
 */
public interface SeedKeeper<X extends Exception> {
    /** Stores the seed of a device that nobody depends on yet, as pending, and reads it back. */
    void keep(VirtualMfaDevice device) throws X;

    /**
     * Decides about a device that is there already, under the name that a new one was to have.
     *
     * @param holder who has it, as far as AWS tells this caller
     */
    Existing existing(String serial, Holder holder) throws X;

    /** Who has a device. */
    enum Holder {
        /** The user that is being enrolled. */
        SAME_USER,
        /** Nobody, says AWS. */
        NOBODY,
        /** Somebody else, or nobody may know. */
        UNKNOWN
    }

    /** What becomes of a device that is there already. */
    enum Existing {
        /** Its seed is kept: no other is made. */
        FINISH,
        /** Nobody can ever use it: it is deleted and a new one made. */
        DELETE,
        /** It stays, and the new device gets another name. */
        OTHER_NAME,
        /** It stays, and no device is made. */
        STOP
    }
}
