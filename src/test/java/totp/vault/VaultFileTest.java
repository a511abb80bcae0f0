package totp.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.Hotp;
import totp.vault.VaultException.Reason;

/** Where a vault lies, who may touch it, and what happens when several do. */
class VaultFileTest {
    @TempDir
    @Nullable
    Path folder;

    private Path path = Path.of("");

    @BeforeEach
    void choosePath() {
        path = Objects.requireNonNull(folder).resolve("a/b/vault.totp");
    }

    @Test
    void filesAndFoldersArePrivateFromTheStart() throws Exception {
        create();
        add("one");
        assertEquals("rw-------", permissions(path));
        assertEquals("rwx------", permissions(path.resolveSibling("backups")));
        assertEquals("rwx------", permissions(Objects.requireNonNull(path.getParent())));
        try (Stream<Path> files = Files.walk(Objects.requireNonNull(path.getParent()))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertEquals("rw-------", permissions(file), file.toString());
            }
        }
    }

    @Test
    void aSaveThroughALinkChangesTheFileAndKeepsTheLink() throws Exception {
        create();
        Path link = Files.createSymbolicLink(Objects.requireNonNull(folder).resolve("link.totp"), path);
        VaultFile file = TestVaults.file(link);
        try (Credentials recovery = TestVaults.recovery()) {
            file.update(file.read().open(recovery), v -> v.add(TestVaults.account("x")))
                    .close();
        }
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(List.of("x"), TestVaults.namesOnDisk(path));
    }

    @Test
    void initRefusesAFileALinkAndAFolder() throws Exception {
        Path there = Objects.requireNonNull(folder).resolve("there");
        Files.createFile(there);
        Path dangling = Files.createSymbolicLink(there.resolveSibling("dangling"), there.resolveSibling("nothing"));
        Path directory = Files.createDirectory(there.resolveSibling("directory"));
        for (Path taken : List.of(there, dangling, directory)) {
            VaultException refusal = assertThrows(
                    VaultException.class,
                    () -> TestVaults.file(taken).create(TestVaults.recoveryOnly(), TestVaults.CHEAP));
            assertEquals(Reason.EXISTS, refusal.reason(), taken.toString());
        }
        assertEquals(0, Files.size(there));
        assertTrue(Files.isSymbolicLink(dangling));
    }

    @Test
    void unreadableIsNotAbsent() throws Exception {
        create();
        for (boolean atFinding : new boolean[] {true, false}) {
            Disk refusing = new RefusingDisk(atFinding);
            VaultException refusal = assertThrows(
                    VaultException.class,
                    () -> TestVaults.file(path, refusing, 1).read());
            assertEquals(Reason.IO, refusal.reason());
            assertThrows(
                    VaultException.class,
                    () -> TestVaults.file(path, new RefusingDisk(true), 1)
                            .create(TestVaults.recoveryOnly(), TestVaults.CHEAP));
        }
        assertEquals(List.of(), TestVaults.namesOnDisk(path));
    }

    @Test
    void aFolderThatEverybodyMayWriteToIsRefused() throws Exception {
        Path open = Files.createDirectory(Objects.requireNonNull(folder).resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        VaultException refusal = assertThrows(
                VaultException.class,
                () -> TestVaults.file(open.resolve("vault.totp")).create(TestVaults.recoveryOnly(), TestVaults.CHEAP));
        assertEquals(Reason.UNSAFE_PLACE, refusal.reason());
        try (Stream<Path> left = Files.list(open)) {
            assertEquals(
                    List.of(".vault.totp.lock"),
                    left.map(file -> String.valueOf(file.getFileName())).toList());
        }
    }

    @Test
    void aChangeIsMadeToTheNewestState() throws Exception {
        create();
        VaultFile file = TestVaults.file(path);
        try (Credentials recovery = TestVaults.recovery()) {
            Vault early = file.read().open(recovery);
            add("first");
            file.update(early, v -> v.add(TestVaults.account("second"))).close();
        }
        assertEquals(List.of("first", "second"), TestVaults.namesOnDisk(path));
    }

    @Test
    void anotherVaultInItsPlaceIsNotOverwritten() throws Exception {
        create();
        VaultFile file = TestVaults.file(path);
        byte[] other;
        try (Credentials recovery = TestVaults.recovery()) {
            Vault early = file.read().open(recovery);
            Files.delete(path);
            TestVaults.file(path, new FileDisk(), 99)
                    .create(TestVaults.recoveryOnly(), TestVaults.CHEAP)
                    .close();
            other = Files.readAllBytes(path);
            VaultException refusal =
                    assertThrows(VaultException.class, () -> file.update(early, v -> v.add(TestVaults.account("x"))));
            assertEquals(Reason.BUSY, refusal.reason());
        }
        assertArrayEquals(other, Files.readAllBytes(path));
    }

    @Test
    void aWriterThatIgnoresTheLockIsNoticed() throws Exception {
        create();
        VaultFile file = TestVaults.file(path);
        byte[] synced = TestVaults.ascii("a synchronised copy");
        try (Credentials recovery = TestVaults.recovery()) {
            Vault opened = file.read().open(recovery);
            VaultException refusal = assertThrows(
                    VaultException.class,
                    () -> file.update(opened, v -> {
                        v.add(TestVaults.account("x"));
                        try (var out = Files.newByteChannel(path, java.nio.file.StandardOpenOption.WRITE)) {
                            out.write(java.nio.ByteBuffer.wrap(synced));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }));
            assertEquals(Reason.BUSY, refusal.reason());
        }
        assertArrayEquals(synced, java.util.Arrays.copyOf(Files.readAllBytes(path), synced.length));
    }

    @Test
    void aHeldLockIsBusy() throws Exception {
        create();
        VaultFile file = TestVaults.file(path, new LockedDisk(), 1);
        try (Credentials recovery = TestVaults.recovery()) {
            Vault opened = file.read().open(recovery);
            VaultException refusal =
                    assertThrows(VaultException.class, () -> file.update(opened, v -> v.add(TestVaults.account("x"))));
            assertEquals(Reason.BUSY, refusal.reason());
        }
        assertEquals(List.of(), TestVaults.namesOnDisk(path));
    }

    @Test
    void savesOfManyThreadsAreAllThere() throws Exception {
        create();
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> adds = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                String name = "account " + i;
                adds.add(() -> {
                    add(name);
                    return null;
                });
            }
            for (Future<Void> done : pool.invokeAll(adds)) {
                done.get();
            }
        } finally {
            pool.shutdown();
        }
        assertEquals(threads, TestVaults.namesOnDisk(path).size());
    }

    @Test
    void everySaveKeepsTheOneBefore() throws Exception {
        create();
        byte[] before = Files.readAllBytes(path);
        add("one");
        List<Path> backups = backups();
        assertEquals(1, backups.size());
        assertArrayEquals(before, Files.readAllBytes(backups.get(0)));
        add("two");
        assertEquals(2, backups().size());
    }

    @Test
    void counterSavesShareOneBackup() throws Exception {
        create();
        UUID id = new UUID(1, 2);
        VaultFile file = TestVaults.file(path);
        try (Credentials recovery = TestVaults.recovery()) {
            file.update(
                            file.read().open(recovery),
                            v -> v.add(Account.builder(
                                            id,
                                            "hotp",
                                            new Hotp(Algorithm.SHA1, 6, 0),
                                            Secret.adopt(TestVaults.ascii("secret")))
                                    .build()))
                    .close();
            for (int i = 0; i < 5; i++) {
                file.updateCounter(file.read().open(recovery), v -> {
                            Account account = v.byId(id).orElseThrow();
                            Hotp next = ((Hotp) account.otp()).next();
                            v.change(account.toBuilder().otp(next).build(), Instant.EPOCH);
                        })
                        .close();
            }
            try (Vault vault = file.read().open(recovery)) {
                assertEquals(
                        new Hotp(Algorithm.SHA1, 6, 5), vault.accounts().get(0).otp());
                assertEquals(6, vault.accounts().get(0).revision());
                assertEquals(7, vault.sealed().generation());
            }
        }
        assertEquals(2, backups().size());
    }

    @Test
    void aFailedChangeChangesNothing() throws Exception {
        create();
        add("one");
        byte[] before = Files.readAllBytes(path);
        VaultFile file = TestVaults.file(path);
        try (Credentials recovery = TestVaults.recovery()) {
            Vault opened = file.read().open(recovery);
            VaultException refusal = assertThrows(
                    VaultException.class,
                    () -> file.update(opened, v -> v.add(TestVaults.account("one", new UUID(1, 1)))));
            assertEquals(Reason.TAKEN, refusal.reason());
        }
        assertArrayEquals(before, Files.readAllBytes(path));
    }

    private void create() throws VaultException {
        TestVaults.file(path)
                .create(TestVaults.recoveryOnly(), TestVaults.CHEAP)
                .close();
    }

    private void add(String name) throws VaultException {
        VaultFile file = TestVaults.file(path, new FileDisk(), name.hashCode());
        try (Credentials recovery = TestVaults.recovery()) {
            file.update(file.read().open(recovery), v -> v.add(TestVaults.account(name)))
                    .close();
        }
    }

    private List<Path> backups() throws IOException {
        try (Stream<Path> files = Files.list(path.resolveSibling("backups"))) {
            return files.toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Refuses to look or to read, as a lost mount or permission does; root, who runs CI, is refused nothing for real. */
    private static final class RefusingDisk extends DelegatingDisk {
        private final boolean atFinding;

        RefusingDisk(boolean atFinding) {
            this.atFinding = atFinding;
        }

        @Override
        public Path realPath(Path path) throws IOException {
            if (atFinding && path.endsWith("vault.totp")) {
                throw new AccessDeniedException(path.toString());
            }
            return super.realPath(path);
        }

        @Override
        public byte[] read(Path file, int bytesMax) throws IOException {
            throw new AccessDeniedException(file.toString());
        }
    }

    /** Another process holds the lock for ever. */
    private static final class LockedDisk extends DelegatingDisk {
        @Override
        public @Nullable Closeable tryLock(Path file) {
            return null;
        }
    }
}
