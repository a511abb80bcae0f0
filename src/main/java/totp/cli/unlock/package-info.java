/** The vault of a command: where it lies, how it is opened and saved, and which account a name means. */
@NullMarked
package totp.cli.unlock;

import org.jspecify.annotations.NullMarked;
