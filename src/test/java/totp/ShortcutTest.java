package totp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.agent.Place;
import totp.cli.TestHost;

/** The shortcut finds by variables alone which vault is meant: another one than the program's would give another's codes. */
class ShortcutTest {
    @Test
    void isAboutTheVaultThatTheProgramWouldTake(@TempDir Path home) throws IOException {
        List<Map<String, String>> environments = List.of(
                Map.of(),
                Map.of("XDG_DATA_HOME", home + "/data"),
                Map.of("XDG_DATA_HOME", "relative"),
                Map.of("XDG_DATA_HOME", ""),
                Map.of("TOTP_VAULT", home + "/v", "XDG_DATA_HOME", home + "/data"),
                Map.of("TOTP_VAULT", "", "XDG_DATA_HOME", home + "/data"),
                Map.of("TOTP_VAULT", "relative.totp"),
                Map.of("TOTP_VAULT", home + "/a/../b"));
        for (Map<String, String> variables : environments) {
            TestHost host = new TestHost(home);
            variables.forEach(host::setVariable);
            Map<String, String> environment = new HashMap<>(variables);
            environment.put("HOME", home.toString());
            File vault = Place.defaultVault(environment, "Linux");
            assertNotNull(vault, variables.toString());
            String told = host.run("status", "--json").out();
            assertTrue(told.startsWith("{\"vault\":\"" + Place.realPath(vault) + "\","), variables + ": " + told);
        }
        assertEquals(8, environments.size());
    }
}
