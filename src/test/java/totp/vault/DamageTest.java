package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.vault.VaultException.Reason;

/** Whatever happens to a vault file, opening it says so, at the layer where it shows. */
class DamageTest {
    /** What a reader may say of a damaged file. */
    private static final Set<Reason> DAMAGE = EnumSet.range(Reason.NOT_A_VAULT, Reason.CONTENT);

    @TempDir
    @Nullable
    Path folder;

    private byte[] file = {};
    private int headerLength;

    @BeforeEach
    void makeVault() throws Exception {
        Path path = Objects.requireNonNull(folder).resolve("vault.totp");
        VaultFile vault = TestVaults.file(path);
        vault.create(TestVaults.recoveryOnly(), TestVaults.CHEAP).close();
        file = Files.readAllBytes(path);
        headerLength = file.length - Header.MAC_BYTES - Header.PAYLOAD_BYTES_MIN;
    }

    @Test
    void everyFlippedByteIsRefused() {
        Set<Reason> seen = EnumSet.noneOf(Reason.class);
        for (int mask : new int[] {0x01, 0x80}) {
            for (int i = 0; i < file.length; i++) {
                byte[] damaged = file.clone();
                damaged[i] ^= (byte) mask;
                Reason reason = refusal(damaged, "byte " + i);
                seen.add(reason);
                if (i >= headerLength + Header.MAC_BYTES) {
                    assertEquals(Reason.PAYLOAD_DAMAGED, reason, "byte " + i);
                }
            }
        }
        assertTrue(
                seen.containsAll(EnumSet.of(
                        Reason.NOT_A_VAULT,
                        Reason.NEWER,
                        Reason.SIZE,
                        Reason.FIELD,
                        Reason.WRONG_SECRET,
                        Reason.SLOT_DAMAGED,
                        Reason.HEADER_DAMAGED,
                        Reason.PAYLOAD_DAMAGED)),
                seen.toString());
    }

    @Test
    void everyCutIsRefused() {
        for (int length = 0; length < file.length; length++) {
            Reason reason = refusal(Arrays.copyOf(file, length), "length " + length);
            assertTrue(
                    EnumSet.of(Reason.NOT_A_VAULT, Reason.SIZE).contains(reason), "length " + length + ": " + reason);
        }
    }

    @Test
    void anAppendedByteIsRefused() {
        assertEquals(Reason.SIZE, refusal(Arrays.copyOf(file, file.length + 1), "one byte more"));
        byte[] twice = Arrays.copyOf(file, file.length * 2);
        System.arraycopy(file, 0, twice, file.length, file.length);
        assertEquals(Reason.SIZE, refusal(twice, "doubled"));
    }

    @Test
    void convertedLineEndsAreNamed() {
        byte[] converted = file.clone();
        converted[4] = '\n';
        VaultException refusal = assertThrows(VaultException.class, () -> SealedVault.decode(converted));
        assertEquals("the file is not a totp vault any more: its line ends were converted", refusal.getMessage());
    }

    /** An old payload under a newer header, and the other way round. */
    @Test
    void partsOfTwoSavesDoNotGoTogether() throws Exception {
        Path path = Objects.requireNonNull(folder).resolve("vault.totp");
        VaultFile vault = TestVaults.file(path);
        try (Credentials recovery = TestVaults.recovery();
                Vault saved = vault.update(vault.read().open(recovery), v -> v.add(TestVaults.account("a")))) {
            assertEquals(2, saved.sealed().generation());
        }
        byte[] newer = Files.readAllBytes(path);
        int grown = newer.length - Header.MAC_BYTES - Header.PAYLOAD_BYTES_MIN;
        byte[] mixed = newer.clone();
        System.arraycopy(
                file, headerLength + Header.MAC_BYTES, mixed, grown + Header.MAC_BYTES, Header.PAYLOAD_BYTES_MIN);
        assertEquals(Reason.PAYLOAD_DAMAGED, refusal(mixed, "old payload, new header"));
    }

    private static Reason refusal(byte[] damaged, String what) {
        try (Credentials recovery = TestVaults.recovery();
                Vault vault = SealedVault.decode(damaged).open(recovery)) {
            throw new AssertionError(what + " was accepted: " + vault.id());
        } catch (VaultException e) {
            assertTrue(DAMAGE.contains(e.reason()), what + ": " + e.reason());
            assertFalse(String.valueOf(e.getMessage()).contains("\n"), what);
            return e.reason();
        }
    }
}
