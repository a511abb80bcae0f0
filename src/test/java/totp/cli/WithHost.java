package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import totp.cli.session.ExitCode;

/** What tests of commands begin with: a home of their own, calls of the program in it, and files. */
public abstract class WithHost {
    /** A key derivation that costs no time. */
    protected static final List<String> CHEAP = List.of("--kdf-memory", "8", "--kdf-passes", "1", "--kdf-lanes", "1");

    /** The secrets of these tests: what a command says of its own accord never has them in it. */
    protected static final String ONE = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    protected static final String TWO = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";
    private static final int SECRET_BEGINS = 16;

    @TempDir
    @Nullable
    Path folder;

    private @Nullable Path home;
    private @Nullable TestHost host;

    @BeforeEach
    final void enter() throws IOException {
        home = Objects.requireNonNull(folder).toRealPath();
        host = new TestHost(home);
    }

    protected final TestHost host() {
        return Objects.requireNonNull(host);
    }

    /** In the home. */
    protected final Path path(String name) {
        return Objects.requireNonNull(home).resolve(name);
    }

    /** A file that only its owner may read; one of that name goes. */
    protected final String file(String name, String text) throws IOException {
        Files.deleteIfExists(path(name));
        Path file = Files.createFile(
                path(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text).toString();
    }

    protected final TestHost.Result done(String... arguments) {
        return expect(ExitCode.DONE, arguments);
    }

    protected final TestHost.Result expect(ExitCode code, String... arguments) {
        return expect(code, "", List.of(arguments));
    }

    /** With that as its standard input. */
    protected final TestHost.Result expect(ExitCode code, String input, List<String> arguments) {
        TestHost.Result result = host().run(arguments, input, null);
        assertEquals(code, result.code(), result.err());
        for (String secret : List.of(ONE, TWO)) {
            assertFalse(result.err().contains(secret.substring(0, SECRET_BEGINS)), result.err());
        }
        return result;
    }
}
