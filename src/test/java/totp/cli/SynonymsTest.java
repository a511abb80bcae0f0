package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import totp.cli.session.Argument;
import totp.cli.session.CommonOptions;

/** Words of other programs lead to what there is, and are no words of this one. */
class SynonymsTest {
    @Test
    void everyWordLeadsToACommandThatIsThere() {
        Synonyms.commands().forEach((word, meant) -> {
            assertTrue(Commands.named(word).isEmpty(), word);
            List<String> words = List.of(meant.split(" "));
            Commands command = Commands.named(words.get(0)).orElseThrow();
            assertTrue(command.isForPeople(), word);
            for (String more : words.subList(1, words.size())) {
                boolean known = command.chapter().sections().contains(more)
                        || names(command).contains(more)
                        || more.equals("NAME");
                assertTrue(known, word + ": " + meant);
            }
        });
        assertTrue(Synonyms.commands().size() > 60);
    }

    @Test
    void everyOptionLeadsToOneThatIsThere() {
        Set<String> all = new HashSet<>();
        for (Commands command : Commands.values()) {
            all.addAll(names(command));
        }
        Synonyms.options().forEach((name, meant) -> assertTrue(all.contains(meant), name + ": " + meant));
        assertEquals(Optional.empty(), Synonyms.option("--copy", List.of("--json")));
        assertEquals(Optional.of("--clip"), Synonyms.option("--copy", List.of("--json", "--clip")));
    }

    private static Set<String> names(Commands command) {
        Set<String> names = new HashSet<>();
        for (Argument argument :
                command.syntax(command.make(), new CommonOptions()).arguments()) {
            names.addAll(argument.names());
        }
        return names;
    }
}
