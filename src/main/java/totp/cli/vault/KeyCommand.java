package totp.cli.vault;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.ProvisionalFiles;
import totp.cli.session.SecretSource;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.TextRules;
import totp.cli.unlock.Passphrase;
import totp.cli.unlock.PassphraseSource;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Text;
import totp.vault.Credentials;
import totp.vault.KdfCost;
import totp.vault.KeyFile;
import totp.vault.KeyRing;
import totp.vault.NewSlot;
import totp.vault.Slot;
import totp.vault.SlotNote;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class KeyCommand implements Command {
    @Nullable
    Action action;

    @Nullable
    Integer id;

    @Nullable
    Path newKeyFile;

    boolean withPassphrase;

    @Nullable
    Path newPassphraseFile;

    @Nullable
    Integer newPassphraseFd;

    @Nullable
    String label;

    boolean json;
    NewRecoveryKey newRecoveryKey = new NewRecoveryKey();

    /** Lower case, since it is spelled so on the command line. */
    enum Action {
        list,
        add,
        remove,
        passphrase,
        recovery
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.action(Action.class, given -> action = given);
        syntax.only(Action.remove).optionalParameter(Integer.class, "ID", given -> id = given);
        Syntax adding = syntax.only(Action.add);
        adding.option(Path.class, "FILE", given -> newKeyFile = given, "--new-key-file");
        adding.flag(() -> withPassphrase = true, "--with-passphrase");
        Syntax choosing = syntax.only(Action.add, Action.passphrase);
        choosing.option(Path.class, "FILE", given -> newPassphraseFile = given, "--new-passphrase-file");
        choosing.option(Integer.class, "N", given -> newPassphraseFd = given, "--new-passphrase-fd");
        newRecoveryKey.declare(
                syntax.only(Action.remove, Action.passphrase, Action.recovery),
                syntax.only(Action.remove, Action.passphrase));
        choosing.option(String.class, "TEXT", given -> label = given, "--label");
        syntax.only(Action.list).flag(() -> json = true, "--json");
    }

    /** The list alone, whose words about slots stand in the opened vault. */
    @Override
    public boolean isServed() {
        return action == Action.list;
    }

    /** A table is laid out where its reader is. */
    @Override
    public boolean isForwarded() {
        return false;
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        Action chosen = Objects.requireNonNull(action, "picocli demands it");
        check(chosen);
        VaultAccess access = new VaultAccess(session);
        switch (chosen) {
            case list -> new SlotList(session, access).print(json);
            case add -> add(session, access);
            case remove -> rekeying(session, access).removeSlot(Objects.requireNonNull(id, "checked"));
            case passphrase -> rekeying(session, access).changePassphrase(newPassphrase(), label);
            case recovery -> rekeying(session, access).changeKey();
        }
    }

    private Rekeying rekeying(Session session, VaultAccess access) {
        return new Rekeying(session, access, newRecoveryKey);
    }

    private void check(Action chosen) throws Failure {
        if (chosen == Action.remove && id == null) {
            throw Failure.usage(Message.of("vault.slot-id-missing"), Message.of("vault.totp-key-list-shows"));
        }
        newPassphrase().check();
        if (withPassphrase && newKeyFile == null) {
            throw Failure.usage(Message.of("vault.passphrase-goes-new-key"));
        }
        if (label != null) {
            TextRules.check("--label", label);
        }
        if (chosen == Action.recovery && newRecoveryKey.none) {
            throw Failure.usage(Message.of("vault.recovery-makes-new-recovery"));
        }
    }

    private void add(Session session, VaultAccess access) throws Failure, VaultException {
        ProvisionalFiles.checkFree(newKeyFile);
        Vault vault = access.openToChange();
        Secret keyFile = newKeyFile == null
                ? null
                : KeyFile.generate(session.host().random().get());
        try (vault;
                ProvisionalFiles unfinished =
                        new ProvisionalFiles(session.host().machine())) {
            NewSlot slot = newSlot(session, keyFile);
            try (Credentials credentials = slot.credentials()) {
                if (newKeyFile != null && keyFile != null) {
                    try (Secret content = KeyFile.print(keyFile)) {
                        unfinished.create(newKeyFile, content);
                    }
                }
                KeyRing keys = new KeyRing(access.file());
                NewSlot added = new NewSlot(credentials, note(session, credentials));
                try (Vault saved =
                        unfinished.complete(() -> access.save(() -> keys.addSlot(vault, added, KdfCost.DEFAULT)))) {
                    List<Slot> slots = saved.sealed().slots();
                    session.output()
                            .note(Message.of(
                                    "vault.added-slot",
                                    slots.get(slots.size() - 1).id(),
                                    InfoCommand.kind(slot.type())));
                }
            }
        }
    }

    private SlotNote note(Session session, Credentials credentials) {
        Secret passphrase = credentials.passphrase();
        return new SlotNote(
                label == null ? "" : Text.normalize(label),
                session.host().now(),
                passphrase != null && Passphrase.isShort(passphrase));
    }

    private SecretSource newPassphrase() {
        return new SecretSource("--new-passphrase", newPassphraseFile, newPassphraseFd);
    }

    private NewSlot newSlot(Session session, @Nullable Secret keyFile) throws Failure {
        if (keyFile != null && !withPassphrase) {
            return new NewSlot(Credentials.ofKeyFile(keyFile));
        }
        Secret passphrase =
                new PassphraseSource(session).fresh(newPassphrase(), Message.of("unlock.passphrase-of-vault"));
        return new NewSlot(Credentials.ofPassphraseAndKeyFile(passphrase, keyFile));
    }
}
