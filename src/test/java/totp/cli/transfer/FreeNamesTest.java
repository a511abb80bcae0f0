package totp.cli.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class FreeNamesTest {
    /** Counts how often somebody asks whether a name is taken. */
    private static final class Asked extends HashSet<String> {
        private static final long serialVersionUID = 1L;

        private int times;

        @Override
        public boolean contains(Object name) {
            times++;
            return super.contains(name);
        }
    }

    @Test
    void thousandsThatWantOneNameAskForAFewEach() {
        Asked taken = new Asked();
        FreeNames names = new FreeNames(taken);
        String last = "";
        for (int i = 0; i < 9_999; i++) {
            last = names.of("same");
            assertTrue(taken.add(last), last);
        }
        assertEquals("same~9999", last);
        assertTrue(taken.times < 3 * 9_999, "asked " + taken.times + " times");
    }

    @Test
    void whatIsTakenOtherwiseIsPassedOver() {
        Asked taken = new Asked();
        taken.add("a");
        taken.add("a~2");
        taken.add("a~4");
        FreeNames names = new FreeNames(taken);
        for (String expected : new String[] {"a~3", "a~5", "a~6"}) {
            assertEquals(expected, names.of("a"));
            taken.add(expected);
        }
        assertEquals("b", names.of("b"));
        assertEquals("a~2~2", names.of("a~2"));
    }
}
