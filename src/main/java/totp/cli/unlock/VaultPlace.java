package totp.cli.unlock;

import java.nio.file.Path;
import java.util.Optional;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Platform;
import totp.cli.session.Session;
import totp.message.Message;
import totp.vault.VaultFile;
import totp.vault.World;

/** Where a vault lies, and where this machine keeps what it remembers of it. */
final class VaultPlace {
    private VaultPlace() {}

    static VaultFile file(Session session) throws Failure {
        Host host = session.host();
        Path vault = of(session);
        return VaultFile.at(vault, new World(host.random(), host.pause(), host.clock(), state(session, vault)));
    }

    static Path of(Session session) throws Failure {
        Path given = session.options().vault;
        if (given != null) {
            if (given.toString().isEmpty()) {
                throw Failure.usage(Message.of("unlock.vault-takes-file"));
            }
            return given;
        }
        Optional<String> variable = session.host().variable("TOTP_VAULT");
        if (variable.isPresent()) {
            return Path.of(variable.get());
        }
        return dataFolder(session).resolve("vault.totp");
    }

    /** Where there is no home folder, as in many containers, a vault that was named has its state beside it. */
    static Path state(Session session, Path vault) throws Failure {
        boolean given = session.host()
                .variable("XDG_STATE_HOME")
                .filter(folder -> Path.of(folder).isAbsolute())
                .isPresent();
        if (!given && !session.hasHome()) {
            return vault.toAbsolutePath().resolveSibling("state");
        }
        return session.folder("XDG_STATE_HOME", ".local/state").resolve("totp");
    }

    private static Path dataFolder(Session session) throws Failure {
        Platform platform = session.host().machine().platform();
        Optional<String> windows = session.host().variable("APPDATA");
        if (platform == Platform.WINDOWS && windows.isPresent()) {
            return Path.of(windows.get(), "totp");
        }
        String home = platform == Platform.MACOS ? "Library/Application Support" : ".local/share";
        return session.folder("XDG_DATA_HOME", home).resolve("totp");
    }
}
