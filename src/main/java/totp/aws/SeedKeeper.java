package totp.aws;

/** Whoever owns the vault. */
@FunctionalInterface
public interface SeedKeeper {
    /**
     * Stores the seed of a device that nobody depends on yet, and reads it back; returns only when that is durable.
     *
     * @param device lent for the call
     */
    void keep(VirtualMfaDevice device) throws KeepingException;
}
