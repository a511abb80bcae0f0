/** The popup of a browser: what it is told, what it asks for, and how it comes to the browser. */
@NullMarked
package totp.cli.browser;

import org.jspecify.annotations.NullMarked;
