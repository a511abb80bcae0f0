package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Enough earlier states stay, and nothing that is not ours is touched. */
class BackupsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Path VAULT = Path.of("/v/vault.totp");

    @TempDir
    @Nullable
    Path folder;

    @Test
    void theLastTenSavesStayHoweverOldTheyAre() {
        List<Backup> backups = new ArrayList<>();
        for (int generation = 1; generation <= 25; generation++) {
            backups.add(backup(generation, NOW.minus(Duration.ofDays(1000))));
        }
        Set<Long> kept = kept(backups);
        assertEquals(Set.of(16L, 17L, 18L, 19L, 20L, 21L, 22L, 23L, 24L, 25L), kept);
    }

    @Test
    void oneADayStaysForTwoWeeksAndOneAWeekForEight() {
        List<Backup> backups = new ArrayList<>();
        long generation = 1;
        for (int hours = 24 * 100; hours >= 0; hours -= 6) {
            backups.add(backup(generation++, NOW.minus(Duration.ofHours(hours))));
        }
        Set<Long> kept = kept(backups);
        long newest = generation - 1;
        for (int day = 0; day < 14; day++) {
            Instant begin = Instant.parse("2026-11-23T00:00:00Z").minus(Duration.ofDays(day));
            long ofDay = backups.stream()
                    .filter(backup -> kept.contains(backup.generation()))
                    .filter(backup ->
                            !backup.kept().isBefore(begin) && backup.kept().isBefore(begin.plus(Duration.ofDays(1))))
                    .count();
            assertTrue(ofDay >= 1, "day " + day);
        }
        long older = kept.stream().filter(g -> g < newest - 4 * 14).count();
        assertTrue(older >= 5 && older <= 7, "weeks before the last two: " + older);
        assertTrue(kept.size() <= 10 + 14 + 8, "kept: " + kept.size());
        assertTrue(kept.stream().allMatch(g -> g > newest - 4 * 7 * 8 - 8), "nothing older than eight weeks");
    }

    @Test
    void aClockThatWentBackDeletesNothing() {
        List<Backup> backups = new ArrayList<>();
        for (int generation = 1; generation <= 50; generation++) {
            backups.add(backup(generation, NOW.plus(Duration.ofDays(generation))));
        }
        assertEquals(List.of(), BackupRotation.expired(backups, NOW));
    }

    @Test
    void aBranchThatWasLeftPushesOutNoNewSave() {
        List<Backup> backups = new ArrayList<>();
        for (int generation = 100; generation < 115; generation++) {
            backups.add(backup(generation, NOW.minus(Duration.ofDays(1000))));
        }
        for (int generation = 3; generation < 18; generation++) {
            backups.add(backup(generation, NOW.minus(Duration.ofDays(500)).plusSeconds(generation)));
        }
        Set<Long> kept = kept(backups);
        for (long generation = 8; generation < 18; generation++) {
            assertTrue(kept.contains(generation), "the last saves by time: " + generation);
        }
        for (long generation = 105; generation < 115; generation++) {
            assertTrue(kept.contains(generation), "and by number, where times could be those of a copy: " + generation);
        }
        assertEquals(20, kept.size());
    }

    @Test
    void onlyNamesThatWeGaveAreBackups() {
        for (String name : List.of(
                "vault.totp",
                "vault.totp.counter",
                "vault.totp.1.1234567",
                "vault.totp.0.12345678",
                "vault.totp.01.12345678",
                "vault.totp.-1.12345678",
                "vault.totp.1.1234567G",
                "vault.totp.9999999999999999999.12345678",
                "vault.totp..12345678",
                "other.totp.1.12345678",
                ".vault.totp.0123456789abcdef.tmp")) {
            assertTrue(Backup.of(Path.of("/v/backups", name), VAULT, null, NOW).isEmpty(), name);
        }
        Backup backup = Backup.of(Path.of("/v/backups/vault.totp.9223372036854775807.0123abcd"), VAULT, null, NOW)
                .orElseThrow();
        assertEquals(Long.MAX_VALUE, backup.generation());
        assertEquals("0123abcd", backup.save());
    }

    @Test
    void aSaveRotatesBackupsAndSweepsWhatDeadProcessesLeft() throws Exception {
        Path home = Objects.requireNonNull(folder).toRealPath();
        Path vault = home.resolve("vault.totp");
        TestVaults.file(vault)
                .create(TestVaults.recoveryOnly(), TestVaults.CHEAP)
                .close();
        for (int i = 0; i < 14; i++) {
            save(vault, "account " + i);
            setAge(vault.resolveSibling("backups"), Duration.ofDays(400));
        }
        Path left = touch(home.resolve(".vault.totp.0123456789abcdef.tmp"), Duration.ofHours(2));
        Path leftBackup = touch(home.resolve("backups/.vault.totp.0123456789abcdef.tmp"), Duration.ofHours(2));
        Path young = touch(home.resolve(".vault.totp.0123456789abcdee.tmp"), Duration.ofMinutes(50));
        Path foreign = touch(home.resolve("backups/notes.txt"), Duration.ofDays(400));
        Path other = touch(home.resolve(".other.totp.0123456789abcdef.tmp"), Duration.ofDays(400));
        Path link = Files.createSymbolicLink(home.resolve(".vault.totp.0123456789abcdea.tmp"), foreign);
        save(vault, "last");
        assertFalse(Files.exists(left) || Files.exists(leftBackup), "left-over files are gone");
        assertTrue(Files.exists(young) && Files.exists(foreign) && Files.exists(other));
        assertTrue(Files.isSymbolicLink(link));
        List<Backup> backups = TestVaults.file(vault).backups();
        assertEquals(10, backups.size());
        assertEquals(15, backups.get(0).generation());
        assertEquals(6, backups.get(9).generation());
    }

    @Test
    void aFailedSaveDeletesNoBackup() throws Exception {
        Path vault = Objects.requireNonNull(folder).toRealPath().resolve("vault.totp");
        TestVaults.file(vault)
                .create(TestVaults.recoveryOnly(), TestVaults.CHEAP)
                .close();
        for (int i = 0; i < 12; i++) {
            save(vault, "account " + i);
        }
        setAge(vault.resolveSibling("backups"), Duration.ofDays(400));
        int before = TestVaults.file(vault).backups().size();
        VaultFile failing = TestVaults.file(
                vault,
                new DelegatingDisk() {
                    @Override
                    public void rename(Path file, Path name) throws java.io.IOException {
                        if (name.equals(vault)) {
                            throw new java.io.IOException("injected");
                        }
                        super.rename(file, name);
                    }
                },
                77);
        try (Credentials recovery = TestVaults.recovery()) {
            Vault opened = failing.read().open(recovery);
            org.junit.jupiter.api.Assertions.assertThrows(
                    VaultException.class, () -> failing.update(opened, v -> v.add(TestVaults.account("x"))));
        }
        assertTrue(TestVaults.file(vault).backups().size() >= before);
    }

    @Test
    void whateverFailsBehindASaveDoesNotFailIt() throws Exception {
        Path vault = Objects.requireNonNull(folder).toRealPath().resolve("vault.totp");
        TestVaults.file(vault)
                .create(TestVaults.recoveryOnly(), TestVaults.CHEAP)
                .close();
        VaultFile file = TestVaults.file(
                vault,
                new DelegatingDisk() {
                    @Override
                    public List<Path> list(Path folder) {
                        throw new UnsupportedOperationException("injected");
                    }
                },
                78);
        try (Credentials recovery = TestVaults.recovery()) {
            file.update(file.read().open(recovery), v -> v.add(TestVaults.account("new")))
                    .close();
        }
        assertEquals(List.of("new"), TestVaults.namesOnDisk(vault));
    }

    private static void save(Path vault, String name) throws Exception {
        // A real clock's time: the files of this test have real times too.
        VaultFile file = new VaultFile(
                vault,
                new FileDisk(),
                new World(
                        () -> new totp.SeededRandom(name.hashCode()),
                        TestVaults.NO_PAUSE,
                        () -> latest(vault),
                        TestVaults.state(vault)));
        try (Credentials recovery = TestVaults.recovery()) {
            file.update(file.read().open(recovery), v -> v.add(TestVaults.account(name)))
                    .close();
        }
    }

    /** The time of the newest file, in place of a clock. */
    private static Instant latest(Path vault) {
        try {
            return Files.getLastModifiedTime(vault).toInstant().plusSeconds(1);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path touch(Path file, Duration age) throws Exception {
        Files.createFile(file);
        Instant made = Files.getLastModifiedTime(file).toInstant();
        return Files.setLastModifiedTime(file, FileTime.from(made.minus(age)));
    }

    private static void setAge(Path backups, Duration age) throws Exception {
        try (var files = Files.list(backups)) {
            for (Path file : files.toList()) {
                Instant made = Files.getLastModifiedTime(file).toInstant();
                if (made.isAfter(Instant.parse("2026-01-01T00:00:00Z"))) {
                    Files.setLastModifiedTime(file, FileTime.from(made.minus(age)));
                }
            }
        }
    }

    private static Backup backup(long generation, Instant kept) {
        return new Backup(
                Path.of("/v/backups/vault.totp." + generation + ".00000000"), null, generation, "00000000", kept);
    }

    private static Set<Long> kept(List<Backup> backups) {
        Set<Long> kept = new TreeSet<>();
        backups.forEach(backup -> kept.add(backup.generation()));
        BackupRotation.expired(backups, NOW).forEach(backup -> kept.remove(backup.generation()));
        return kept;
    }
}
