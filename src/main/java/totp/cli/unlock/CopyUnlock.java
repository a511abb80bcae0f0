package totp.cli.unlock;

import java.util.Optional;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.SecretSource;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.Credentials;
import totp.vault.KeyFile;
import totp.vault.RecoveryKey;
import totp.vault.SealedVault;
import totp.vault.SlotType;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

/** Opens another copy of a vault that is open already. */
public final class CopyUnlock {
    private final Session session;
    private final Unlock unlock;

    /** @param unlock of the vault itself, whose secret may open the copy as well */
    public CopyUnlock(Session session, Unlock unlock) {
        this.session = session;
        this.unlock = unlock;
    }

    /**
     * Opens a copy of a vault that is open: with its key, else with the copy's own secret.
     *
     * @param name what questions call it
     * @param own the options that give its own secret: a passphrase, a recovery key or a key file
     */
    public Vault open(SealedVault copy, Vault opened, Message name, SecretSource own) throws Failure, VaultException {
        try {
            return copy.openLike(opened);
        } catch (VaultException e) {
            if (e.reason() != Reason.OTHER_KEYS) {
                throw e;
            }
        }
        try {
            return own.isGiven() ? openWith(own, copy) : unlock.openAnother(copy, name);
        } catch (Failure e) {
            // No secret at hand is of the right kind, or nobody can be asked: the hints are about the vault's own.
            boolean isClosed = e.code() == ExitCode.CANNOT_ASK || e.code() == ExitCode.WRONG_SECRET;
            throw isClosed && !own.isGiven()
                    ? new Failure(
                            e.code(),
                            Message.of("message.of", name, e.message()),
                            Message.of("unlock.copy-opens-own-secret"))
                    : e;
        } catch (VaultException e) {
            ExitCode code = ExitCode.of(e.reason());
            Message what = Message.of("message.of", name, e.message());
            throw code == ExitCode.WRONG_SECRET
                    ? new Failure(code, what, Message.of("unlock.copy-opens-own-secret"))
                    : new Failure(code, what);
        }
    }

    private Vault openWith(SecretSource own, SealedVault copy) throws Failure, VaultException {
        try (Secret text = own.read(session).orElseThrow();
                Credentials credentials = credentials(text, copy)) {
            return copy.open(credentials);
        }
    }

    /** By their checksums a text is a key file, a recovery key, or neither of them; it is tried as what the copy takes. */
    private static Credentials credentials(Secret text, SealedVault copy) throws Failure {
        if (copy.hasSlot(SlotType.KEY_FILE)) {
            Optional<Secret> file = KeyFile.parse(text);
            if (file.isPresent()) {
                return Credentials.ofKeyFile(file.get());
            }
        }
        try (Secret line = Input.withoutLineEnd(text)) {
            Optional<Secret> key =
                    copy.hasSlot(SlotType.RECOVERY_KEY) ? RecoveryKey.parse(line) : Optional.<Secret>empty();
            return key.isPresent()
                    ? Credentials.ofRecoveryKey(key.get())
                    : Credentials.ofPassphrase(PassphraseSource.normalized(line.copy()));
        }
    }
}
