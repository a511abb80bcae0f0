/**
 * Owns key bytes and the primitives that work on them: secrets that can be erased, text encodings of secrets, HMAC,
 * HKDF, AES-256-GCM and Argon2id. The only package that sees Bouncy Castle, whose lightweight API it uses without
 * registering a provider.
 */
@NullMarked
package totp.crypto;

import org.jspecify.annotations.NullMarked;
