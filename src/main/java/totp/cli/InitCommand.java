package totp.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import totp.crypto.Argon2id;
import totp.crypto.Secret;
import totp.vault.Credentials;
import totp.vault.KdfCost;
import totp.vault.KeyFile;
import totp.vault.PrivateFile;
import totp.vault.RecoveryKey;
import totp.vault.SlotType;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultFile;
import totp.vault.VaultFile.NewSlot;

@CommandLine.Command(
        name = "init",
        description = "Makes a new, empty vault and a recovery key that opens it when the passphrase is lost.")
final class InitCommand implements Command {
    private static final int GROUPS = 6;
    private static final int TRIES = 3;
    /** The alternate screen, so that the key does not stay in the terminal's scroll-back. */
    private static final String ENTER_SCREEN = "\u001b[?1049h\u001b[H";

    private static final String LEAVE_SCREEN = "\u001b[?1049l";

    @Option(names = "--write-recovery-key", paramLabel = "FILE", description = "write the recovery key to the new FILE")
    @Nullable
    Path writeRecoveryKey;

    @Option(names = "--no-recovery-key", description = "make none: a lost passphrase is a lost vault")
    boolean noRecoveryKey;

    @Option(
            names = "--new-key-file",
            paramLabel = "FILE",
            description = "make the new key file FILE, which opens the vault")
    @Nullable
    Path newKeyFile;

    @Option(names = "--with-passphrase", description = "the key file opens the vault only together with a passphrase")
    boolean withPassphrase;

    @Option(
            names = "--kdf-memory",
            paramLabel = "MIB",
            description = "memory of the key derivation, 8 to 1024 (default: 64)")
    int kdfMemory = KdfCost.DEFAULT.memoryKib() >> 10;

    @Option(names = "--kdf-passes", paramLabel = "N", description = "its passes, 1 to 20 (default: 3)")
    int kdfPasses = KdfCost.DEFAULT.passes();

    @Option(names = "--kdf-lanes", paramLabel = "N", description = "its lanes, 1 to 16 (default: 4)")
    int kdfLanes = KdfCost.DEFAULT.lanes();

    @Override
    public void run(Session session) throws Failure, VaultException {
        Argon2id.Cost cost = check(session);
        VaultFile file = new VaultAccess(session).file();
        file.checkFree();
        List<Secret> secrets = new ArrayList<>();
        List<Path> written = new ArrayList<>();
        boolean done = false;
        try {
            List<NewSlot> slots = slots(session, secrets);
            writeFiles(slots, written);
            showRecoveryKey(session, slots);
            try (Vault vault = file.create(slots, cost)) {
                done = true;
                session.console().detail("vault id " + vault.id());
            }
            file.warnings().forEach(session.console()::warning);
            session.console().note("made the vault " + file.path());
        } finally {
            secrets.forEach(Secret::close);
            if (!done) {
                written.forEach(PrivateFile::remove);
            }
        }
    }

    private Argon2id.Cost check(Session session) throws Failure {
        CommonOptions options = session.options();
        if (options.recoveryKeyFile != null || options.keyFile != null) {
            throw Failure.usage(
                    "a new vault makes its own keys", "--write-recovery-key FILE and --new-key-file FILE take them");
        }
        if (noRecoveryKey && writeRecoveryKey != null) {
            throw Failure.usage("give one of --write-recovery-key and --no-recovery-key");
        }
        if (withPassphrase && newKeyFile == null) {
            throw Failure.usage("--with-passphrase goes with --new-key-file");
        }
        if (newKeyFile != null && !withPassphrase && options.passphraseSources() > 0) {
            throw Failure.usage("a key file alone takes no passphrase; --with-passphrase makes it take one");
        }
        new Unlock(session).checkOptions();
        Argon2id.Cost cost = KdfCost.of((long) kdfMemory << 10, kdfPasses, kdfLanes)
                .orElseThrow(
                        () -> Failure.usage("no reader opens a vault with such a key derivation: memory 8 to 1024 MiB,"
                                + " passes 1 to 20, lanes 1 to 16, memory times passes at most 4096 MiB"));
        if (KdfCost.isWeak(cost)) {
            session.console().warning("the key derivation is weaker than 64 MiB and 3 passes");
        }
        return cost;
    }

    private List<NewSlot> slots(Session session, List<Secret> secrets) throws Failure {
        List<NewSlot> slots = new ArrayList<>();
        Secret keyFile = newKeyFile == null
                ? null
                : KeyFile.generate(session.host().random().get());
        if (keyFile != null) {
            secrets.add(keyFile);
        }
        if (keyFile != null && !withPassphrase) {
            slots.add(new NewSlot(SlotType.KEY_FILE, Credentials.ofKeyFile(keyFile)));
        } else {
            Secret passphrase = new Unlock(session).newPassphrase();
            secrets.add(passphrase);
            slots.add(
                    keyFile == null
                            ? new NewSlot(SlotType.PASSPHRASE, Credentials.ofPassphrase(passphrase))
                            : new NewSlot(
                                    SlotType.PASSPHRASE_AND_KEY_FILE,
                                    Credentials.ofPassphraseAndKeyFile(passphrase, keyFile)));
        }
        if (!noRecoveryKey) {
            Secret recoveryKey = RecoveryKey.generate(session.host().random().get());
            secrets.add(recoveryKey);
            slots.add(new NewSlot(SlotType.RECOVERY_KEY, Credentials.ofRecoveryKey(recoveryKey)));
        }
        return slots;
    }

    /** Keys go to the disk before the vault that needs them. */
    private void writeFiles(List<NewSlot> slots, List<Path> written) throws VaultException {
        for (NewSlot slot : slots) {
            Secret keyFile = slot.credentials().keyFile();
            if (newKeyFile != null && keyFile != null) {
                write(newKeyFile, KeyFile.print(keyFile), written);
            }
            Secret recoveryKey = slot.credentials().recoveryKey();
            if (writeRecoveryKey != null && recoveryKey != null) {
                write(writeRecoveryKey, recoveryLine(recoveryKey), written);
            }
        }
    }

    private static void write(Path file, Secret content, List<Path> written) throws VaultException {
        try (content) {
            PrivateFile.create(file, content);
            written.add(file);
        }
    }

    private static Secret recoveryLine(Secret recoveryKey) {
        try (Secret text = RecoveryKey.print(recoveryKey);
                Secret end = Secret.adopt(new byte[] {'\n'})) {
            return text.followedBy(end);
        }
    }

    /** Shows the key once and goes on only when a part of it comes back: a key that nobody wrote down saves nobody. */
    private void showRecoveryKey(Session session, List<NewSlot> slots) throws Failure {
        Secret recoveryKey = slots.get(slots.size() - 1).credentials().recoveryKey();
        if (recoveryKey == null || writeRecoveryKey != null) {
            return;
        }
        Terminal terminal = session.terminal(
                "the recovery key to be written down", "--write-recovery-key FILE or --no-recovery-key");
        try (Secret text = RecoveryKey.print(recoveryKey)) {
            terminal.print(ENTER_SCREEN
                    + "Recovery key: it opens the vault when the passphrase is lost.\n"
                    + "Write it down and keep it away from this computer.\n\n    ");
            terminal.print(text);
            terminal.print("\n\n");
            int group = session.host().random().get().nextInt(GROUPS);
            try {
                checkGroup(session, terminal, text, group);
            } finally {
                terminal.print(LEAVE_SCREEN);
            }
        } catch (IOException e) {
            throw Session.terminalLost(e);
        }
    }

    private static void checkGroup(Session session, Terminal terminal, Secret text, int group) throws Failure {
        for (int i = 0; i < TRIES; i++) {
            String answer = session.ask(
                    terminal, "Type its group " + (group + 1) + " of " + GROUPS + ", counted behind TRK1: ");
            if (isGroup(text, group, answer.strip())) {
                return;
            }
        }
        throw new Failure(ExitCode.INTERRUPTED, "the recovery key was not confirmed; no vault was made");
    }

    private static boolean isGroup(Secret text, int group, String answer) {
        int start = "TRK1-".length() + group * 7;
        return text.use(bytes -> new String(bytes, start, 6, StandardCharsets.US_ASCII))
                .equalsIgnoreCase(answer);
    }
}
