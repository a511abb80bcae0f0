/** The full-screen list of accounts with their codes. */
@NullMarked
package totp.cli.watch;

import org.jspecify.annotations.NullMarked;
