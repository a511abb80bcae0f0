package totp.cli.help;

import java.util.Locale;

/** What commands are for, in the order in which they are listed. */
public enum Group {
    EVERYDAY,
    ACCOUNTS,
    MOVING,
    AWS,
    VAULT,
    MORE,
    /** What no person calls. */
    HIDDEN;

    /** What stands beside the group's commands. */
    String title() {
        return Texts.of("group." + name().toLowerCase(Locale.ROOT));
    }
}
