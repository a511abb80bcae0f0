package totp.cli.vault;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Command;
import totp.cli.session.Exclusive;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.SecretSource;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.unlock.CopyUnlock;
import totp.cli.unlock.Unlock;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultAccess.Purpose;
import totp.message.Message;
import totp.vault.Merge;
import totp.vault.NotRegularFileException;
import totp.vault.SealedVault;
import totp.vault.SeenSave;
import totp.vault.TooLargeException;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

public final class MergeCommand implements Command {
    @Nullable
    Path file;

    /** The ancestor, ours, which gets the result, and theirs, as git names them. */
    List<Path> git = List.of();

    boolean dryRun;
    boolean json;

    @Nullable
    Path passphraseFile;

    @Nullable
    Integer passphraseFd;

    @Override
    public void declare(Syntax syntax) {
        syntax.optionalParameter(Path.class, "FILE", given -> file = given);
        syntax.files(3, "FILE", given -> git = given, "--git");
        syntax.flag(() -> dryRun = true, "--dry-run");
        syntax.flag(() -> json = true, "--json");
        syntax.option(Path.class, "FILE", given -> passphraseFile = given, "--import-passphrase-file");
        syntax.option(Integer.class, "N", given -> passphraseFd = given, "--import-passphrase-fd");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        SecretSource secret = new SecretSource("--import-passphrase", passphraseFile, passphraseFd);
        secret.check();
        new Exclusive()
                .option("--git", !git.isEmpty())
                .option("FILE", file != null)
                .check();
        new Exclusive()
                .option("--git", !git.isEmpty())
                .option("--dry-run", dryRun)
                .check();
        new Exclusive().option("--git", !git.isEmpty()).option("--json", json).check();
        VaultAccess access = new VaultAccess(session);
        try (Unlock unlock = new Unlock(session)) {
            unlock.checkOptions();
            if (!git.isEmpty()) {
                // Nothing of the ancestor is needed: each part of an account says itself when it was changed.
                mergeInto(session, access, unlock, secret);
            } else if (file == null) {
                throw Failure.usage(Message.of("vault.merge-needs-file"));
            } else {
                merge(session, access, unlock, secret, file);
            }
        }
    }

    private void merge(Session session, VaultAccess access, Unlock unlock, SecretSource secret, Path other)
            throws Failure, VaultException {
        SealedVault present = access.read();
        SealedVault sealed = read(access, other, present); // before anybody types a passphrase
        new Input(session).warnIfReadableByOthers(access.file().path());
        Vault ours = access.open(present, unlock::open, Purpose.MERGE);
        boolean handedOver = false;
        try (Vault theirs = new CopyUnlock(session, unlock).open(sealed, ours, name(other), secret)) {
            Merge merge = Merge.of(ours, theirs);
            report(session, merge, other);
            if (merge.changesNothing() || dryRun) {
                return;
            }
            confirmKeys(session, merge, theirs);
            Optional<SeenSave> seen = access.file().lastSeen(ours.id());
            handedOver = true;
            save(session, access, ours, theirs, merge, seen);
        } finally {
            if (!handedOver) {
                ours.close();
            }
        }
    }

    private void report(Session session, Merge merge, Path other) throws Failure {
        if (json) {
            MergeReport.printJson(session.output(), merge, other, dryRun);
        } else {
            MergeReport.print(session.output(), merge);
        }
        foretell(session, merge);
        session.output().flush(); // a person decides about the keys with this before the eyes
        if (merge.changesNothing()) {
            session.output().note(Message.of("vault.merge-nothing", other));
        }
    }

    /** What a table of accounts does not show. */
    private void foretell(Session session, Merge merge) {
        if (!merge.stayPurged().isEmpty()) {
            session.output().note(Message.of("vault.merge-stay-purged", String.join(", ", merge.stayPurged())));
        }
        if (merge.keysDiverged()) {
            session.output().warning(Message.of("vault.merge-keys-diverged"));
        }
        if (dryRun && merge.takesTheirKeys()) {
            session.output().note(Message.of("vault.merge-would-take-keys"));
        }
        if (dryRun && merge.changes().isEmpty() && !merge.changesNothing()) {
            session.output().note(Message.of("vault.merge-notes-save"));
        }
    }

    private static void save(
            Session session, VaultAccess access, Vault ours, Vault theirs, Merge merge, Optional<SeenSave> seen)
            throws VaultException {
        long generation = theirs.sealed().generation();
        try (Vault saved = access.save(() -> Merge.save(access.file(), ours, theirs, merge.takesTheirKeys()))) {
            session.output()
                    .note(Message.of("vault.merged", generation, saved.sealed().generation()));
            if (seen.isPresent() && !saved.follows(seen.get().id())) {
                session.output()
                        .warning(Message.of(
                                "vault.merge-lacks-seen-save", seen.get().generation()));
                session.output().hint(Message.of("vault.totp-backups-lists-earlier"));
            }
        }
    }

    /** As git calls it to bring two versions of the file together; the vault of this machine has no part in it. */
    private void mergeInto(Session session, VaultAccess access, Unlock unlock, SecretSource secret)
            throws Failure, VaultException {
        Path target = git.get(1);
        SealedVault present;
        try {
            present = access.file().read(target);
        } catch (VaultException e) {
            throw unusable(target, e);
        }
        SealedVault sealed = read(access, git.get(2), present);
        try (Vault ours = unlock.open(present);
                Vault theirs = new CopyUnlock(session, unlock)
                        .open(sealed, ours, Message.of("vault.merge-other-version"), secret)) {
            Merge merge = Merge.of(ours, theirs);
            foretell(session, merge);
            confirmKeys(session, merge, theirs);
            if (!merge.changesNothing()) {
                merge.writeTo(target, session.host().random().get()).forEach(session.output()::warning);
            }
            MergeReport.tell(session.output(), merge);
        }
    }

    private static SealedVault read(VaultAccess access, Path file, SealedVault present) throws Failure {
        SealedVault sealed;
        try {
            sealed = access.file().read(file);
        } catch (VaultException e) {
            throw unusable(file, e);
        }
        if (!sealed.vaultId().equals(present.vaultId())) {
            throw new Failure(
                    ExitCode.BAD_INPUT,
                    Message.of("vault.merge-another-vault", file),
                    Message.of("vault.merge-another-vault-import"));
        }
        return sealed;
    }

    /** What is no vault at all is not a damaged one. */
    private static Failure unusable(Path file, VaultException e) {
        boolean isNone = e.reason() == Reason.NOT_A_VAULT
                || e.getCause() instanceof NotRegularFileException
                || e.getCause() instanceof TooLargeException;
        ExitCode code = isNone ? ExitCode.BAD_INPUT : ExitCode.of(e.reason());
        boolean isNamed = e.reason() == Reason.IO || e.reason() == Reason.ABSENT;
        return new Failure(code, isNamed ? e.message() : Message.of("message.of", file, e.message()));
    }

    private static void confirmKeys(Session session, Merge merge, Vault theirs) throws Failure {
        if (merge.takesTheirKeys()) {
            session.confirm(
                    Message.of(
                            "vault.merge-takes-their-keys",
                            InfoCommand.named(theirs.sealed().slots())),
                    Message.of("vault.go-these-keys"));
        }
    }

    private static Message name(Path other) {
        return Message.said(String.valueOf(other.getFileName()));
    }
}
