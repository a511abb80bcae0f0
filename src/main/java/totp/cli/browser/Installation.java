package totp.cli.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Platform;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.PrivateFile;
import totp.vault.VaultException;

/**
 * What lies on the disk for browsers: the extension, the program that they start, and for each browser a file that names it. Of
 * these nothing is anybody else's to write: whoever could would have the codes of every later popup.
 */
final class Installation {
    private static final int FILE_BYTES_MAX = 1 << 20;
    private static final Set<PosixFilePermission> OWNERS_PROGRAM = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNERS_FILE = PosixFilePermissions.fromString("rw-------");

    private final Session session;
    private final Path folder;

    Installation(Session session) throws Failure {
        this.session = session;
        boolean mac = session.host().machine().platform() == Platform.MACOS;
        String data = mac ? "Library/Application Support" : ".local/share";
        this.folder = session.folder("XDG_DATA_HOME", data).resolve("totp").resolve("browser");
    }

    /** The program that browsers start. */
    Path host() {
        return folder.resolve("host");
    }

    /** What is loaded into a browser. */
    Path extension(boolean forFirefox) {
        return folder.resolve(forFirefox ? "firefox" : "extension");
    }

    /** The folders that were made here, a line each, in the order in which they were. */
    private Path record() {
        return folder.resolve("made-folders");
    }

    // ---- what there is

    /** The manifest of a browser; empty if there is none. */
    Optional<byte[]> manifest(Browser browser) throws Failure {
        return content(browser.manifest(session), HostManifest.BYTES_MAX);
    }

    /** Whether it was written here: it leads to our program. */
    boolean isOurs(byte[] manifest) {
        return HostManifest.read(manifest)
                .filter(read -> read.path().equals(host().toString()))
                .isPresent();
    }

    private static Optional<byte[]> content(Path file, int bytesMax) throws Failure {
        try {
            return PrivateFile.read(file, bytesMax).map(found -> {
                try (found) {
                    return found.use(byte[]::clone);
                }
            });
        } catch (VaultException e) {
            throw Failure.of(e);
        }
    }

    /** What is to be written for a browser; ids that were given earlier stay. */
    byte[] wantedManifest(Browser browser, List<String> moreIds) throws Failure {
        Set<String> ids = new LinkedHashSet<>();
        ids.add(browser.isFirefox() ? ExtensionFiles.FIREFOX_ID : ExtensionFiles.chromiumId());
        manifest(browser).filter(this::isOurs).flatMap(HostManifest::read).ifPresent(old -> ids.addAll(old.ids()));
        ids.addAll(moreIds);
        return HostManifest.of(host().toString(), browser.isFirefox(), List.copyOf(ids))
                .write(browser.isFirefox());
    }

    /** Which of the files that every browser shares are not as this program would write them. */
    List<Path> outdated(boolean forFirefox) throws Failure {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : ExtensionFiles.all(forFirefox).entrySet()) {
            Path path = extension(forFirefox).resolve(file.getKey());
            if (!content(path, FILE_BYTES_MAX)
                    .filter(is -> MessageDigest.isEqual(is, file.getValue()))
                    .isPresent()) {
                files.add(path);
            }
        }
        return files;
    }

    // ---- install

    /** Refuses what would be written over, before anything is. */
    void requireFree(List<Browser> browsers) throws Failure {
        for (Browser browser : browsers) {
            Path file = browser.manifest(session);
            Path hosts = browser.hosts(session);
            if (Files.isSymbolicLink(hosts) || Files.isSymbolicLink(folder)) {
                throw new Failure(
                        ExitCode.IO,
                        Message.of("browser.folder-is-link", Files.isSymbolicLink(folder) ? folder : hosts),
                        Message.of("browser.make-it-a-folder"));
            }
            Optional<byte[]> there = manifest(browser);
            if (there.isPresent() && !isOurs(there.get())) {
                throw new Failure(
                        ExitCode.EXISTS,
                        Message.of("browser.foreign-manifest", file),
                        Message.of("browser.move-it-away"));
            }
        }
    }

    /** Writes what is not there or not as it should be, rights included; the manifest last, which makes the rest count. */
    void write(List<Browser> browsers, List<String> chromiumIds, List<String> firefoxIds) throws Failure {
        try {
            makeFolder(folder);
            Files.setPosixFilePermissions(folder, OWNERS_PROGRAM);
            for (boolean forFirefox : List.of(false, true)) {
                if (browsers.stream().anyMatch(browser -> browser.isFirefox() == forFirefox)) {
                    makeFolder(extension(forFirefox));
                    for (Map.Entry<String, byte[]> file :
                            ExtensionFiles.all(forFirefox).entrySet()) {
                        replace(extension(forFirefox).resolve(file.getKey()), file.getValue(), OWNERS_FILE);
                    }
                }
            }
            replace(host(), HostScript.of(session).getBytes(StandardCharsets.UTF_8), OWNERS_PROGRAM);
            for (Browser browser : browsers) {
                makeFolder(browser.hosts(session));
                replace(
                        browser.manifest(session),
                        wantedManifest(browser, browser.isFirefox() ? firefoxIds : chromiumIds),
                        OWNERS_FILE);
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("browser.cannot-write", folder), e);
        } catch (VaultException e) {
            throw Failure.of(e);
        }
    }

    /** A new file also where only the rights are others: somebody may still have the former one open. */
    private static void replace(Path file, byte[] content, Set<PosixFilePermission> rights)
            throws IOException, Failure, VaultException {
        if (content(file, FILE_BYTES_MAX)
                        .filter(is -> MessageDigest.isEqual(is, content))
                        .isEmpty()
                || !Files.getPosixFilePermissions(file).equals(rights)) {
            PrivateFile.replace(file, Secret.copyOf(content));
            Files.setPosixFilePermissions(file, rights);
        }
    }

    /** One folder after the other, each remembered before it is made, so that none is left behind. */
    private void makeFolder(Path wanted) throws IOException, Failure, VaultException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path one = wanted; one != null && !isThere(one); one = one.getParent()) {
            missing.push(one);
        }
        List<Path> early = new ArrayList<>();
        for (Path one : missing) {
            if (Files.isDirectory(folder)) {
                remember(early);
                early.clear();
                remember(List.of(one));
            } else {
                early.add(one);
            }
            try {
                Files.createDirectory(one, PosixFilePermissions.asFileAttribute(OWNERS_PROGRAM));
            } catch (FileAlreadyExistsException e) {
                // A browser that was started at this moment.
            }
        }
        remember(early);
    }

    private static boolean isThere(Path path) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void remember(List<Path> made) throws IOException, Failure, VaultException {
        Set<String> all = new LinkedHashSet<>(made());
        if (all.addAll(made.stream().map(Path::toString).toList())) {
            String lines = String.join("\n", all) + "\n";
            replace(record(), lines.getBytes(StandardCharsets.UTF_8), OWNERS_FILE);
        }
    }

    private List<String> made() throws Failure {
        return content(record(), FILE_BYTES_MAX)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).lines().toList())
                .orElse(List.of());
    }

    // ---- uninstall

    /**
     * Takes a browser's manifest away, unless somebody else has written it.
     *
     * @return what is gone now
     */
    Optional<Path> removeManifest(Browser browser) throws Failure {
        if (manifest(browser).filter(this::isOurs).isEmpty()) {
            return Optional.empty();
        }
        Path file = browser.manifest(session);
        delete(file);
        return Optional.of(file);
    }

    /** Once no browser is left: what all share, and the folders that were made for it and hold nothing else. */
    void removeRest() throws Failure {
        List<String> made = made();
        for (boolean forFirefox : List.of(false, true)) {
            for (String name : ExtensionFiles.all(forFirefox).keySet()) {
                delete(extension(forFirefox).resolve(name));
            }
        }
        delete(host());
        delete(record());
        for (int i = made.size() - 1; i >= 0; i--) {
            delete(Path.of(made.get(i)));
        }
    }

    /** A folder that holds something stays. */
    private static void delete(Path path) throws Failure {
        try {
            Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            // Somebody has put something into it since, and it is theirs now.
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("browser.cannot-remove", path), e);
        }
    }
}
