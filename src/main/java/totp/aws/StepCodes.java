package totp.aws;

/** The codes of one device, from whoever has its seed. */
public interface StepCodes extends AutoCloseable {
    /**
     * The code of a time step.
     *
     * @throws KeepingException if whoever has the seed does not give it any more
     */
    String of(long step) throws KeepingException;

    /** Erases what it has of the seed. */
    @Override
    void close();
}
