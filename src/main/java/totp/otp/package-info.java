/**
 * One-time passwords as values and pure functions: RFC 4226, RFC 6238 and their relatives, the account that owns a
 * shared secret, and the key URI that carries one. No clock, no input, no output.
 */
@NullMarked
package totp.otp;

import org.jspecify.annotations.NullMarked;
