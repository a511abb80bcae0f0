/**
 * What every command has at hand: options, terminal, output, wording, failures and exit codes. The only package that prints, asks,
 * and reads the environment.
 */
@NullMarked
package totp.cli.session;

import org.jspecify.annotations.NullMarked;
