/** The commands for the vault as a file, its backups and its keys. */
@NullMarked
package totp.cli.vault;

import org.jspecify.annotations.NullMarked;
