/**
 * Enrols AWS virtual MFA devices and speaks to IAM and STS about them: by AWS's own clock, with every outcome found out
 * or told as unknown, and with each seed handed to its keeper before AWS depends on it.
 */
@NullMarked
package totp.aws;

import org.jspecify.annotations.NullMarked;
