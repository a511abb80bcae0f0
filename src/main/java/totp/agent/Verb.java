package totp.agent;

/** What can be asked of an agent: the kinds of a request's frames. */
public final class Verb {
    /** Since when and how long it is unlocked. No fields. Answer: {@link Status#OUT} with the fields of {@link Lease#fields}. */
    public static final int STATUS = 1;

    /** Ends it. No fields. The answer is the end of the connection, which comes with that of the process. */
    public static final int LOCK = 2;

    /**
     * Runs a command on the vault. Frames: {@link #RUN} with the vault's real path, {@code 1} where a terminal is there to ask
     * on, then names and values of environment variables by turns; {@link #ARGUMENTS}; {@link #INPUT} where there is any.
     */
    public static final int RUN = 3;

    /** The words of the command, over as many frames as they need. */
    public static final int ARGUMENTS = 4;

    /** What the command reads from standard input; over as many frames as it needs. */
    public static final int INPUT = 5;

    private Verb() {}
}
