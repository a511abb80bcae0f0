package totp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Inputs that a fuzz target starts from ({@code scripts/fuzz}), and that it must take in every build. */
public final class Seeds {
    private static final Path FOLDER = Path.of("src/test/seeds");

    private Seeds() {}

    /** One test for each seed of a target. */
    public static List<DynamicTest> tests(String target, Consumer<byte[]> run) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(target))) {
            List<DynamicTest> tests = files.sorted()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> run.accept(Files.readAllBytes(file))))
                    .toList();
            if (tests.isEmpty()) {
                throw new IOException("no seeds of " + target);
            }
            return tests;
        }
    }
}
