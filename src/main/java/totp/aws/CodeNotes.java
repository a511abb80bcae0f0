package totp.aws;

import java.time.Instant;
import java.util.Optional;

/**
 * Which codes of one device AWS and people were given from this machine. Every method returns only when what it did is
 * durable.
 */
public interface CodeNotes {
    /** Notes that the codes of these steps are about to be sent, so that nobody is given them. */
    void spend(long firstStep, long lastStep) throws KeepingException;

    /**
     * Takes the first steps from {@code from} on of which none was given to anybody, and notes them.
     *
     * @param count how many in a row
     * @return the first of them
     */
    long reserve(long from, int count) throws KeepingException;

    /**
     * Notes that AWS is about to be asked to verify a code.
     *
     * @param now AWS's time
     * @return empty; or, if it was asked too often and is not to be asked now, from when on it may be
     */
    Optional<Instant> verification(Instant now) throws KeepingException;

    /** The same answer, without noting anything. */
    Optional<Instant> pausedUntil(Instant now) throws KeepingException;
}
