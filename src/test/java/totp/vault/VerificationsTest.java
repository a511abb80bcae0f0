package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often AWS was asked to verify codes of a device, over all processes of this user. */
class VerificationsTest {
    private static final String SERIAL = "arn:aws:iam::123456789012:mfa/alice";

    /** Ten seconds before AWS begins to count anew. */
    private static final Instant LATE = Instant.parse("2026-11-23T15:02:50Z");

    private static final Instant NEXT = Instant.parse("2026-11-23T15:03:00Z");

    @TempDir
    @Nullable
    Path folder;

    private Verifications of(String serial) {
        return Verifications.of(Objects.requireNonNull(folder).resolve("state"), serial, millis -> {});
    }

    @Test
    void theSeventhInAWindowHasToWaitForTheNext() throws VaultException {
        for (int i = 0; i < 6; i++) {
            assertEquals(Optional.empty(), of(SERIAL).pausedUntil(LATE));
            assertEquals(Optional.empty(), of(SERIAL).note(LATE.minusSeconds(i)));
        }
        assertEquals(Optional.of(NEXT), of(SERIAL).note(LATE));
        assertEquals(Optional.of(NEXT), of(SERIAL).pausedUntil(LATE));
        assertEquals(Optional.of(NEXT), of(SERIAL).note(NEXT.minusMillis(1)));
        assertEquals(Optional.empty(), of(SERIAL).note(NEXT));
    }

    @Test
    void eachDeviceHasItsOwnCount() throws VaultException {
        for (int i = 0; i < 6; i++) {
            of(SERIAL).note(LATE);
        }
        assertEquals(Optional.empty(), of(SERIAL + "-2").note(LATE));
    }

    @Test
    void theNoteHoldsTimesAndNoSerial() throws Exception {
        of(SERIAL).note(LATE);
        try (var files = Files.list(Objects.requireNonNull(folder).resolve("state"))) {
            Path note = files.filter(file -> file.toString().endsWith(".verifications"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(List.of("totp-verifications 1", "1795446170"), Files.readAllLines(note));
            assertTrue(note.getFileName().toString().matches("[0-9a-f]{16}\\.verifications"), note.toString());
        }
    }

    @Test
    void manyAtOnceAreSixAtMost() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> calls = java.util.Collections.nCopies(
                    20, () -> of(SERIAL).note(LATE).isEmpty());
            int sent = 0;
            for (Future<Boolean> call : pool.invokeAll(calls)) {
                sent += call.get() ? 1 : 0;
            }
            assertEquals(6, sent);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aRehearsalCountsNothingAndFindsOutWhetherItCanBeNoted() throws Exception {
        of(SERIAL).rehearse();
        for (int i = 0; i < 6; i++) {
            of(SERIAL).rehearse();
            assertEquals(Optional.empty(), of(SERIAL).note(LATE));
        }
        of(SERIAL).rehearse();
        assertEquals(Optional.of(NEXT), of(SERIAL).note(LATE));
        Path file = Files.createFile(Objects.requireNonNull(folder).resolve("file"));
        assertThrows(
                VaultException.class,
                () -> Verifications.of(file, SERIAL, millis -> {}).rehearse());
    }

    @Test
    void aDamagedNoteIsToldByItsName() throws IOException, VaultException {
        of(SERIAL).note(LATE);
        Path state = Objects.requireNonNull(folder).resolve("state");
        try (var files = Files.list(state)) {
            Path note = files.filter(file -> file.toString().endsWith(".verifications"))
                    .findFirst()
                    .orElseThrow();
            Files.delete(note);
            try (var out = Files.newByteChannel(
                    note, java.nio.file.StandardOpenOption.CREATE_NEW, java.nio.file.StandardOpenOption.WRITE)) {
                out.write(java.nio.ByteBuffer.wrap(
                        "totp-verifications 1\nx\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            }
            VaultException damaged =
                    assertThrows(VaultException.class, () -> of(SERIAL).note(LATE));
            assertTrue(String.valueOf(damaged.getMessage()).contains(note.toString()));
        }
    }
}
