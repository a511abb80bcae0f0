package totp.standin;

import java.time.Instant;
import java.util.Optional;

/**
 * A password for the console; the password itself is nobody's business here.
 *
 * @param created also when it was last changed
 * @param resetRequired whether the next sign-in has to change it
 * @param used the last sign-in; empty if there was none
 */
public record LoginProfile(Instant created, boolean resetRequired, Optional<Instant> used) {
    public static LoginProfile since(Instant created) {
        return new LoginProfile(created, false, Optional.empty());
    }

    public LoginProfile usedAt(Instant time) {
        return new LoginProfile(created, resetRequired, Optional.of(time));
    }

    public LoginProfile requiringReset() {
        return new LoginProfile(created, true, used);
    }
}
