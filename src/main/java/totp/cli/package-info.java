/** Finds the command, parses its options, runs it, and says how it ended. Each wing below has the commands of one subject. */
@NullMarked
package totp.cli;

import org.jspecify.annotations.NullMarked;
