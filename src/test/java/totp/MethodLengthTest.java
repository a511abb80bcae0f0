package totp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** What does not fit on a screen is not reviewed: methods and files of the program have a greatest length. */
final class MethodLengthTest {
    private static final Path SOURCES = Path.of("src/main/java");

    /** From the first line of the body to the last, both counted. */
    private static final int METHOD_LINES_MAX = 70;

    private static final int FILE_LINES_MAX = 300;

    @Test
    void methodsFitOnAScreen() throws IOException {
        List<Path> files = sources();
        MethodLengths lengths = MethodLengths.of(files);
        assertEquals(files.size(), lengths.files, "source files parsed");
        assertTrue(lengths.methods > 0, "a method was measured");
        assertEquals(List.of(), lengths.tooLong, "methods of more than " + METHOD_LINES_MAX + " lines");
    }

    @Test
    void filesHoldOneIdea() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            int lines = Files.readAllLines(file, StandardCharsets.UTF_8).size();
            if (lines > FILE_LINES_MAX) {
                tooLong.add(file + ": " + lines);
            }
        }
        assertEquals(List.of(), tooLong, "files of more than " + FILE_LINES_MAX + " lines");
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            assertTrue(sources.size() >= 3, "too few files, is this the right folder? " + sources);
            return sources;
        }
    }

    /** Reads the syntax trees as the compiler does, so that no brace in a string counts. */
    private static final class MethodLengths extends TreePathScanner<Void, Void> {
        private final SourcePositions positions;
        private final List<String> tooLong = new ArrayList<>();
        private int files;
        private int methods;

        private MethodLengths(SourcePositions positions) {
            this.positions = positions;
        }

        static MethodLengths of(List<Path> files) throws IOException {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            try (StandardJavaFileManager fileManager =
                    compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
                JavacTask task = (JavacTask) compiler.getTask(
                        null,
                        fileManager,
                        null,
                        List.of("-proc:none"),
                        null,
                        fileManager.getJavaFileObjectsFromPaths(files));
                MethodLengths lengths = new MethodLengths(Trees.instance(task).getSourcePositions());
                for (CompilationUnitTree unit : task.parse()) {
                    lengths.files++;
                    lengths.scan(unit, null);
                }
                return lengths;
            }
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            if (method.getBody() != null) {
                measure(method);
            }
            return super.visitMethod(method, null);
        }

        private void measure(MethodTree method) {
            methods++;
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            LineMap lines = unit.getLineMap();
            long first = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
            long last = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
            long length = last - first + 1;
            if (length > METHOD_LINES_MAX) {
                tooLong.add(unit.getSourceFile().getName() + ":" + first + " " + method.getName() + ": " + length);
            }
        }
    }
}
