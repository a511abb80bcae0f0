package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the server is worth as a judge: it must not be made of what it judges. */
final class StandinTest {
    private static final Path SOURCES = Path.of("src/test/java/totp/standin");
    private static final Pattern OF_THE_PROGRAM = Pattern.compile("\\btotp\\.(?!standin\\b)\\w");
    private static final Pattern OF_THE_SDK = Pattern.compile("\\bsoftware\\.amazon\\.awssdk\\b");
    private static final int FILE_LINES_MAX = 300;

    @Test
    void sharesNoCodeWithTheProgram() throws IOException {
        assertEquals(List.of(), sources(".*", OF_THE_PROGRAM));
    }

    /** Its tests hold the SDK against it. */
    @Test
    void sharesNoCodeWithTheSdk() throws IOException {
        assertEquals(List.of(), sources("(?!.*(Test|SdkClients|Bench)\\.java).*", OF_THE_SDK));
        assertTrue(!sources(".*", OF_THE_SDK).isEmpty(), "the pattern finds what there is");
    }

    @Test
    void filesHoldOneIdea() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : files()) {
            if (Files.readAllLines(file).size() > FILE_LINES_MAX) {
                tooLong.add(file.toString());
            }
        }
        assertEquals(List.of(), tooLong);
    }

    /** The files of such a name that have the pattern in them. */
    private static List<String> sources(String name, Pattern pattern) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            if (file.getFileName().toString().matches(name)
                    && pattern.matcher(Files.readString(file)).find()) {
                found.add(file.toString());
            }
        }
        return found;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertTrue(sources.size() > 20, "too few files, is this the right folder? " + sources);
            return sources;
        }
    }
}
