package totp.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceTest {
    /** printf /home/me/.local/share/totp/vault.totp | sha256sum | cut -c 1-16 */
    @Test
    void theSocketIsNamedByTheVaultsPath() {
        assertEquals(
                new File("/run/user/1000/totp/3d285bb6986b7fc3.sock"),
                Place.socket(new File("/run/user/1000/totp"), "/home/me/.local/share/totp/vault.totp"));
    }

    @Test
    void itLiesInTheRuntimeFolderOrInTheState() {
        assertEquals(
                new File("/run/user/1/totp"),
                Place.folder(Map.of("XDG_RUNTIME_DIR", "/run/user/1", "HOME", "/home/me")));
        assertEquals(new File("/s/totp/run"), Place.folder(Map.of("XDG_STATE_HOME", "/s", "HOME", "/home/me")));
        assertEquals(new File("/home/me/.local/state/totp/run"), Place.folder(Map.of("HOME", "/home/me")));
        assertEquals(
                new File("/home/me/.local/state/totp/run"),
                Place.folder(Map.of("XDG_RUNTIME_DIR", "not/absolute", "XDG_STATE_HOME", "", "HOME", "/home/me")));
        assertNull(Place.folder(Map.of()));
    }

    @Test
    void theOnlySocketIsAskedFirstAndOfSeveralTheVaults(@TempDir Path folder) throws IOException {
        File place = folder.toFile();
        assertFalse(Place.hasSockets(place));
        assertFalse(Place.hasSockets(new File(place, "none")));
        Files.createFile(folder.resolve("0123456789abcdef.lock"));
        assertFalse(Place.hasSockets(place));
        Files.createFile(folder.resolve("0123456789abcdef.sock"));
        assertEquals(new File(place, "0123456789abcdef.sock"), Place.likelySocket(place, "/v"));
        Files.createFile(folder.resolve("fedcba9876543210.sock"));
        assertEquals(Place.socket(place, "/v"), Place.likelySocket(place, "/v"));
        assertTrue(Place.hasSockets(place));
    }

    @Test
    void theVaultIsTheOneThatTheProgramWouldTake() {
        assertEquals(
                new File("/v"),
                Place.defaultVault(Map.of("TOTP_VAULT", "/v", "XDG_DATA_HOME", "/d", "HOME", "/h"), "Linux"));
        assertEquals(
                new File("/d/totp/vault.totp"),
                Place.defaultVault(Map.of("XDG_DATA_HOME", "/d", "HOME", "/h"), "Linux"));
        assertEquals(
                new File("/h/.local/share/totp/vault.totp"),
                Place.defaultVault(Map.of("TOTP_VAULT", "", "HOME", "/h"), "Linux"));
        assertNull(
                Place.defaultVault(Map.of("HOME", "/h"), "Mac OS X"),
                "has folders of its own, which the program knows");
        assertNull(Place.defaultVault(Map.of(), "Linux"));
    }
}
