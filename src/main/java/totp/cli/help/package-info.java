/**
 * What explains the program: help pages, manual pages and completion scripts, all made from what the commands declare and from the
 * catalogue. Promise: nothing is explained that no command takes, and nothing is left out.
 */
@NullMarked
package totp.cli.help;

import org.jspecify.annotations.NullMarked;
