package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import totp.SeededRandom;
import totp.cli.session.ExitCode;
import totp.cli.session.Host;
import totp.cli.session.Machine;

/** A full disk behind standard output is an error; a reader that left is not. */
class OutputFailureTest {
    @Test
    void aFullDiskIsAnError() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(ExitCode.IO, run(err, false));
        assertEquals("totp: error: cannot write to standard output\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aReaderThatLeftIsSilence() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertEquals(ExitCode.READER_LEFT, run(err, true));
        assertEquals(141, ExitCode.READER_LEFT.number());
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void debugShowsWhatWasBehindAnErrorAndNoMessageOfIt() {
        TestHost.Result result =
                new TestHost(Path.of("/nonexistent")).run(List.of("code", "-", "--debug"), "GEHEIM!GEHEIM", null);
        assertEquals(ExitCode.BAD_INPUT, result.code());
        assertTrue(result.err().contains("caused by totp.crypto.BadEncodingException\n    at "), result.err());
        assertFalse(result.err().contains("GEHEIM"), result.err());
    }

    /** On a Java without its desktop part a library of the system does not load; others may miss anything. */
    @Test
    void anErrorOfAnyClassEndsInOneLine() {
        for (Error error : List.of(
                new UnsatisfiedLinkError("GEHEIM"),
                new ExceptionInInitializerError("GEHEIM"),
                new NoClassDefFoundError("GEHEIM"),
                new InternalError("GEHEIM"))) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            OutputStream broken = new OutputStream() {
                @Override
                public void write(int b) {
                    throw error;
                }
            };
            assertEquals(ExitCode.BUG, run(broken, err, false));
            assertEquals(
                    "totp: error: unexpected error (" + error.getClass().getSimpleName() + "); --debug tells where\n",
                    err.toString(StandardCharsets.UTF_8));
        }
    }

    private static ExitCode run(OutputStream err, boolean pipe) {
        OutputStream refusing = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("refused");
            }
        };
        return run(refusing, err, pipe);
    }

    private static ExitCode run(OutputStream refusing, OutputStream err, boolean pipe) {
        Host host = new Host(
                () -> Instant.EPOCH,
                () -> new SeededRandom(1),
                Optional::empty,
                new ByteArrayInputStream(new byte[0]),
                refusing,
                err,
                () -> false,
                () -> false,
                () -> false,
                () -> pipe,
                Map.of(),
                millis -> {},
                () -> 0,
                Machine.system());
        return Program.run(new String[] {"version"}, host);
    }
}
