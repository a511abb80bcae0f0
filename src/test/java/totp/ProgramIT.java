package totp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program in a process of its own: nothing that it needs was left out of the jar. */
class ProgramIT {
    private static final Path JAR = Path.of("target/totp.jar").toAbsolutePath();

    @TempDir
    @Nullable
    Path folder;

    private Path home = Path.of("");

    @BeforeEach
    void makeVault() throws Exception {
        home = Objects.requireNonNull(folder).toRealPath();
        Path passphrase = home.resolve("passphrase");
        Files.createFile(
                passphrase, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = Files.newByteChannel(passphrase, java.nio.file.StandardOpenOption.WRITE)) {
            out.write(java.nio.ByteBuffer.wrap("correct horse battery staple".getBytes(StandardCharsets.US_ASCII)));
        }
        succeed(List.of(), "", "init", "-q", "--no-recovery-key", "--kdf-memory", "8", "--kdf-passes", "1");
        succeed(List.of(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "add", "-q", "rfc", "--from", "-");
    }

    @Test
    void printsACodeFromAVaultOnTheDisk() throws Exception {
        assertEquals("287082\n", succeed(List.of(), "", "code", "rfc", "--at", "59"));
        assertEquals("rfc\n", succeed(List.of(), "", "list"));
        assertTrue(succeed(List.of(), "", "show", "rfc", "--json").contains("\"digits\":6"));
        assertTrue(succeed(List.of(), "", "help", "code").contains("--fresh"));
    }

    /** Each of these costs start-up at every code: the JCE by itself, the rest by its size. */
    @Test
    void aCodeLoadsNothingThatItDoesNotNeed() throws Exception {
        Path log = home.resolve("classes.log");
        succeed(List.of("-Xlog:class+load:file=" + log), "", "code", "rfc");
        List<String> loaded = Files.readAllLines(log);
        assertTrue(loaded.size() > 400, "classes loaded: " + loaded.size());
        for (String unwanted : new String[] {
            "javax.crypto.", "java.net.http.", "java.awt.", "totp.aws.", "software.amazon.", "totp.message.Catalogue"
        }) {
            List<String> found = loaded.stream()
                    .filter(line -> line.contains(" " + unwanted))
                    .toList();
            assertEquals(List.of(), found, unwanted);
        }
    }

    /** Without the AWS libraries every other command works, and these say what is missing. */
    @Test
    void theAwsCommandsNeedTheLauncher() throws Exception {
        Process process = program(List.of(), "enroll", "aws").start();
        process.getOutputStream().close();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(13, process.waitFor(), errors);
        assertTrue(errors.contains("the AWS libraries are not on the class path"), errors);
    }

    private ProcessBuilder program(List<String> javaOptions, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.matches("(TOTP|XDG|AWS|LC)_.*|LANG"));
        builder.environment().put("HOME", home.toString());
        builder.environment()
                .put("TOTP_PASSPHRASE_FILE", home.resolve("passphrase").toString());
        return builder;
    }

    private String succeed(List<String> javaOptions, String input, String... arguments) throws Exception {
        Path errors = home.resolve("errors");
        Process process =
                program(javaOptions, arguments).redirectError(errors.toFile()).start();
        try (var in = process.getOutputStream()) {
            new ByteArrayInputStream(input.getBytes(StandardCharsets.US_ASCII)).transferTo(in);
        } catch (IOException e) {
            // It ended without reading; its exit code tells.
        }
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the program does not end");
        assertEquals(0, process.exitValue(), Files.readString(errors));
        return printed;
    }
}
