package totp.cli.unlock;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.CommonOptions;
import totp.cli.session.Exclusive;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.Session;
import totp.cli.session.Terminal;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.Credentials;
import totp.vault.SealedVault;
import totp.vault.Slot;
import totp.vault.SlotType;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

/**
 * Gets the secret that opens a vault from where the user says, in the order that the contract fixes, and keeps it until it
 * is closed: a pipe gives it only once, and a command may open a second file with it.
 */
public final class Unlock implements AutoCloseable {
    private final Session session;
    private final CommonOptions options;
    private final Input input;
    private final PassphraseSource source;
    private final PassphrasePrompt prompt;
    private @Nullable Credentials kept;
    private boolean typed;
    private @Nullable Secret keyFile;

    public Unlock(Session session) {
        this.session = session;
        this.options = session.options();
        this.input = new Input(session);
        this.source = new PassphraseSource(session);
        this.prompt = new PassphrasePrompt(session);
    }

    /** Refuses options that contradict each other, before anything is read or asked. */
    public void checkOptions() throws Failure {
        if (options.passphraseStdin) {
            session.claimStdin("--passphrase-stdin");
        }
        new Exclusive()
                .option("--passphrase-file", options.passphraseFile != null)
                .option("--passphrase-fd", options.passphraseFd != null)
                .option("--passphrase-stdin", options.passphraseStdin)
                .check();
        if (options.recoveryKeyFile != null && (options.givePassphrase() || options.keyFile != null)) {
            throw Failure.usage(Message.of("unlock.recovery-key-file-opens"));
        }
    }

    /** Says in questions which of several states is meant. */
    public Unlock asksFor(Message state) {
        prompt.asksFor(state);
        return this;
    }

    /** Opens the vault with the secret that the options, the environment or the terminal give. */
    public Vault open(SealedVault sealed) throws Failure, VaultException {
        checkOptions();
        if (session.served().isPresent()) {
            return session.served().get().open(sealed);
        }
        if (options.recoveryKeyFile != null) {
            try (Credentials credentials = Credentials.ofRecoveryKey(input.recoveryKey(options.recoveryKeyFile))) {
                return sealed.open(credentials);
            }
        }
        if (options.keyFile != null) {
            return openWithKeyFile(sealed, options.keyFile);
        }
        if (!sealed.hasSlot(SlotType.PASSPHRASE)) {
            throw noPassphraseSlot(sealed);
        }
        return openWithPassphrase(sealed, null);
    }

    /** A key-file slot opens without a passphrase, so one is asked for only if none did. */
    private Vault openWithKeyFile(SealedVault sealed, Path file) throws Failure, VaultException {
        try (Secret key = input.keyFile(file);
                Credentials alone = Credentials.ofKeyFile(key)) {
            if (sealed.hasSlot(SlotType.KEY_FILE) || !sealed.hasSlot(SlotType.PASSPHRASE_AND_KEY_FILE)) {
                try {
                    return sealed.open(alone);
                } catch (VaultException e) {
                    if (e.reason() != Reason.WRONG_SECRET || !sealed.hasSlot(SlotType.PASSPHRASE_AND_KEY_FILE)) {
                        throw e;
                    }
                }
            }
            return openWithPassphrase(sealed, key);
        }
    }

    /** With what was given or typed before, else with what is given now, else with what is typed, which may be mistyped. */
    private Vault openWithPassphrase(SealedVault sealed, @Nullable Secret keyFile) throws Failure, VaultException {
        PassphrasePrompt.Attempt open = first -> sealed.open(withKeyFile(first, keyFile));
        if (kept == null) {
            Optional<Secret> given = source.given();
            if (given.isEmpty()) {
                return typed(sealed, open);
            }
            kept = Credentials.ofPassphrase(PassphraseSource.normalized(given.get()));
        }
        return open.with(kept);
    }

    /** The parts stay the caller's. */
    private static Credentials withKeyFile(Credentials first, @Nullable Secret keyFile) {
        Secret passphrase = first.passphrase();
        return passphrase == null || keyFile == null ? first : Credentials.ofPassphraseAndKeyFile(passphrase, keyFile);
    }

    private Vault typed(SealedVault sealed, PassphrasePrompt.Attempt attempt) throws Failure, VaultException {
        PassphrasePrompt.Opened opened = prompt.ask(sealed, attempt);
        keep(opened.by());
        typed = true;
        return opened.vault();
    }

    /** Whether a person was asked for what opened the vault. */
    boolean wasTyped() {
        return typed;
    }

    private void keep(Credentials opening) {
        forget();
        kept = opening;
    }

    /** Erases what was given or typed. */
    @Override
    public void close() {
        forget();
        if (keyFile != null) {
            keyFile.close();
        }
    }

    private void forget() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }

    private Failure noPassphraseSlot(SealedVault sealed) {
        boolean withFile = sealed.hasSlot(SlotType.KEY_FILE) || sealed.hasSlot(SlotType.PASSPHRASE_AND_KEY_FILE);
        return new Failure(
                options.givePassphrase() ? ExitCode.WRONG_SECRET : ExitCode.CANNOT_ASK,
                Message.of("unlock.vault-does-not-open"),
                withFile ? Message.of("unlock.give-key-file-file") : Message.of("unlock.give-recovery-key-file"));
    }

    /**
     * Opens another state of the vault: with the secret at hand, else with the one of its time, which only a person can tell.
     *
     * @param name what questions call it
     */
    public Vault openAnother(SealedVault sealed, Message name) throws Failure, VaultException {
        asksFor(name);
        boolean atHand = kept != null || source.isGiven() || options.keyFile != null || options.recoveryKeyFile != null;
        try {
            return open(sealed);
        } catch (VaultException e) {
            if (!atHand || !session.canAsk() || e.reason() != Reason.WRONG_SECRET) {
                throw e;
            }
            return typed(sealed, sealed::open);
        }
    }

    /**
     * All secrets that were given, for a change of keys: the recovery key alone, or passphrase and key file. A person who
     * may be asked again is, until they open something.
     */
    public List<Credentials> allGiven(SealedVault sealed) throws Failure, VaultException {
        if (options.recoveryKeyFile != null) {
            return List.of(Credentials.ofRecoveryKey(input.recoveryKey(options.recoveryKeyFile)));
        }
        List<Credentials> all = new ArrayList<>();
        Secret key = options.keyFile == null ? null : input.keyFile(options.keyFile);
        keyFile = key;
        boolean both = key != null && sealed.hasSlot(SlotType.PASSPHRASE_AND_KEY_FILE);
        if (key != null) {
            all.add(Credentials.ofKeyFile(key));
        }
        boolean asks = session.canAsk() || !opensAlone(sealed, key) || source.isGiven();
        if (asks && (sealed.hasSlot(SlotType.PASSPHRASE) || both)) {
            Credentials first = firstAnswer(sealed, both ? key : null);
            all.add(first);
            Secret passphrase = first.passphrase();
            if (key != null && passphrase != null) {
                all.add(Credentials.ofPassphraseAndKeyFile(passphrase, key));
            }
        }
        return all;
    }

    private static boolean opensAlone(SealedVault sealed, @Nullable Secret keyFile) throws VaultException {
        boolean opens = false;
        for (Slot slot : sealed.slots()) {
            opens |= keyFile != null && sealed.opens(slot, Credentials.ofKeyFile(keyFile));
        }
        return opens;
    }

    private Credentials firstAnswer(SealedVault sealed, @Nullable Secret keyFile) throws Failure, VaultException {
        Optional<Secret> given = source.given();
        if (given.isPresent()) {
            keep(Credentials.ofPassphrase(PassphraseSource.normalized(given.get())));
        } else {
            typed(sealed, typed -> openEither(sealed, typed, keyFile)).close();
        }
        return Objects.requireNonNull(kept, "it opened something");
    }

    /** With the passphrase alone, else together with the key file. */
    private static Vault openEither(SealedVault sealed, Credentials typed, @Nullable Secret keyFile)
            throws VaultException {
        try {
            return sealed.open(typed);
        } catch (VaultException e) {
            if (keyFile == null || (e.reason() != Reason.WRONG_SECRET && e.reason() != Reason.NO_SUCH_SLOT)) {
                throw e;
            }
            return sealed.open(withKeyFile(typed, keyFile));
        }
    }

    /** The secret of a further slot that is to stay; empty if nobody can type it, or its owner lets it go. */
    public Optional<Credentials> secretOf(SealedVault sealed, Slot slot) throws Failure, VaultException {
        boolean withKeyFile = slot.is(SlotType.PASSPHRASE_AND_KEY_FILE) && keyFile != null;
        if (!slot.is(SlotType.PASSPHRASE) && !withKeyFile) {
            return Optional.empty();
        }
        Terminal terminal =
                session.terminal(Message.of("unlock.passphrase-slot", slot.id()), Message.of("unlock.yes-remove"));
        for (int left = PassphrasePrompt.tries(session); ; left--) {
            try (Secret text =
                    session.askHidden(terminal, Message.of("unlock.passphrase-slot-leave-empty", slot.id()))) {
                if (text.length() == 0) {
                    return Optional.empty();
                }
                Credentials passphrase = Credentials.ofPassphrase(PassphraseSource.normalized(text.copy()));
                Credentials typed = withKeyFile(passphrase, withKeyFile ? keyFile : null);
                if (sealed.opens(slot, typed)) {
                    return Optional.of(typed);
                }
            }
            if (left == 1) {
                throw new Failure(ExitCode.WRONG_SECRET, Message.of("unlock.wrong-passphrase-slot-nothing", slot.id()));
            }
            session.tell(Message.of("unlock.does-not-open-slot", slot.id()));
        }
    }
}
