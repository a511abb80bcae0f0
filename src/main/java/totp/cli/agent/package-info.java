/** The commands that unlock and lock a vault, and the agent that runs others' commands in between. */
@NullMarked
package totp.cli.agent;

import org.jspecify.annotations.NullMarked;
