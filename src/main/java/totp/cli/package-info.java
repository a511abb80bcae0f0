/**
 * Commands, terminal, wording and exit codes: the only package that prints, asks, or reads the environment, and the only
 * one that sees picocli.
 */
@NullMarked
package totp.cli;

import org.jspecify.annotations.NullMarked;
