package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import totp.cli.session.Argument;
import totp.cli.session.CommonOptions;
import totp.cli.session.ExitCode;
import totp.cli.session.Version;
import totp.vault.VaultException;

/** Tables that are written twice, once for people and once for the program, say the same. */
class ContractTest {
    @Test
    void theTableOfExitCodesIsTheEnum() throws IOException {
        TreeMap<Integer, String> table = new TreeMap<>();
        Matcher row = Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]*) \\|")
                .matcher(Files.readString(Path.of("docs/exit-codes.md")));
        while (row.find()) {
            table.put(Integer.parseInt(row.group(1)), row.group(2).strip());
        }
        TreeMap<Integer, String> codes = new TreeMap<>();
        for (ExitCode code : ExitCode.values()) {
            codes.put(code.number(), code.meaning());
        }
        assertEquals(codes, table);
    }

    @ParameterizedTest
    @EnumSource(VaultException.Reason.class)
    void everyReasonOfTheVaultHasAnExitCode(VaultException.Reason reason) {
        int code = ExitCode.of(reason).number();
        assertTrue(code >= 3 && code <= 14, reason + ": " + code);
    }

    @ParameterizedTest
    @EnumSource(Commands.class)
    void everyCommandTakesTheCommonOptionsAndIsListed(Commands command) {
        Set<String> names = new HashSet<>();
        for (Argument option :
                command.syntax(command.make(), new CommonOptions()).arguments()) {
            names.addAll(option.names());
        }
        assertTrue(names.containsAll(CommonOptions.WITH_VALUE), command.word());
        assertTrue(names.containsAll(CommonOptions.FLAGS), command.word());
        assertTrue(names.contains("--help"), command.word());
    }

    /** Whoever looks for the command's name must know which options are followed by a value. */
    @Test
    void theListsOfCommonOptionsAreComplete() {
        Set<String> listed = new TreeSet<>(CommonOptions.WITH_VALUE);
        listed.addAll(CommonOptions.FLAGS);
        listed.addAll(List.of("-h", "--help"));
        Set<String> declared = new TreeSet<>();
        for (Argument option :
                Commands.LOCK.syntax(Commands.LOCK.make(), new CommonOptions()).arguments()) {
            declared.addAll(option.names());
            for (String name : option.names()) {
                assertEquals(option.takesNext(), CommonOptions.WITH_VALUE.contains(name), name);
            }
        }
        assertEquals(declared, listed);
    }

    @Test
    void theVersionIsTheBuilds() throws IOException {
        Matcher version = Pattern.compile("<artifactId>totp</artifactId>\\s*<version>([^<]*)<")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertTrue(version.find());
        assertEquals(version.group(1), Version.TEXT);
    }
}
