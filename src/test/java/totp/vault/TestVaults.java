package totp.vault;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import totp.SeededRandom;
import totp.crypto.Argon2id;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Totp;

/** Vaults that are cheap to make: the least Argon2id cost, and a recovery key that opens them without any. */
final class TestVaults {
    static final Argon2id.Cost CHEAP = new Argon2id.Cost(8 << 10, 1, 1);
    static final World.Pause NO_PAUSE = millis -> {};

    /** Before every file that a test makes, so that no backup is old unless a test makes it so. */
    static final Instant NOW = Instant.parse("2020-01-01T00:00:00Z");

    private static final byte[] RECOVERY_KEY = ascii("twenty bytes, no KDF");

    private TestVaults() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static Credentials passphrase(String text) {
        return Credentials.ofPassphrase(Secret.adopt(ascii(text)));
    }

    static Credentials recovery() {
        return Credentials.ofRecoveryKey(Secret.copyOf(RECOVERY_KEY));
    }

    /** Vaults that open with {@link #recovery} alone, so that no derivation slows a test down. */
    static List<NewSlot> recoveryOnly() {
        return List.of(new NewSlot(recovery()));
    }

    static VaultFile file(Path path, Disk disk, long seed) {
        SecureRandom random = new SeededRandom(seed);
        return new VaultFile(path, disk, new World(() -> random, NO_PAUSE, () -> NOW, state(path)));
    }

    /** What "this machine" remembers, apart from what lies beside the vault. */
    static Path state(Path path) {
        return path.toAbsolutePath().resolveSibling("state");
    }

    static VaultFile file(Path path) {
        return file(path, new FileDisk(), path.hashCode());
    }

    static Account account(String name) {
        return account(name, UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    static Account account(String name, UUID id) {
        return Account.builder(id, name, Totp.DEFAULT, Secret.adopt(ascii("secret of " + id)))
                .build();
    }

    static List<String> names(Vault vault) {
        return vault.accounts().stream().map(Account::name).toList();
    }

    /** What the vault at {@code path} holds, read from the disk anew. */
    static List<String> namesOnDisk(Path path) throws VaultException {
        try (Credentials recovery = recovery();
                Vault vault = file(path).read().open(recovery)) {
            return names(vault);
        }
    }
}
