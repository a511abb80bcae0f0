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
    private static final Path SOURCES = Path.of("src/standin/java/totp/standin");
    private static final Path TESTS = Path.of("src/test/java/totp/standin");
    private static final Pattern OF_THE_PROGRAM = Pattern.compile("\\btotp\\.(?!standin\\b)\\w");
    private static final Pattern OF_THE_SDK = Pattern.compile("\\bsoftware\\.amazon\\.awssdk\\b");
    private static final int FILE_LINES_MAX = 300;

    @Test
    void sharesNoCodeWithTheProgram() throws IOException {
        assertEquals(List.of(), filesWith(OF_THE_PROGRAM, SOURCES));
        assertEquals(List.of(), filesWith(OF_THE_PROGRAM, TESTS));
    }

    /** Its tests hold the SDK against it. */
    @Test
    void sharesNoCodeWithTheSdk() throws IOException {
        assertEquals(List.of(), filesWith(OF_THE_SDK, SOURCES));
        assertTrue(!filesWith(OF_THE_SDK, TESTS).isEmpty(), "the pattern finds what there is");
    }

    @Test
    void filesHoldOneIdea() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : files(SOURCES)) {
            if (Files.readAllLines(file).size() > FILE_LINES_MAX) {
                tooLong.add(file.toString());
            }
        }
        assertEquals(List.of(), tooLong);
    }

    private static List<String> filesWith(Pattern pattern, Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files(folder)) {
            if (pattern.matcher(Files.readString(file)).find()) {
                found.add(file.toString());
            }
        }
        return found;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertTrue(sources.size() > 10, "too few files, is this the right folder? " + sources);
            return sources;
        }
    }
}
