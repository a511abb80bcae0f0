/**
 * What the program says to people: each text by its key, in one catalogue a language. Promise: a text is looked up when somebody is
 * told it and not before, so that a command that says nothing pays nothing.
 */
@NullMarked
package totp.message;

import org.jspecify.annotations.NullMarked;
