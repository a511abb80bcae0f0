package totp.cli.browser;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import totp.cli.session.Failure;
import totp.cli.session.Platform;
import totp.cli.session.Session;

/** The browsers that can be told of a native-messaging host, and where each looks for it (Chrome's and MDN's "Native messaging"). */
enum Browser {
    chrome("google-chrome", "Google/Chrome", "com.google.Chrome", ""),
    chromium("chromium", "Chromium", "org.chromium.Chromium", "chromium"),
    brave("BraveSoftware/Brave-Browser", "BraveSoftware/Brave-Browser", "com.brave.Browser", "brave"),
    edge("microsoft-edge", "Microsoft Edge", "com.microsoft.Edge", ""),
    vivaldi("vivaldi", "Vivaldi", "com.vivaldi.Vivaldi", ""),
    firefox("", "", "org.mozilla.firefox", "");

    private static final String MANIFEST = "totp.json";

    private final String linuxProfile;
    private final String macProfile;
    private final String flatpak;
    private final String snap;

    /**
     * @param linuxProfile below the user's configuration
     * @param macProfile below {@code Library/Application Support}
     * @param flatpak by which Flathub knows it
     * @param snap by which a snap of it is known that cannot start programs; empty if there is none
     */
    Browser(String linuxProfile, String macProfile, String flatpak, String snap) {
        this.linuxProfile = linuxProfile;
        this.macProfile = macProfile;
        this.flatpak = flatpak;
        this.snap = snap;
    }

    boolean isFirefox() {
        return this == firefox;
    }

    /** Where its user's profiles are: there once it was started. */
    Path profile(Session session) throws Failure {
        boolean mac = isMac(session);
        if (isFirefox()) {
            return home(session, mac ? "Library/Application Support/Firefox" : ".mozilla/firefox");
        }
        return mac
                ? home(session, "Library/Application Support/" + macProfile)
                : session.folder("XDG_CONFIG_HOME", ".config").resolve(linuxProfile);
    }

    /** The folder in which it looks for programs. */
    Path hosts(Session session) throws Failure {
        if (isFirefox()) {
            return home(
                    session,
                    isMac(session)
                            ? "Library/Application Support/Mozilla/NativeMessagingHosts"
                            : ".mozilla/native-messaging-hosts");
        }
        return profile(session).resolve("NativeMessagingHosts");
    }

    /** The file by which it knows the host. */
    Path manifest(Session session) throws Failure {
        return hosts(session).resolve(MANIFEST);
    }

    boolean isFound(Session session) throws Failure {
        return Files.isDirectory(profile(session));
    }

    /** The box that it is (also) installed in, out of which it starts no program of ours; empty if there is none. */
    Optional<String> sandbox(Session session) throws Failure {
        if (!flatpak.isEmpty() && Files.isDirectory(home(session, ".var/app").resolve(flatpak))) {
            return Optional.of("flatpak");
        }
        return !snap.isEmpty() && Files.isDirectory(home(session, "snap").resolve(snap))
                ? Optional.of("snap")
                : Optional.empty();
    }

    private static boolean isMac(Session session) {
        return session.host().machine().platform() == Platform.MACOS;
    }

    private static Path home(Session session, String below) throws Failure {
        return session.folder("HOME", "").resolve(below);
    }

    static List<Browser> all() {
        return List.of(values());
    }
}
