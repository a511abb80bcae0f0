/** Reads and writes what other authenticators write and read. Everything here comes from strangers and holds seeds. */
@NullMarked
package totp.transfer;

import org.jspecify.annotations.NullMarked;
