package totp.cli.browser;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import totp.cli.session.Session;
import totp.cli.session.ShellWords;

/** The program that browsers start: they give it words of their own, and it gives ours as well. */
final class HostScript {
    /** What a browser that the desktop has started does not know of the shell that {@code install} was typed in. */
    private static final List<String> KEPT_VARIABLES =
            List.of("TOTP_VAULT", "TOTP_PINENTRY", "TOTP_CLIP_COMMAND", "XDG_DATA_HOME", "XDG_STATE_HOME");

    private HostScript() {}

    static String of(Session session) {
        StringBuilder script = new StringBuilder("""
                #!/bin/sh
                # Browsers start this for the popup of totp; "totp browser install" writes it.
                """);
        for (String name : KEPT_VARIABLES) {
            Optional<String> value =
                    name.equals("TOTP_VAULT") ? vault(session) : session.host().variable(name);
            value.ifPresent(kept -> script.append(name)
                    .append('=')
                    .append(ShellWords.quoted(kept))
                    .append("\nexport ")
                    .append(name)
                    .append('\n'));
        }
        List<String> program =
                Dialogue.program(session).stream().map(ShellWords::quoted).toList();
        return script.append("exec ")
                .append(String.join(" ", program))
                .append(" browser host \"$@\"\n")
                .toString();
    }

    /** The browser's working folder is another one. */
    private static Optional<String> vault(Session session) {
        return Optional.ofNullable(session.options().vault)
                .map(Path::toString)
                .or(() -> session.host().variable("TOTP_VAULT"))
                .map(given -> Path.of(given).toAbsolutePath().normalize().toString());
    }
}
