package totp.cli.session;

import java.util.Locale;

/** The kinds of system that differ in where things lie and which programs there are. */
public enum Platform {
    /** Linux and everything else that follows the XDG specifications. */
    UNIX,
    MACOS,
    WINDOWS;

    /** @param name of the system, as Java's property {@code os.name} has it */
    static Platform of(String name) {
        String system = name.toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return MACOS;
        }
        return system.startsWith("windows") ? WINDOWS : UNIX;
    }
}
