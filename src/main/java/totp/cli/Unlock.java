package totp.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.vault.Credentials;
import totp.vault.KeyFile;
import totp.vault.RecoveryKey;
import totp.vault.SealedVault;
import totp.vault.Slot;
import totp.vault.SlotType;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

/** Gets the secret that opens a vault from where the user says, in the order that the contract fixes. */
final class Unlock {
    private static final String ANSWERS =
            "--passphrase-file FILE, --passphrase-fd N, --passphrase-stdin, TOTP_PASSPHRASE_FILE or TOTP_PASSPHRASE_COMMAND";

    private final Session session;
    private final CommonOptions options;
    private final Input input;
    private @Nullable Secret kept;

    Unlock(Session session) {
        this.session = session;
        this.options = session.options();
        this.input = new Input(session);
    }

    /** Refuses options that contradict each other, before anything is read or asked. */
    void checkOptions() throws Failure {
        if (options.passphraseStdin) {
            session.claimStdin("--passphrase-stdin");
        }
        if (options.passphraseSources() > 1) {
            throw Failure.usage("give one of --passphrase-file, --passphrase-fd and --passphrase-stdin");
        }
        if (options.recoveryKeyFile != null && (options.passphraseSources() > 0 || options.keyFile != null)) {
            throw Failure.usage("--recovery-key-file opens the vault alone");
        }
    }

    /** Opens the vault with the secret that the options, the environment or the terminal give. */
    Vault open(SealedVault sealed) throws Failure, VaultException {
        checkOptions();
        if (options.recoveryKeyFile != null) {
            try (Credentials credentials = Credentials.ofRecoveryKey(recoveryKey(options.recoveryKeyFile))) {
                return sealed.open(credentials);
            }
        }
        if (options.keyFile != null) {
            return openWithKeyFile(sealed, options.keyFile);
        }
        if (!sealed.hasSlot(SlotType.PASSPHRASE)) {
            throw noPassphraseSlot(sealed);
        }
        try (Credentials credentials = Credentials.ofPassphrase(passphrase())) {
            return sealed.open(credentials);
        }
    }

    /** A key-file slot opens without a passphrase, so one is asked for only if none did. */
    private Vault openWithKeyFile(SealedVault sealed, Path file) throws Failure, VaultException {
        Secret key = keyFile(file);
        try (Credentials alone = Credentials.ofKeyFile(key)) {
            if (sealed.hasSlot(SlotType.KEY_FILE) || !sealed.hasSlot(SlotType.PASSPHRASE_AND_KEY_FILE)) {
                try {
                    return sealed.open(alone);
                } catch (VaultException e) {
                    if (e.reason() != Reason.WRONG_SECRET || !sealed.hasSlot(SlotType.PASSPHRASE_AND_KEY_FILE)) {
                        throw e;
                    }
                }
            }
            try (Credentials both = Credentials.ofPassphraseAndKeyFile(passphrase(), key)) {
                return sealed.open(both);
            }
        }
    }

    private Failure noPassphraseSlot(SealedVault sealed) {
        boolean withFile = sealed.hasSlot(SlotType.KEY_FILE) || sealed.hasSlot(SlotType.PASSPHRASE_AND_KEY_FILE);
        return new Failure(
                options.passphraseSources() > 0 ? ExitCode.WRONG_SECRET : ExitCode.CANNOT_ASK,
                "this vault does not open with a passphrase alone",
                withFile ? "give --key-file FILE" : "give --recovery-key-file FILE");
    }

    /** The passphrase of an existing vault. A pipe gives it only once, so it is kept for a second file of the same command. */
    Secret passphrase() throws Failure {
        if (kept == null) {
            Optional<Secret> given = givenPassphrase();
            kept = normalized(
                    given.isPresent()
                            ? given.get()
                            : session.askHidden(session.terminal("the passphrase", ANSWERS), "Passphrase: "));
        }
        return kept.copy();
    }

    /** Opens an earlier state with the passphrase of its time, which only a person can tell. */
    Vault openWithFormerPassphrase(SealedVault sealed) throws Failure, VaultException {
        Terminal terminal = session.terminal("the passphrase of the earlier state", "the secret of its time");
        try (Credentials credentials = Credentials.ofPassphrase(
                normalized(session.askHidden(terminal, "Passphrase of the earlier state: ")))) {
            return sealed.open(credentials);
        }
    }

    /** All secrets that were given, for a change of keys: the recovery key alone, or passphrase and key file. */
    List<Credentials> allGiven(SealedVault sealed) throws Failure {
        if (options.recoveryKeyFile != null) {
            return List.of(Credentials.ofRecoveryKey(recoveryKey(options.recoveryKeyFile)));
        }
        List<Credentials> all = new ArrayList<>();
        Secret key = options.keyFile == null ? null : keyFile(options.keyFile);
        boolean both = key != null && sealed.hasSlot(SlotType.PASSPHRASE_AND_KEY_FILE);
        if (key != null) {
            all.add(Credentials.ofKeyFile(key));
        }
        if (sealed.hasSlot(SlotType.PASSPHRASE) || both) {
            Secret passphrase = passphrase();
            all.add(Credentials.ofPassphrase(passphrase));
            if (key != null) {
                all.add(Credentials.ofPassphraseAndKeyFile(passphrase, key));
            }
        }
        return all;
    }

    /** The passphrase of a further slot, or null if its owner lets it go. */
    @Nullable
    Credentials passphraseOf(Slot slot) throws Failure {
        Terminal terminal = session.terminal("the passphrase of slot " + slot.id(), "--yes to drop it");
        try (Secret typed = session.askHidden(terminal, "Passphrase of slot " + slot.id() + " (empty drops it): ")) {
            return typed.length() == 0 ? null : Credentials.ofPassphrase(normalized(typed.copy()));
        }
    }

    /**
     * A passphrase for something new beside an existing vault, whose own passphrase the common options give.
     *
     * @param option the options' name without {@code -file} and {@code -fd}
     */
    Secret newPassphrase(@Nullable Path file, @Nullable Integer descriptor, String option) throws Failure {
        if (file != null) {
            return advised(normalized(input.file(file)));
        }
        if (descriptor != null) {
            return advised(normalized(input.descriptor(descriptor, option + "-fd")));
        }
        return advised(typedTwice(option + "-file FILE or " + option + "-fd N"));
    }

    /** A passphrase for a new vault: from where an existing one's would come, or typed twice. */
    Secret newPassphrase() throws Failure {
        Optional<Secret> given = givenPassphrase();
        return advised(given.isPresent() ? normalized(given.get()) : typedTwice(ANSWERS));
    }

    private Secret advised(Secret passphrase) {
        if (Passphrase.isShort(passphrase)) {
            session.console()
                    .warning("the passphrase is short; whoever gets the file can try passphrases without limit");
        }
        return passphrase;
    }

    private Secret typedTwice(String answers) throws Failure {
        Terminal terminal = session.terminal("a new passphrase", answers);
        Secret first = normalized(session.askHidden(terminal, "New passphrase: "));
        try (Secret second = normalized(session.askHidden(terminal, "Once more: "))) {
            if (!first.sameAs(second)) {
                first.close();
                throw new Failure(ExitCode.BAD_INPUT, "the two passphrases differ; nothing was done");
            }
            return first;
        }
    }

    private Optional<Secret> givenPassphrase() throws Failure {
        if (options.passphraseFile != null) {
            return Optional.of(input.file(options.passphraseFile));
        }
        if (options.passphraseFd != null) {
            return Optional.of(input.descriptor(options.passphraseFd, "--passphrase-fd"));
        }
        if (options.passphraseStdin) {
            return Optional.of(input.stdin("--passphrase-stdin"));
        }
        Optional<String> file = session.host().variable("TOTP_PASSPHRASE_FILE");
        if (file.isPresent()) {
            return Optional.of(input.file(Path.of(file.get())));
        }
        Optional<String> command = session.host().variable("TOTP_PASSPHRASE_COMMAND");
        return command.isPresent() ? Optional.of(outputOf(command.get())) : Optional.empty();
    }

    /** Runs the command without a shell; its standard input is empty, since ours may hold a seed. */
    private static Secret outputOf(String command) throws Failure {
        List<String> words = Words.split(command, "TOTP_PASSPHRASE_COMMAND");
        if (words.isEmpty()) {
            throw Failure.usage("TOTP_PASSPHRASE_COMMAND is blank");
        }
        try {
            Process process = new ProcessBuilder(words)
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            byte[] printed;
            try (InputStream out = process.getInputStream()) {
                printed = out.readNBytes(Input.BYTES_MAX + 1);
            }
            Secret secret = Secret.adopt(printed);
            int status = process.waitFor();
            if (secret.length() > Input.BYTES_MAX) {
                secret.close();
                throw new Failure(ExitCode.BAD_INPUT, "TOTP_PASSPHRASE_COMMAND printed more than 1 MiB");
            }
            if (status != 0) {
                secret.close();
                throw new Failure(ExitCode.IO, "TOTP_PASSPHRASE_COMMAND failed with exit code " + status);
            }
            return secret;
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, "cannot run TOTP_PASSPHRASE_COMMAND: " + words.get(0), e);
        } catch (InterruptedException e) {
            throw Session.interrupted();
        }
    }

    private static Secret normalized(Secret typed) throws Failure {
        try (typed;
                Secret text = Input.withoutLineEnd(typed)) {
            return Passphrase.normalize(text);
        }
    }

    private Secret recoveryKey(Path file) throws Failure {
        try (Secret raw = input.file(file);
                Secret text = Input.withoutLineEnd(raw)) {
            return RecoveryKey.parse(text)
                    .orElseThrow(() -> new Failure(
                            ExitCode.WRONG_SECRET, file + " holds no recovery key, or one with a mistyped character"));
        }
    }

    private Secret keyFile(Path file) throws Failure {
        try (Secret text = input.file(file)) {
            return KeyFile.parse(text)
                    .orElseThrow(
                            () -> new Failure(ExitCode.WRONG_SECRET, file + " is not a totp key file, or was changed"));
        }
    }
}
