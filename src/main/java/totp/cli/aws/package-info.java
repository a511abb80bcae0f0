/** Enrolling at AWS, and looking after devices there. */
@NullMarked
package totp.cli.aws;

import org.jspecify.annotations.NullMarked;
