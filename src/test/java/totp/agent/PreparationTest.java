package totp.agent;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A name that is wrong costs nothing but the time that it should save, so nobody would see it. */
class PreparationTest {
    @Test
    void theClassesThatTakeTheTimeAreTheRuntimesOwn() throws ClassNotFoundException {
        List<String> names = List.of(Preparation.CLASSES);
        assertTrue(names.containsAll(
                List.of("sun.security.util.KnownOIDs", "sun.nio.ch.Net", "jdk.net.ExtendedSocketOptions")));
        for (String name : names) {
            if (!name.startsWith("jdk.internal.event.")) { // these come and go with the versions of Java
                assertNotNull(Class.forName(name, false, null), name);
            }
        }
    }
}
