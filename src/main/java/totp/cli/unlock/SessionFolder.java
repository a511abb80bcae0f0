package totp.cli.unlock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import totp.cli.session.Host;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.PrivateFolder;
import totp.vault.VaultException;

/**
 * Where AWS sessions lie until they expire: a folder that is in memory, never on a disk, unless {@code TOTP_AWS_CACHE} names
 * one. They are not encrypted: whoever reads this user's files in memory reads the environment of this user's processes too.
 */
public final class SessionFolder {
    private static final String SUFFIX = ".json";
    private static final String OFF = "off";

    private final Session session;
    private final List<Place> places;
    private final boolean isNamed;

    /**
     * A place for them.
     *
     * @param root is there, or the place is none
     * @param levels below it, all ours
     */
    private record Place(Path root, List<String> levels) {
        Path folder() {
            Path folder = root;
            for (String level : levels) {
                folder = folder.resolve(level);
            }
            return folder;
        }

        PrivateFolder made() throws VaultException {
            Path folder = root;
            for (String level : levels.subList(0, levels.size() - 1)) {
                folder = folder.resolve(level);
                PrivateFolder.make(folder);
            }
            return PrivateFolder.make(folder());
        }
    }

    private SessionFolder(Session session, List<Place> places, boolean isNamed) {
        this.session = session;
        this.places = places;
        this.isNamed = isNamed;
    }

    /** No place at all. */
    public static SessionFolder none(Session session) {
        return new SessionFolder(session, List.of(), true);
    }

    public static SessionFolder of(Session session) {
        Host host = session.host();
        Optional<String> named = host.variable("TOTP_AWS_CACHE");
        if (named.isPresent()) {
            return named.get().equals(OFF) ? none(session) : new SessionFolder(session, named(named.get()), true);
        }
        List<Place> places = new ArrayList<>();
        host.variable("XDG_RUNTIME_DIR")
                .filter(folder -> folder.startsWith("/"))
                .ifPresent(folder -> places.add(new Place(Path.of(folder), List.of("totp", "aws"))));
        Optional<Object> user = userNumber();
        user.ifPresent(number -> {
            places.add(new Place(Path.of("/run/user/" + number), List.of("totp", "aws")));
            places.add(new Place(Path.of("/dev/shm"), List.of("totp-" + number, "aws")));
        });
        return new SessionFolder(session, places, false);
    }

    private static List<Place> named(String folder) {
        Path whole = Path.of(folder).toAbsolutePath().normalize();
        Path parent = whole.getParent();
        return parent == null ? List.of() : List.of(new Place(parent, List.of(String.valueOf(whole.getFileName()))));
    }

    private static Optional<Object> userNumber() {
        try {
            return Optional.of(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty(); // where there is no /proc, there is no folder in memory either
        }
    }

    /** What is kept under a name; to be closed. */
    public Optional<Secret> find(String key, int bytesMax) {
        for (Place place : places) {
            Optional<Secret> found =
                    PrivateFolder.find(place.folder()).flatMap(folder -> folder.read(key + SUFFIX, bytesMax));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Keeps it where there is a place; where there is none, that is told to who wants details. */
    public void keep(String key, Secret content) {
        for (Place place : places) {
            if (!Files.isDirectory(place.root)) {
                continue;
            }
            try {
                PrivateFolder folder = place.made();
                if (isNamed || folder.isInMemory()) {
                    folder.write(key + SUFFIX, content);
                    return;
                }
                session.output().detail(Message.of("unlock.session-place-on-disk", place.folder()));
            } catch (VaultException e) {
                session.output().detail(Message.of("unlock.session-not-kept", e.message()));
            }
        }
    }

    private static boolean isOurs(String name) {
        return name.matches("[0-9a-f]{32}" + Pattern.quote(SUFFIX));
    }

    public List<String> keys() {
        TreeSet<String> keys = new TreeSet<>();
        for (Place place : places) {
            PrivateFolder.find(place.folder())
                    .ifPresent(folder -> folder.names().stream()
                            .filter(SessionFolder::isOurs)
                            .forEach(name -> keys.add(name.substring(0, name.length() - SUFFIX.length()))));
        }
        return List.copyOf(keys);
    }

    public void forget(String key) throws VaultException {
        for (Place place : places) {
            Optional<PrivateFolder> folder = PrivateFolder.find(place.folder());
            if (folder.isPresent()) {
                folder.get().delete(key + SUFFIX);
            }
        }
    }

    /** All of them, those as well that no version can read any more; but nothing else: whoever names a folder may keep more there. */
    public void forgetAll() throws VaultException {
        for (Place place : places) {
            Optional<PrivateFolder> folder = PrivateFolder.find(place.folder());
            if (folder.isPresent()) {
                folder.get().clear(SessionFolder::isOurs);
            }
        }
    }
}
