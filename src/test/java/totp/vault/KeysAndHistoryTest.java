package totp.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.crypto.Secret;
import totp.vault.FaultyDisk.Fault;
import totp.vault.KeyRing.KeptSlot;
import totp.vault.VaultException.Reason;

/** Changes of keys, older and diverged files, and the way back from them. */
class KeysAndHistoryTest {
    @TempDir
    @Nullable
    Path folder;

    private Path path = Path.of("");

    @BeforeEach
    void makeVault() throws Exception {
        path = Objects.requireNonNull(folder).toRealPath().resolve("vault.totp");
        TestVaults.file(path)
                .create(TestVaults.recoveryOnly(), TestVaults.CHEAP)
                .close();
        add("one");
    }

    @Test
    void afterARekeyAFormerSecretOpensNoLaterFile() throws Exception {
        byte[] before = Files.readAllBytes(path);
        Secret fresh = Secret.copyOf(TestVaults.ascii("another twenty bytes"));
        rekey(new FileDisk(), fresh);
        SealedVault later = TestVaults.file(path).read();
        assertEquals(Reason.WRONG_SECRET, refusal(later, TestVaults.recovery()));
        SealedVault.decode(before).open(TestVaults.recovery()).close();
        try (Vault vault = later.open(Credentials.ofRecoveryKey(fresh.copy()))) {
            assertEquals(List.of("one"), TestVaults.names(vault));
            assertEquals(2, later.slots().get(0).id());
            assertEquals(2, vault.payload().keyEpoch);
            assertEquals(3, vault.payload().nextSlotId);
        }
        // The old vault key is of no use either: a backup's key does not open what came after.
        try (Vault old = SealedVault.decode(before).open(TestVaults.recovery())) {
            assertEquals(
                    Reason.OTHER_KEYS,
                    assertThrows(VaultException.class, () -> later.openLike(old))
                            .reason());
        }
    }

    @Test
    void aKeptSlotKeepsItsIdAndIsWrappedAnew() throws Exception {
        Slot before = TestVaults.file(path).read().slots().get(0);
        VaultFile file = TestVaults.file(path, new FileDisk(), 11);
        KeptSlot kept = new KeptSlot(1, SlotType.RECOVERY_KEY, TestVaults.recovery(), TestVaults.CHEAP);
        new KeyRing(file)
                .rekey(open(file), List.of(kept), List.of(), TestVaults.CHEAP)
                .close();
        Slot after = TestVaults.file(path).read().slots().get(0);
        assertEquals(1, after.id());
        assertNotEquals(
                HexFormat.of().formatHex(before.encode()), HexFormat.of().formatHex(after.encode()));
        assertEquals(List.of("one"), TestVaults.namesOnDisk(path));
    }

    @Test
    void everyFailingStepOfARekeyLeavesAVaultThatOpens() throws Exception {
        Secret fresh = Secret.copyOf(TestVaults.ascii("another twenty bytes"));
        byte[] before = Files.readAllBytes(path);
        FaultyDisk counting = new FaultyDisk(Fault.ERROR, 0);
        rekey(counting, fresh);
        assertTrue(counting.steps() >= 15, "steps: " + counting.steps());
        for (Fault fault : Fault.values()) {
            for (int n = 1; n <= counting.steps(); n++) {
                Path copy = Files.createDirectory(path.resolveSibling(fault + "-" + n))
                        .resolve("vault.totp");
                Files.copy(new ByteArrayInputStream(before), copy);
                Path former = path;
                path = copy;
                try {
                    rekey(new FaultyDisk(fault, n), fresh);
                } catch (VaultException | FaultyDisk.Killed e) {
                    // Either is what this is about.
                }
                path = former;
                SealedVault found = TestVaults.file(copy).read();
                boolean old = refusalOrNone(found, TestVaults.recovery()).isEmpty();
                boolean now = refusalOrNone(found, Credentials.ofRecoveryKey(fresh.copy()))
                        .isEmpty();
                assertTrue(old ^ now, fault + " at step " + n + ": old " + old + ", new " + now);
            }
        }
    }

    @Test
    void slotsAreLimitedBeforeAnythingIsWritten() throws Exception {
        for (int i = 0; i < 4; i++) {
            addPassphrase("passphrase " + i);
        }
        byte[] before = Files.readAllBytes(path);
        VaultException refusal = assertThrows(VaultException.class, () -> addPassphrase("one too many"));
        assertEquals(Reason.LIMIT, refusal.reason());
        assertArrayEquals(before, Files.readAllBytes(path));
    }

    @Test
    void anOlderFileIsToldAndNotWrittenOver() throws Exception {
        byte[] older = Files.readAllBytes(path);
        add("two");
        put(older);
        VaultFile file = TestVaults.file(path);
        Vault opened = open(file);
        assertEquals(Reason.ROLLED_BACK, file.mismatch(opened).orElseThrow().reason());
        VaultException refusal =
                assertThrows(VaultException.class, () -> file.update(opened, v -> v.add(TestVaults.account("x"))));
        assertEquals(Reason.ROLLED_BACK, refusal.reason());
        assertArrayEquals(older, Files.readAllBytes(path));
    }

    @Test
    void aFileThatWentAnotherWayIsToldAndNotWrittenOver() throws Exception {
        byte[] common = Files.readAllBytes(path);
        add("here");
        byte[] here = Files.readAllBytes(path);
        // The other machine has saved as often, from the same state, and remembers things of its own.
        Path elsewhere = Files.createDirectory(path.resolveSibling("elsewhere")).resolve("vault.totp");
        Files.copy(new ByteArrayInputStream(common), elsewhere);
        save(elsewhere, "there", 5);
        save(elsewhere, "there too", 6);
        put(Files.readAllBytes(elsewhere));
        VaultFile file = TestVaults.file(path);
        Vault opened = open(file);
        assertEquals(Reason.DIVERGED, file.mismatch(opened).orElseThrow().reason());
        assertEquals(
                Reason.DIVERGED,
                assertThrows(VaultException.class, () -> file.update(opened, v -> v.add(TestVaults.account("x"))))
                        .reason());
        put(here);
        VaultFile again = TestVaults.file(path);
        try (Vault vault = open(again)) {
            assertEquals(Optional.empty(), again.mismatch(vault));
        }
    }

    @Test
    void aNewerFileFromAnotherMachineIsFine() throws Exception {
        Path elsewhere = Files.createDirectory(path.resolveSibling("elsewhere")).resolve("vault.totp");
        Files.copy(path, elsewhere);
        for (int i = 0; i < 5; i++) {
            save(elsewhere, "there " + i, i);
        }
        put(Files.readAllBytes(elsewhere));
        VaultFile file = TestVaults.file(path);
        try (Vault opened = open(file)) {
            assertEquals(Optional.empty(), file.mismatch(opened));
        }
        add("and on");
        assertEquals(7, TestVaults.namesOnDisk(path).size());
    }

    @Test
    void restoringTheFileItselfAcceptsIt() throws Exception {
        byte[] older = Files.readAllBytes(path);
        add("two");
        put(older);
        VaultFile file = TestVaults.file(path, new FileDisk(), 21);
        try (Vault restored = file.restore(open(file), Present.opened(open(file)))) {
            assertEquals(4, restored.sealed().generation());
        }
        add("three");
        assertEquals(List.of("one", "three"), TestVaults.namesOnDisk(path));
    }

    @Test
    void aBackupComesBackAsANewSaveAndWhatItReplacesIsKept() throws Exception {
        add("two");
        byte[] replaced = Files.readAllBytes(path);
        VaultFile file = TestVaults.file(path, new FileDisk(), 22);
        Vault present = open(file);
        Backup backup = file.backups().get(0);
        try (Vault restored = file.restore(file.open(backup, present), Present.opened(present))) {
            assertEquals(List.of("one"), TestVaults.names(restored));
            assertEquals(4, restored.sealed().generation());
        }
        assertArrayEquals(replaced, Files.readAllBytes(file.backups().get(0).file()));
    }

    @Test
    void aBackupReplacesADamagedVaultAndTheDamageIsKept() throws Exception {
        add("two");
        Path backup = TestVaults.file(path).backups().get(0).file();
        byte[] damaged = TestVaults.ascii("damaged");
        put(damaged);
        VaultFile file = TestVaults.file(path, new FileDisk(), 23);
        try (Credentials recovery = TestVaults.recovery();
                Vault restored = file.restore(file.read(backup).open(recovery), Present.unusable())) {
            assertEquals(List.of("one"), TestVaults.names(restored));
            // Later than the save 3 that this machine saw, though the backup is only the second.
            assertEquals(4, restored.sealed().generation());
        }
        add("three");
        assertEquals(List.of("one", "three"), TestVaults.namesOnDisk(path));
        try (var files = Files.list(path.resolveSibling("backups"))) {
            List<Path> kept =
                    files.filter(name -> name.toString().contains(".damaged.")).toList();
            assertEquals(1, kept.size());
            assertArrayEquals(damaged, Files.readAllBytes(kept.get(0)));
        }
    }

    @Test
    void aBackupFromBeforeARekeyComesBackUnderThePresentKeys() throws Exception {
        add("two");
        rekey(new FileDisk(), Secret.copyOf(TestVaults.ascii("another twenty bytes")));
        VaultFile file = TestVaults.file(path, new FileDisk(), 24);
        Credentials fresh = Credentials.ofRecoveryKey(Secret.copyOf(TestVaults.ascii("another twenty bytes")));
        Backup before = file.backups().get(2);
        try (Vault restored = file.restore(
                file.read(before.file()).open(TestVaults.recovery()),
                Present.opened(file.read().open(fresh)))) {
            assertEquals(List.of("one"), TestVaults.names(restored));
        }
        assertEquals(Reason.WRONG_SECRET, refusal(TestVaults.file(path).read(), TestVaults.recovery()));
        TestVaults.file(path).read().open(fresh).close();
    }

    @Test
    void aDamagedMemoryIsToldRefusesOneWriteAndBeginsAnew() throws Exception {
        damageMemory();
        byte[] before = Files.readAllBytes(path);
        VaultFile file = TestVaults.file(path, new FileDisk(), 31);
        Vault opened = open(file);
        assertEquals(Reason.FORGOTTEN, file.mismatch(opened).orElseThrow().reason());
        assertEquals(
                Reason.FORGOTTEN,
                assertThrows(VaultException.class, () -> file.update(opened, v -> v.add(TestVaults.account("two"))))
                        .reason());
        assertArrayEquals(before, Files.readAllBytes(path));
        add("three");
        assertEquals(List.of("one", "three"), TestVaults.namesOnDisk(path));
        // And it protects again.
        put(before);
        VaultFile again = TestVaults.file(path);
        try (Vault older = open(again)) {
            assertEquals(Reason.ROLLED_BACK, again.mismatch(older).orElseThrow().reason());
        }
    }

    @Test
    void aMemoryThatIsDamagedUnderAWriterRefusesItOnce() throws Exception {
        VaultFile file = TestVaults.file(path, new FileDisk(), 32);
        Vault opened = open(file);
        assertEquals(Optional.empty(), file.mismatch(opened));
        damageMemory();
        assertEquals(
                Reason.FORGOTTEN,
                assertThrows(VaultException.class, () -> file.update(opened, v -> v.add(TestVaults.account("two"))))
                        .reason());
        add("three");
        assertEquals(List.of("one", "three"), TestVaults.namesOnDisk(path));
    }

    @Test
    void aFolderWithoutMemoryLocksNobodyOut() throws Exception {
        Path state = TestVaults.state(path);
        try (var files = Files.list(state)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(state);
        Files.createFile(state);
        VaultFile file = TestVaults.file(path, new FileDisk(), 33);
        Vault opened = open(file);
        assertEquals(Optional.empty(), file.mismatch(opened));
        file.update(opened, v -> v.add(TestVaults.account("two"))).close();
        assertEquals(List.of("one", "two"), TestVaults.namesOnDisk(path));
        assertFalse(file.warnings().isEmpty());
    }

    private void damageMemory() throws Exception {
        int damaged = 0;
        try (var files = Files.list(TestVaults.state(path))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".seen")).toList()) {
                Files.copy(
                        new ByteArrayInputStream(TestVaults.ascii("garbage")),
                        file,
                        StandardCopyOption.REPLACE_EXISTING);
                damaged++;
            }
        }
        assertEquals(1, damaged);
    }

    private void rekey(Disk disk, Secret fresh) throws VaultException {
        VaultFile file = TestVaults.file(path, disk, 12);
        NewSlot slot = new NewSlot(Credentials.ofRecoveryKey(fresh.copy()));
        new KeyRing(file)
                .rekey(open(TestVaults.file(path)), List.of(), List.of(slot), TestVaults.CHEAP)
                .close();
    }

    private void addPassphrase(String passphrase) throws VaultException {
        VaultFile file = TestVaults.file(path, new FileDisk(), passphrase.hashCode());
        new KeyRing(file)
                .addSlot(open(file), new NewSlot(TestVaults.passphrase(passphrase)), TestVaults.CHEAP)
                .close();
    }

    private void add(String name) throws VaultException {
        save(path, name, name.hashCode());
    }

    private static void save(Path path, String name, long seed) throws VaultException {
        VaultFile file = TestVaults.file(path, new FileDisk(), seed);
        file.update(open(file), v -> v.add(TestVaults.account(name))).close();
    }

    private static Vault open(VaultFile file) throws VaultException {
        try (Credentials recovery = TestVaults.recovery()) {
            return file.read().open(recovery);
        }
    }

    private static Reason refusal(SealedVault sealed, Credentials credentials) {
        return refusalOrNone(sealed, credentials).orElseThrow();
    }

    private static Optional<Reason> refusalOrNone(SealedVault sealed, Credentials credentials) {
        try (Vault opened = sealed.open(credentials)) {
            return opened.accounts().isEmpty() ? Optional.of(Reason.CONTENT) : Optional.empty();
        } catch (VaultException e) {
            return Optional.of(e.reason());
        }
    }

    private void put(byte[] bytes) throws Exception {
        Files.copy(new ByteArrayInputStream(bytes), path, StandardCopyOption.REPLACE_EXISTING);
    }
}
