package totp.otp;

import java.time.Instant;

/**
 * A code as people type it, with its leading zeros, and the time in which a server takes it.
 *
 * @param value ASCII text
 * @param validFrom the first moment
 * @param validUntil the first moment after it
 */
public record Code(String value, Instant validFrom, Instant validUntil) {}
