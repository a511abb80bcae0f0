package totp.cli.unlock;

import java.util.Optional;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.Credentials;
import totp.vault.RecoveryKey;
import totp.vault.SealedVault;
import totp.vault.SlotType;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

/**
 * Asks a person for the passphrase of a vault, up to three times where all dialogue is on the terminal. A recovery key may be
 * typed in place of it: who forgot the one is not to be sent to write the other into a file first.
 */
final class PassphrasePrompt {
    private static final int TRIES = 3;

    private final Session session;
    private Message question = Message.of("unlock.passphrase-prompt");
    private Message refused = Message.of("unlock.opens-nothing");

    PassphrasePrompt(Session session) {
        this.session = session;
    }

    /** What is tried with a secret, and fails with {@code WRONG_SECRET} if it is the wrong one. */
    @FunctionalInterface
    interface Attempt {
        Vault with(Credentials first) throws VaultException;
    }

    /**
     * An opened vault.
     *
     * @param by what was typed; the caller's to close
     */
    record Opened(Vault vault, Credentials by) {}

    static int tries(Session session) {
        return session.mayAskAgain() ? TRIES : 1;
    }

    /** Says which of several states is meant. */
    void asksFor(Message state) {
        question = Message.of("unlock.passphrase-of", state);
        refused = Message.of("unlock.does-not-open", state);
    }

    Opened ask(SealedVault sealed, Attempt attempt) throws Failure, VaultException {
        Pinentry pinentry = new Pinentry(session);
        boolean inWindow = pinentry.isMeant();
        Optional<Message> problem = Optional.empty();
        for (int left = inWindow ? TRIES : tries(session); ; left--) {
            try (Secret text = inWindow ? pinentry.ask(question, problem) : typed()) {
                Optional<Opened> opened = withRecoveryKey(sealed, text);
                return opened.isPresent() ? opened.get() : withPassphrase(text, attempt);
            } catch (VaultException e) {
                if (left == 1 || e.reason() != Reason.WRONG_SECRET) {
                    throw e;
                }
            } catch (Failure e) {
                if (left == 1 || e.code() != ExitCode.BAD_INPUT) {
                    throw e;
                }
            }
            session.tell(refused);
            problem = Optional.of(refused);
        }
    }

    private Secret typed() throws Failure {
        return session.askHidden(session.terminal(Message.of("unlock.passphrase"), PassphraseSource.ANSWERS), question);
    }

    /** By its checksum a text is a recovery key or none; a passphrase that looks like one is tried as a passphrase as well. */
    private static Optional<Opened> withRecoveryKey(SealedVault sealed, Secret text) throws VaultException {
        Optional<Secret> key = RecoveryKey.parse(text);
        if (key.isEmpty() || !sealed.hasSlot(SlotType.RECOVERY_KEY)) {
            return Optional.empty();
        }
        Credentials credentials = Credentials.ofRecoveryKey(key.get());
        try {
            return Optional.of(new Opened(sealed.open(credentials), credentials));
        } catch (VaultException e) {
            credentials.close();
            if (e.reason() != Reason.WRONG_SECRET) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static Opened withPassphrase(Secret text, Attempt attempt) throws Failure, VaultException {
        Credentials passphrase = Credentials.ofPassphrase(PassphraseSource.normalized(text.copy()));
        try {
            return new Opened(attempt.with(passphrase), passphrase);
        } catch (VaultException e) {
            passphrase.close();
            throw e;
        }
    }
}
