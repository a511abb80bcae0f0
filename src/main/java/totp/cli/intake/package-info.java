/** What becomes an account: typed, in a file, in a picture, in the clipboard or on the screen. */
@NullMarked
package totp.cli.intake;

import org.jspecify.annotations.NullMarked;
