package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.SeededRandom;
import totp.vault.VaultException.Reason;

/** No time step is handed out twice as a fresh one, whoever asks. */
class UsedStepsTest {
    private static final UUID ALICE = new UUID(1, 1);
    private static final UUID BOB = new UUID(1, 2);
    private static final Id VAULT = Id.random(new SeededRandom(7));

    @TempDir
    @Nullable
    Path folder;

    @Test
    void reservedStepsAreConsecutive() throws VaultException {
        assertEquals(100, steps("a").reserve(ALICE, 100, 1));
        assertEquals(101, steps("a").reserve(ALICE, 100, 1));
        assertEquals(102, steps("a").reserve(ALICE, 101, 1));
    }

    @Test
    void shownStepsAreNotFreshEither() throws VaultException {
        assertEquals(100, steps("a").note(ALICE, 100));
        assertEquals(100, steps("a").note(ALICE, 100));
        assertEquals(102, steps("a").note(ALICE, 102));
        assertEquals(101, steps("a").reserve(ALICE, 100, 1));
        assertEquals(103, steps("a").reserve(ALICE, 100, 1));
    }

    @Test
    void aReservedStepThatIsShownAgainIsTold() throws VaultException {
        steps("a").reserve(ALICE, 100, 1);
        assertEquals(101, steps("a").note(ALICE, 100));
        assertEquals(99, steps("a").note(ALICE, 99));
    }

    /** Two codes for a resynchronisation must follow each other, and AWS must have seen neither. */
    @Test
    void aPairIsTakenWhereBothAreFree() throws VaultException {
        steps("a").note(ALICE, 101);
        assertEquals(102, steps("a").reserve(ALICE, 100, 2));
        assertEquals(100, steps("a").reserve(ALICE, 100, 1));
        assertEquals(104, steps("a").reserve(ALICE, 100, 1));
    }

    @Test
    void stepsThatWentToAServiceAreNotFresh() throws VaultException {
        steps("a").note(ALICE, 100);
        steps("a").spend(ALICE, 100, 101);
        assertEquals(102, steps("a").note(ALICE, 100), "the next one that is not spent either");
        assertEquals(102, steps("a").reserve(ALICE, 100, 1));
    }

    @Test
    void accountsVaultsAndCopiesAreApart() throws VaultException {
        steps("a").reserve(ALICE, 100, 1);
        assertEquals(100, steps("a").reserve(BOB, 100, 1));
        assertEquals(100, steps("b").reserve(ALICE, 100, 1));
        assertEquals(
                100,
                UsedSteps.of(folder(), Id.random(new SeededRandom(8)), Path.of("a"), TestVaults.NO_PAUSE)
                        .reserve(ALICE, 100, 1));
    }

    /** A clock that was wrong once must not make everybody wait for it. */
    @Test
    void aStepFarInTheFutureBlocksNothing() throws VaultException {
        steps("a").reserve(ALICE, 1_000_000, 1);
        assertEquals(100, steps("a").reserve(ALICE, 100, 1));
    }

    @Test
    void manyAtOnceGetDifferentSteps() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Long>> asks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                asks.add(() -> steps("a").reserve(ALICE, 100, 1));
            }
            TreeSet<Long> given = new TreeSet<>();
            for (Future<Long> step : pool.invokeAll(asks)) {
                given.add(step.get());
            }
            assertEquals(threads, given.size());
            assertEquals(100, given.first());
            assertEquals(100 + threads - 1, given.last());
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void theFileStaysSmall() throws Exception {
        for (long step = 0; step < 1000; step++) {
            steps("a").note(ALICE, step);
        }
        assertTrue(Files.size(file()) < 2500, "bytes: " + Files.size(file()));
        assertEquals(1000, steps("a").reserve(ALICE, 999, 1));
    }

    /** A clock that was ahead left many steps behind; a reservation must not be trimmed away for them. */
    @Test
    void manyStepsInTheFutureDoNotPushAReservationOut() throws VaultException {
        for (long step = 5000; step < 5300; step++) {
            steps("a").note(ALICE, step);
        }
        for (long expected = 100; expected < 170; expected++) {
            assertEquals(expected, steps("a").reserve(ALICE, 100, 1));
        }
    }

    @Test
    void aDamagedFileGuaranteesNothing() throws Exception {
        steps("a").reserve(ALICE, 100, 1);
        try (var out = Files.newByteChannel(file(), StandardOpenOption.WRITE)) {
            out.write(java.nio.ByteBuffer.wrap(TestVaults.ascii("x")));
        }
        VaultException refusal =
                assertThrows(VaultException.class, () -> steps("a").reserve(ALICE, 100, 1));
        assertEquals(Reason.STATE_DAMAGED, refusal.reason());
    }

    @Test
    void whatADeadProcessLeftBlocksNothing() throws Exception {
        steps("a").reserve(ALICE, 100, 1);
        Files.createFile(file().resolveSibling("." + file().getFileName() + ".tmp"));
        assertEquals(101, steps("a").reserve(ALICE, 100, 1));
    }

    private UsedSteps steps(String vaultPath) {
        return UsedSteps.of(folder(), VAULT, Path.of(vaultPath), TestVaults.NO_PAUSE);
    }

    private Path folder() {
        return Objects.requireNonNull(folder).resolve("state/totp");
    }

    private Path file() throws Exception {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".steps"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
