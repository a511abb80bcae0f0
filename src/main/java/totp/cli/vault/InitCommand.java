package totp.cli.vault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Command;
import totp.cli.session.CommonOptions;
import totp.cli.session.Failure;
import totp.cli.session.ProvisionalFiles;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.unlock.Passphrase;
import totp.cli.unlock.PassphraseSource;
import totp.cli.unlock.Unlock;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Argon2id;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.Credentials;
import totp.vault.KdfCost;
import totp.vault.KeyFile;
import totp.vault.NewSlot;
import totp.vault.RecoveryKey;
import totp.vault.SlotNote;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;
import totp.vault.VaultFile;

public final class InitCommand implements Command {
    NewRecoveryKey newRecoveryKey = new NewRecoveryKey();

    @Nullable
    Path newKeyFile;

    boolean withPassphrase;
    int kdfMemory = KdfCost.DEFAULT.memoryKib() >> 10;
    int kdfPasses = KdfCost.DEFAULT.passes();
    int kdfLanes = KdfCost.DEFAULT.lanes();

    @Override
    public void declare(Syntax syntax) {
        newRecoveryKey.declare(syntax);
        syntax.option(Path.class, "FILE", given -> newKeyFile = given, "--new-key-file");
        syntax.flag(() -> withPassphrase = true, "--with-passphrase");
        syntax.option(Integer.class, "MIB", given -> kdfMemory = given, "--kdf-memory");
        syntax.option(Integer.class, "N", given -> kdfPasses = given, "--kdf-passes");
        syntax.option(Integer.class, "N", given -> kdfLanes = given, "--kdf-lanes");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        Argon2id.Cost cost = check(session);
        VaultAccess access = new VaultAccess(session);
        VaultFile file = access.file();
        try {
            file.checkFree();
        } catch (VaultException e) {
            if (e.reason() != Reason.EXISTS) {
                throw e;
            }
            throw Failure.of(e, Message.of("vault.vault-file-makes-vault"));
        }
        newRecoveryKey.check(session);
        access.confirmNoRestore();
        List<Secret> secrets = new ArrayList<>();
        try (ProvisionalFiles unfinished = new ProvisionalFiles(session.host().machine())) {
            List<NewSlot> slots = slots(session, secrets);
            writeFiles(session, slots, unfinished);
            try (Vault vault = unfinished.complete(() -> access.save(() -> file.create(slots, cost)))) {
                session.output().detail(Message.of("vault.vault-id", vault.id()));
            }
            session.output().note(Message.of("vault.made-vault", file.path()));
            if (session.canAsk()) { // a script knows what comes next
                session.output().hint(Message.of("vault.next-add-or-import"));
                session.output().hint(Message.of("vault.next-keep-copy"));
            }
        } finally {
            secrets.forEach(Secret::close);
        }
    }

    private Argon2id.Cost check(Session session) throws Failure {
        CommonOptions options = session.options();
        if (options.recoveryKeyFile != null || options.keyFile != null) {
            throw Failure.usage(Message.of("vault.new-vault-makes-own"), Message.of("vault.write-recovery-key-file"));
        }
        if (withPassphrase && newKeyFile == null) {
            throw Failure.usage(Message.of("vault.passphrase-goes-new-key"));
        }
        if (newKeyFile != null && !withPassphrase && options.givePassphrase()) {
            throw Failure.usage(Message.of("vault.key-file-alone-takes"));
        }
        new Unlock(session).checkOptions();
        ProvisionalFiles.checkFree(newKeyFile);
        Argon2id.Cost cost = KdfCost.of((long) kdfMemory << 10, kdfPasses, kdfLanes)
                .orElseThrow(() -> Failure.usage(Message.of("vault.these-key-derivation-settings")));
        if (KdfCost.isWeak(cost)) {
            session.output().warning(Message.of("vault.key-derivation-weaker-than"));
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
            slots.add(slot(session, Credentials.ofKeyFile(keyFile)));
        } else {
            Secret passphrase = new PassphraseSource(session).fresh();
            secrets.add(passphrase);
            slots.add(slot(session, Credentials.ofPassphraseAndKeyFile(passphrase, keyFile)));
        }
        if (!newRecoveryKey.none) {
            Secret recoveryKey = RecoveryKey.generate(session.host().random().get());
            secrets.add(recoveryKey);
            slots.add(slot(session, Credentials.ofRecoveryKey(recoveryKey)));
        }
        return slots;
    }

    private static NewSlot slot(Session session, Credentials credentials) {
        Secret passphrase = credentials.passphrase();
        boolean isShort = passphrase != null && Passphrase.isShort(passphrase);
        return new NewSlot(credentials, new SlotNote("", session.host().now(), isShort));
    }

    /** Keys are where their owner finds them before the vault that needs them is there. */
    private void writeFiles(Session session, List<NewSlot> slots, ProvisionalFiles unfinished)
            throws Failure, VaultException {
        for (NewSlot slot : slots) {
            Secret keyFile = slot.credentials().keyFile();
            if (newKeyFile != null && keyFile != null) {
                try (Secret content = KeyFile.print(keyFile)) {
                    unfinished.create(newKeyFile, content);
                }
            }
            Secret recoveryKey = slot.credentials().recoveryKey();
            if (recoveryKey != null) {
                newRecoveryKey.handOver(session, recoveryKey, unfinished);
            }
        }
    }
}
