/** The command that prints codes. */
@NullMarked
package totp.cli.code;

import org.jspecify.annotations.NullMarked;
