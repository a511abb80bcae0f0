/** The commands that show and change the accounts of a vault. */
@NullMarked
package totp.cli.account;

import org.jspecify.annotations.NullMarked;
