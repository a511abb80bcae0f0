/**
 * Keeps accounts in one encrypted file that is never half-written and never silently lost: format v1 of
 * {@code vault/FORMAT.md}, the keys that open it, and the steps of a save.
 */
@NullMarked
package totp.vault;

import org.jspecify.annotations.NullMarked;
