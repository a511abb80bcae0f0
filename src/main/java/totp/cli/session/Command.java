package totp.cli.session;

import java.util.List;
import totp.vault.VaultException;

/** What a command does once its options are read. */
public interface Command {
    /** Says what options and parameters it takes. */
    default void declare(Syntax syntax) {}

    /**
     * Takes words without the parser, which takes longer to load than all the rest to run: the plain call of a command that other
     * programs wait for.
     *
     * @return false if there is more to them
     */
    default boolean takesPlainly(List<String> words) {
        return false;
    }

    /**
     * Whether an agent may run it as it was given: it shows no seed, and needs nothing of its caller but its words. Asked once
     * the options were read.
     */
    default boolean isServed() {
        return false;
    }

    /** Whether the agent is asked for it with the words as they were given; else the command asks for what it needs of it. */
    default boolean isForwarded() {
        return isServed();
    }

    /**
     * Does the work.
     *
     * @throws Failure if it ends otherwise than asked for
     */
    void run(Session session) throws Failure, VaultException;

    /**
     * The last word on standard output of a command that prints a document on failure too, whatever failed: its options, its
     * work, or the program.
     *
     * @param arguments as they were given, for they may not have been understood
     */
    default void failed(Session session, List<String> arguments, Failure failure) {}
}
