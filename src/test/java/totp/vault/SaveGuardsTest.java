package totp.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/** Each check of a save that would lose something if it were not there. */
class SaveGuardsTest {
    @TempDir
    @Nullable
    Path folder;

    private Path path = Path.of("");
    private long seed;

    @BeforeEach
    void makeVault() throws Exception {
        path = Objects.requireNonNull(folder).resolve("vault.totp");
        create(path, new FileDisk()).close();
    }

    @Test
    void aDiskThatDoesNotConfirmTheNameIsAWarning() throws Exception {
        Disk disk = new DelegatingDisk() {
            @Override
            public void forceFolder(Path which) throws IOException {
                if (!which.endsWith("backups")) {
                    throw new IOException("injected");
                }
            }
        };
        List<String> warning = List.of("saved, but the disk did not confirm it: injected");
        VaultFile saved = TestVaults.file(path, disk, ++seed);
        saved.update(open(saved), v -> v.add(TestVaults.account("a"))).close();
        assertEquals(warning, told(saved));
        VaultFile made = TestVaults.file(path.resolveSibling("other.totp"), disk, ++seed);
        made.create(TestVaults.recoveryOnly(), TestVaults.CHEAP).close();
        assertEquals(warning, told(made));
    }

    private static List<String> told(VaultFile file) {
        return file.warnings().stream().map(Message::toString).toList();
    }

    @Test
    void withoutHardLinksAVaultIsMadeAllTheSameAndNothingIsReplaced() throws Exception {
        Disk disk = new DelegatingDisk() {
            @Override
            public void link(Path file, Path name) {
                throw new UnsupportedOperationException("injected");
            }
        };
        byte[] before = Files.readAllBytes(path);
        assertEquals(Reason.EXISTS, refusal(() -> create(path, disk)));
        assertArrayEquals(before, Files.readAllBytes(path));
        Path other = path.resolveSibling("other.totp");
        create(other, disk).close();
        assertEquals(List.of(), TestVaults.namesOnDisk(other));
    }

    @Test
    void whatIsReadBackMustBeWhatWasMeant() throws Exception {
        byte[] before = Files.readAllBytes(path);
        Disk disk = new DelegatingDisk() {
            @Override
            public byte[] read(Path file, int bytesMax) throws IOException {
                // A whole vault that opens with the same key, but an older one.
                return file.toString().endsWith(".tmp") ? before : super.read(file, bytesMax);
            }
        };
        VaultFile file = TestVaults.file(path, disk, ++seed);
        Vault opened = open(file);
        assertEquals(Reason.IO, refusal(() -> file.update(opened, v -> v.add(TestVaults.account("a")))));
        assertArrayEquals(before, Files.readAllBytes(path));
    }

    @Test
    void keysOfAVaultThatWasRolledBackAreNotChanged() throws Exception {
        byte[] older = Files.readAllBytes(path);
        add("a");
        Files.write(path, older);
        VaultFile file = TestVaults.file(path, new FileDisk(), ++seed);
        Vault opened = open(file);
        assertEquals(
                Reason.ROLLED_BACK,
                refusal(() ->
                        new KeyRing(file).addSlot(opened, recoverySlot("another twenty bytes"), TestVaults.CHEAP)));
        assertArrayEquals(older, Files.readAllBytes(path));
    }

    @Test
    void aChangeUnderFormerKeysIsBusyAndNotDamage() throws Exception {
        VaultFile file = TestVaults.file(path, new FileDisk(), ++seed);
        Vault opened = open(file);
        VaultFile other = TestVaults.file(path, new FileDisk(), ++seed);
        new KeyRing(other)
                .rekey(open(other), List.of(), List.of(recoverySlot("another twenty bytes")), TestVaults.CHEAP)
                .close();
        byte[] rekeyed = Files.readAllBytes(path);
        assertEquals(Reason.BUSY, refusal(() -> file.update(opened, v -> v.add(TestVaults.account("a")))));
        assertArrayEquals(rekeyed, Files.readAllBytes(path));
    }

    @Test
    void slotsThatAreAddedTogetherGetIdsOfTheirOwnAndSixteenAreTheMost() throws Exception {
        List<NewSlot> slots = new ArrayList<>();
        for (int i = 10; i < 10 + Header.SLOTS_MAX; i++) {
            slots.add(recoverySlot("twenty bytes, no. " + i));
        }
        VaultFile file = TestVaults.file(path, new FileDisk(), ++seed);
        Vault full = new KeyRing(file).rekey(open(file), List.of(), slots, TestVaults.CHEAP);
        assertEquals(
                Header.SLOTS_MAX,
                full.sealed().slots().stream().map(Slot::id).distinct().count());
        assertEquals(
                Reason.LIMIT,
                refusal(() ->
                        new KeyRing(file).addSlot(full, recoverySlot("one more than sixteen"), TestVaults.CHEAP)));
    }

    @Test
    void aNewerFileThatWasOnlyReadIsRemembered() throws Exception {
        byte[] older = Files.readAllBytes(path);
        Path elsewhere = Files.createDirectory(path.resolveSibling("elsewhere")).resolve("vault.totp");
        Files.write(elsewhere, older);
        VaultFile there = TestVaults.file(elsewhere, new FileDisk(), ++seed);
        there.update(open(there), v -> v.add(TestVaults.account("there"))).close();
        Files.write(path, Files.readAllBytes(elsewhere));
        assertEquals(Optional.empty(), mismatch());
        Files.write(path, older);
        assertEquals(Optional.of(Reason.ROLLED_BACK), mismatch());
    }

    @Test
    void aChangedAccountTakesNoNameOfAnother() throws Exception {
        add("a");
        add("b");
        try (Vault vault = open(TestVaults.file(path))) {
            var renamed = vault.accounts().get(1).toBuilder().name("a").build();
            assertEquals(Reason.TAKEN, refusal(() -> vault.change(renamed, TestVaults.NOW)));
            assertEquals(List.of("a", "b"), TestVaults.names(vault));
        }
    }

    @Test
    void closingErasesEverySecret() throws Exception {
        add("a");
        Vault vault = open(TestVaults.file(path));
        List<Secret> secrets = List.of(
                vault.key(), vault.accounts().get(0).secret(), secret("p"), secret("r"), secret("k"), secret("q"));
        vault.close();
        Credentials.ofPassphraseAndKeyFile(secrets.get(2), secrets.get(4)).close();
        Credentials.ofRecoveryKey(secrets.get(3)).close();
        Credentials.ofPassphrase(secrets.get(5)).close();
        for (Secret secret : secrets) {
            assertThrows(IllegalStateException.class, () -> secret.use(bytes -> bytes.length));
        }
    }

    private Optional<Reason> mismatch() throws VaultException {
        VaultFile file = TestVaults.file(path, new FileDisk(), ++seed);
        try (Vault vault = open(file)) {
            return file.mismatch(vault).map(VaultException::reason);
        }
    }

    private Vault create(Path vault, Disk disk) throws VaultException {
        return TestVaults.file(vault, disk, ++seed).create(TestVaults.recoveryOnly(), TestVaults.CHEAP);
    }

    private void add(String name) throws VaultException {
        VaultFile file = TestVaults.file(path, new FileDisk(), ++seed);
        file.update(open(file), v -> v.add(TestVaults.account(name))).close();
    }

    private static Vault open(VaultFile file) throws VaultException {
        try (Credentials recovery = TestVaults.recovery()) {
            return file.read().open(recovery);
        }
    }

    private static NewSlot recoverySlot(String twentyBytes) {
        return new NewSlot(Credentials.ofRecoveryKey(secret(twentyBytes)));
    }

    private static Secret secret(String text) {
        return Secret.adopt(TestVaults.ascii(text));
    }

    private static Reason refusal(Executable work) {
        return assertThrows(VaultException.class, work).reason();
    }
}
