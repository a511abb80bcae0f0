/** The program's entry; everything else is below {@link totp.cli}. */
@NullMarked
package totp;

import org.jspecify.annotations.NullMarked;
