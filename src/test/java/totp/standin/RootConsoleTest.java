package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pages on which root's device is set up. */
final class RootConsoleTest {
    private final Bench bench = new Bench();
    private final RootConsole console = new RootConsole(bench.server.account());

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void aPageTakesTwoCodesOfTheSecretThatItShows() {
        assertEquals("no page", console.add("123456", "654321"));
        String shown = console.show("totp-laptop");
        Device device = bench.server.devices().find(bench.serial("totp-laptop")).orElseThrow();
        assertTrue(shown.contains("?secret=" + device.seed() + "&"), "another secret");
        long step = bench.server.clock().step();
        assertEquals("InvalidAuthenticationCode", console.add(device.code(step - 1), device.code(step - 1)));
        assertEquals(List.of(), bench.server.devices().of(bench.server.account().root()));
        assertEquals("MFA device assigned", console.add(device.code(step - 1), device.code(step)));
        assertEquals(
                List.of(device),
                bench.server.devices().of(bench.server.account().root()));
    }

    @Test
    void eachPageHasASecretOfItsOwn() {
        assertNotEquals(console.show("a"), console.show("b"));
    }
}
