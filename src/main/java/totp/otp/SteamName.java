package totp.otp;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import totp.message.Message;

/**
 * Steam Guard is often written as ordinary TOTP by the name of Steam: by Steam itself, WinAuth, FreeOTP and others. Nothing
 * else at that company has one-time passwords, so the name decides where the parameters leave it open.
 */
public final class SteamName {
    private static final Set<String> NAMES = Set.of(
            "steam",
            "steam guard",
            "steamguard",
            "steampowered",
            "steampowered.com",
            "store.steampowered.com",
            "steamcommunity.com",
            "steamcommunity");

    private SteamName() {}

    /** Whether an issuer, or an account without one, is called like it, in any case. */
    public static boolean is(String text) {
        return NAMES.contains(text.strip().toLowerCase(Locale.ROOT));
    }

    /** What to tell of an account that is called Steam and makes the codes that everybody else makes; nothing if it does not. */
    public static Optional<Message> doubt(String issuer, String account, Otp otp) {
        boolean named = is(issuer) || (issuer.isEmpty() && is(account));
        return named && otp instanceof Totp
                ? Optional.of(Message.of("otp.called-steam", otp.digits()))
                : Optional.empty();
    }
}
