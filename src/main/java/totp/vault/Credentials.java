package totp.vault;

import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/**
 * What the owner of a vault presents to open it, or wants it to open with.
 *
 * @param passphrase NFC text as UTF-8
 * @param recoveryKey the 20 bytes of a {@link RecoveryKey}
 * @param keyFile the 32 bytes of a {@link KeyFile}
 */
public record Credentials(
        @Nullable Secret passphrase,
        @Nullable Secret recoveryKey,
        @Nullable Secret keyFile) implements AutoCloseable {
    public static Credentials ofPassphrase(Secret passphrase) {
        return new Credentials(passphrase, null, null);
    }

    public static Credentials ofRecoveryKey(Secret recoveryKey) {
        return new Credentials(null, recoveryKey, null);
    }

    public static Credentials ofKeyFile(Secret keyFile) {
        return new Credentials(null, null, keyFile);
    }

    /** Both together; the passphrase alone where there is no key file. */
    public static Credentials ofPassphraseAndKeyFile(Secret passphrase, @Nullable Secret keyFile) {
        return new Credentials(passphrase, null, keyFile);
    }

    @Override
    public void close() {
        close(passphrase);
        close(recoveryKey);
        close(keyFile);
    }

    private static void close(@Nullable Secret secret) {
        if (secret != null) {
            secret.close();
        }
    }
}
