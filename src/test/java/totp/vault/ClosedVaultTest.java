package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.otp.Account;

/** A vault that is put away while its command waits. */
class ClosedVaultTest {
    @TempDir
    @Nullable
    Path folder;

    private VaultFile file = TestVaults.file(Path.of("/"));

    @BeforeEach
    void makeVault() throws VaultException {
        file = TestVaults.file(Objects.requireNonNull(folder).resolve("vault.totp"));
        Vault made = file.create(TestVaults.recoveryOnly(), TestVaults.CHEAP);
        file.update(made, vault -> vault.add(TestVaults.account("one"))).close();
    }

    private Vault opened() throws VaultException {
        try (Credentials recovery = TestVaults.recovery()) {
            return file.read().open(recovery);
        }
    }

    @Test
    void noSecretOfAnAccountIsLeftWhileItIsClosed() throws VaultException {
        Vault vault = opened();
        List<Account> accounts = vault.accounts();
        try (ClosedVault closed = ClosedVault.of(vault)) {
            assertEquals("one", accounts.get(0).name());
            assertThrows(
                    IllegalStateException.class, () -> accounts.get(0).secret().copy());
            try (Vault again = closed.open()) {
                assertEquals(List.of("one"), TestVaults.names(again));
                again.accounts().get(0).secret().copy().close();
            }
            assertEquals(vault.id(), closed.id());
        }
    }

    /** What others saved meanwhile is not lost: a change is made to the newest state. */
    @Test
    void aChangeAfterwardsIsMadeToTheNewestState() throws VaultException {
        try (ClosedVault closed = ClosedVault.of(opened())) {
            file.update(opened(), vault -> vault.add(TestVaults.account("two"))).close();
            file.update(closed.open(), vault -> vault.add(TestVaults.account("three")))
                    .close();
            try (Vault present = opened()) {
                assertEquals(List.of("one", "two", "three"), TestVaults.names(present));
            }
        }
    }
}
