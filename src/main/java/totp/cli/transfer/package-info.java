/** Moving in from other authenticators, and out to them. */
@NullMarked
package totp.cli.transfer;

import org.jspecify.annotations.NullMarked;
