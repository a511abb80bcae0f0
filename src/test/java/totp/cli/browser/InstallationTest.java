package totp.cli.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.TestHost;
import totp.cli.WithHost;
import totp.cli.session.ExitCode;

/** What lies where for browsers, and that all of it goes again. */
final class InstallationTest extends WithHost {
    private static final List<String> PROFILES = List.of(
            ".config/google-chrome",
            ".config/chromium",
            ".config/BraveSoftware/Brave-Browser",
            ".config/microsoft-edge",
            ".config/vivaldi",
            ".mozilla/firefox");

    private static final String CHROMIUM = ".config/chromium/NativeMessagingHosts/totp.json";

    private void profiles() throws IOException {
        for (String profile : PROFILES) {
            Files.createDirectories(path(profile));
        }
    }

    /** Every file with its content and every folder, with their rights. */
    private Map<String, String> tree() throws IOException {
        TreeMap<String, String> tree = new TreeMap<>();
        try (Stream<Path> all = Files.walk(path(""))) {
            for (Path one : all.toList()) {
                String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(one));
                tree.put(
                        path("").relativize(one).toString(),
                        rights + (Files.isRegularFile(one) ? Files.readString(one, StandardCharsets.ISO_8859_1) : ""));
            }
        }
        return tree;
    }

    private TestHost.Result run(ExitCode code, String... words) {
        TestHost.Result result = host().run(words);
        assertEquals(code, result.code(), result.err());
        return result;
    }

    @Test
    void sixBrowsersTwiceAndThenAway() throws IOException {
        profiles();
        Map<String, String> before = tree();
        List<String> lines =
                run(ExitCode.DONE, "browser", "install").out().lines().toList();
        assertEquals(
                List.of("chrome", "chromium", "brave", "edge", "vivaldi", "firefox"),
                lines.stream().map(line -> line.split("\t", -1)[0]).toList());
        Map<String, String> once = tree();
        assertEquals(
                lines, run(ExitCode.DONE, "browser", "install").out().lines().toList());
        assertEquals(once, tree());
        for (String line : lines) {
            Path manifest = Path.of(line.split("\t", -1)[1]);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(manifest)));
            assertTrue(Files.readString(manifest)
                    .contains(path(".local/share/totp/browser/host").toString()));
        }
        assertEquals("rwx------", once.get(".local/share/totp/browser"));
        assertEquals(
                lines, run(ExitCode.DONE, "browser", "uninstall").out().lines().toList());
        assertEquals(before, tree());
        assertEquals("", run(ExitCode.DONE, "browser", "uninstall").out());
        assertEquals(before, tree());
    }

    @Test
    void aNamedBrowserIsServedAlsoWhereItWasNeverStarted() throws IOException {
        Map<String, String> before = tree();
        run(ExitCode.NOT_FOUND, "browser", "install");
        assertEquals(before, tree());
        run(ExitCode.DONE, "browser", "install", "--browser", "brave", "--browser", "firefox", "--browser", "brave");
        assertTrue(Files.exists(path(".config/BraveSoftware/Brave-Browser/NativeMessagingHosts/totp.json")));
        assertTrue(Files.readString(path(".mozilla/native-messaging-hosts/totp.json"))
                .contains("allowed_extensions"));
        assertFalse(Files.exists(path(".config/chromium")));
        run(ExitCode.DONE, "browser", "uninstall", "--browser", "brave");
        assertTrue(Files.exists(path(".mozilla/native-messaging-hosts/totp.json")));
        assertTrue(Files.exists(path(".local/share/totp/browser/host")));
        run(ExitCode.DONE, "browser", "uninstall", "--browser", "firefox");
        assertEquals(before, tree());
    }

    @Test
    void whatABrowserPutThereSinceStays() throws IOException {
        run(ExitCode.DONE, "browser", "install", "--browser", "chromium");
        Files.writeString(path(".config/chromium/Local State"), "{}");
        run(ExitCode.DONE, "browser", "uninstall");
        assertTrue(Files.exists(path(".config/chromium/Local State")));
        assertFalse(Files.exists(path(".config/chromium/NativeMessagingHosts")));
    }

    @Test
    void anotherProgramsFileIsKeptAndNothingIsWritten() throws IOException {
        profiles();
        Files.createDirectories(path(CHROMIUM).getParent());
        Files.writeString(path(CHROMIUM), "{\"name\":\"totp\",\"path\":\"/opt/other\",\"allowed_origins\":[]}");
        Map<String, String> before = tree();
        TestHost.Result refused = run(ExitCode.EXISTS, "browser", "install");
        assertTrue(refused.err().contains(CHROMIUM), refused.err());
        assertEquals(before, tree());
        run(ExitCode.DONE, "browser", "install", "--browser", "chrome");
        run(ExitCode.DONE, "browser", "uninstall");
        assertEquals(before, tree());
    }

    @Test
    void aFolderThatIsALinkIsRefused() throws IOException {
        Files.createDirectories(path(".config/chromium"));
        Files.createDirectories(path("elsewhere"));
        Files.createSymbolicLink(path(".config/chromium/NativeMessagingHosts"), path("elsewhere"));
        TestHost.Result refused = run(ExitCode.IO, "browser", "install");
        assertTrue(refused.err().contains("is a link"), refused.err());
        try (Stream<Path> none = Files.list(path("elsewhere"))) {
            assertEquals(List.of(), none.toList());
        }
    }

    @Test
    void aFolderInWhichOthersMayWriteIsRefused() throws IOException {
        Files.createDirectories(path(CHROMIUM).getParent());
        Files.setPosixFilePermissions(path(CHROMIUM).getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        run(ExitCode.IO, "browser", "install");
        assertFalse(Files.exists(path(CHROMIUM)));
    }

    /** Somebody else may still have the file open: it is another one then. */
    @Test
    void rightsThatOthersGotAreTakenBack() throws IOException {
        run(ExitCode.DONE, "browser", "install", "--browser", "chromium");
        Map<String, String> before = tree();
        for (String name : List.of(CHROMIUM, ".local/share/totp/browser/host", ".local/share/totp/browser")) {
            Object file =
                    Files.readAttributes(path(name), BasicFileAttributes.class).fileKey();
            Files.setPosixFilePermissions(path(name), PosixFilePermissions.fromString("rwxrwxrwx"));
            run(ExitCode.DONE, "browser", "install", "--browser", "chromium");
            assertEquals(before, tree());
            boolean same = file.equals(
                    Files.readAttributes(path(name), BasicFileAttributes.class).fileKey());
            assertEquals(Files.isDirectory(path(name)), same, name);
        }
    }

    @Test
    void furtherExtensionsStayWhenItIsInstalledAgain() throws IOException {
        String id = "abcdefghijklmnopabcdefghijklmnop";
        run(ExitCode.DONE, "browser", "install", "--browser", "chromium", "--extension-id", id);
        run(ExitCode.DONE, "browser", "install", "--browser", "chromium", "--extension-id", "me@example.org");
        String manifest = Files.readString(path(CHROMIUM));
        assertTrue(manifest.contains("chrome-extension://" + id + "/"), manifest);
        assertTrue(manifest.contains("chrome-extension://" + ExtensionFiles.chromiumId() + "/"), manifest);
        assertFalse(manifest.contains("me@example.org"), manifest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "abc", "ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP", "abcdefghijklmnopabcdefghijklmnoq", "a@b@c", "@"
            })
    void anExtensionIdIsOne(String id) throws IOException {
        Files.createDirectories(path(".config/chromium"));
        run(ExitCode.USAGE, "browser", "install", "--extension-id", id);
        assertFalse(Files.exists(path(CHROMIUM)));
    }

    @Test
    void theProgramThatBrowsersStartKnowsTheVaultThatWasMeant() throws IOException {
        host().setVariable("TOTP_PINENTRY", "/opt/my pinentry");
        String vault = path("a b'c.totp").toString();
        run(ExitCode.DONE, "browser", "install", "--browser", "edge", "--vault", vault);
        String script = Files.readString(path(".local/share/totp/browser/host"));
        assertTrue(script.contains("TOTP_VAULT='" + vault.replace("'", "'\\''") + "'"), script);
        assertTrue(script.contains("TOTP_PINENTRY='/opt/my pinentry'"), script);
    }

    @Test
    void unknownBrowsersAreNamed() {
        TestHost.Result refused = run(ExitCode.USAGE, "browser", "install", "--browser", "crome");
        assertTrue(refused.err().contains("did you mean chrome?"), refused.err());
    }

    /** A file that is not shipped, or shipped and not listed, would be missing in the browser. */
    @Test
    void allOfTheExtensionIsWritten() throws IOException {
        Set<String> inSources;
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/totp/browser/extension"))) {
            inSources = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("manifest.firefox.json") && !name.equals("icon.svg"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertEquals(inSources, new TreeSet<>(ExtensionFiles.all(false).keySet()));
        assertTrue(inSources.size() >= 9, inSources.toString());
        assertTrue(new String(ExtensionFiles.all(true).get("manifest.json"), StandardCharsets.UTF_8).contains("gecko"));
        assertTrue(ExtensionFiles.chromiumId().matches("[a-p]{32}"));
    }

    @Test
    void boxesOutOfWhichNoProgramIsStartedAreNamed() throws IOException {
        Files.createDirectories(path("snap/chromium"));
        Files.createDirectories(path(".var/app/com.google.Chrome"));
        TestHost.Result status = run(ExitCode.NOT_FOUND, "browser", "status");
        assertTrue(status.out().contains("chromium\tsandboxed\tnot supported: a snap"), status.out());
        assertTrue(status.out().contains("chrome\tsandboxed\tnot supported: a flatpak"), status.out());
        TestHost.Result installed = run(ExitCode.DONE, "browser", "install", "--browser", "chromium");
        assertTrue(installed.err().contains("as a snap too"), installed.err());
    }

    /** Whoever may write above may exchange what is below. */
    @Test
    void aFolderAboveInWhichAnybodyMayWriteIsTold() throws IOException {
        run(ExitCode.DONE, "browser", "install", "--browser", "chromium");
        Files.setPosixFilePermissions(path(".local"), PosixFilePermissions.fromString("rwxrwxrwx"));
        TestHost.Result status = run(ExitCode.IO, "browser", "status");
        assertTrue(status.err().contains("others may write to " + path(".local")), status.err());
    }
}
