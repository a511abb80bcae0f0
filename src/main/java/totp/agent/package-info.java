/** The process that keeps a vault unlocked, and those that ask it: a local socket, small frames, no word about what they mean. */
@NullMarked
package totp.agent;

import org.jspecify.annotations.NullMarked;
