/** Takes the place of {@code java.util.logging} under Bouncy Castle in the jar (pom.xml): nothing is ever logged. */
@NullMarked
package totp.crypto.silence;

import org.jspecify.annotations.NullMarked;
