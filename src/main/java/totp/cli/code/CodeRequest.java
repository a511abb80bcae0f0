package totp.cli.code;

import java.time.Instant;
import java.util.Optional;

/**
 * Which code of a time-based account is wanted.
 *
 * @param time of another time than the present one
 * @param next the one after it
 * @param secondsLeft fewer than so many seconds of validity are too few, and the next one is waited for; 0 takes any
 * @param fresh none that was handed out before
 */
record CodeRequest(Optional<Instant> time, boolean next, int secondsLeft, boolean fresh) {}
