package totp.cli.vault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.unlock.Unlock;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.vault.Backup;
import totp.vault.Present;
import totp.vault.SealedVault;
import totp.vault.SeenSave;
import totp.vault.Slot;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

public final class RestoreCommand implements Command {
    private static final Message EARLIER_STATES = Message.of("vault.totp-backups-lists-earlier");

    String source = "";

    @Override
    public void declare(Syntax syntax) {
        syntax.parameter(Value.FILE, "GENERATION|FILE", given -> source = given);
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        try (Unlock unlock = new Unlock(session)) {
            unlock.checkOptions();
            Present present = present(session, access, unlock);
            boolean handedOver = false;
            try {
                SealedVault sealed = read(access, present);
                checkSameVault(sealed, present);
                Vault earlier = open(session, unlock, sealed, present);
                confirm(session, access, earlier, present);
                handedOver = true;
                restore(session, access, earlier, present);
            } finally {
                if (!handedOver) {
                    present.close();
                }
            }
        }
    }

    private static void restore(Session session, VaultAccess access, Vault earlier, Present present)
            throws Failure, VaultException {
        long generation = earlier.sealed().generation();
        OptionalLong seen = lastSeen(access, earlier, present);
        try (Vault restored = access.save(() -> access.file().restore(earlier, present))) {
            session.output()
                    .note(Message.of(
                            "vault.restored-accounts-save-save",
                            generation,
                            restored.sealed().generation()));
            if (seen.isPresent() && seen.getAsLong() > generation) {
                session.output().warning(Message.of("vault.machine-saw-save-what", seen.getAsLong(), generation));
            }
        }
    }

    /** Of a present vault its owner knows what is given up, and it becomes a backup; of a lost save nobody else tells. */
    private static OptionalLong lastSeen(VaultAccess access, Vault earlier, Present present) throws VaultException {
        Optional<SeenSave> seen = access.file().lastSeen(earlier.id());
        boolean lost = seen.isPresent()
                && present.vault()
                        .filter(now -> now.sealed().generation() >= seen.get().generation())
                        .isEmpty();
        return lost ? OptionalLong.of(seen.get().generation()) : OptionalLong.empty();
    }

    /** What lies at the path; damaged, gone or closed to the given secret, there is the earlier state to go on from. */
    private static Present present(Session session, VaultAccess access, Unlock unlock) throws Failure, VaultException {
        SealedVault sealed;
        try {
            sealed = access.file().read();
        } catch (VaultException e) {
            return unusable(session, e);
        }
        try {
            return Present.opened(
                    unlock.asksFor(Message.of("vault.present-vault")).open(sealed));
        } catch (VaultException e) {
            if (e.reason() == Reason.WRONG_SECRET || e.reason() == Reason.NO_SUCH_SLOT) {
                Failure failure = access.notOpened(sealed, e);
                session.output().warning(failure.message());
                return Present.closed(sealed);
            }
            Present unusable = unusable(session, e);
            return e.reason() == Reason.PAYLOAD_DAMAGED ? Present.damaged(sealed) : unusable;
        }
    }

    private static Present unusable(Session session, VaultException e) throws VaultException {
        ExitCode code = ExitCode.of(e.reason());
        if (e.reason() == Reason.NEWER || (code != ExitCode.NO_VAULT && code != ExitCode.DAMAGED)) {
            throw e; // a newer program can open it: that is not damage
        }
        session.output()
                .warning(code == ExitCode.NO_VAULT ? e.message() : Message.of("vault.present-file", e.message()));
        return Present.unusable();
    }

    private SealedVault read(VaultAccess access, Present present) throws Failure {
        try {
            return access.file().read(file(access, present));
        } catch (VaultException e) {
            throw Failure.of(e, EARLIER_STATES);
        }
    }

    private static void checkSameVault(SealedVault sealed, Present present) throws Failure {
        Optional<SealedVault> now = present.sealed();
        if (now.isPresent() && !sealed.vaultId().equals(now.get().vaultId())) {
            throw new Failure(
                    ExitCode.BAD_INPUT,
                    Message.of("vault.file-another-vault-not"),
                    Message.of("vault.vault-file-uses-where"));
        }
    }

    private static Vault open(Session session, Unlock unlock, SealedVault sealed, Present present)
            throws Failure, VaultException {
        if (present.vault().isPresent()) {
            try {
                return sealed.openLike(present.vault().get());
            } catch (VaultException e) {
                if (e.reason() != Reason.OTHER_KEYS) {
                    throw e;
                }
            }
            session.output().note(Message.of("vault.file-other-keys-own"));
        }
        try {
            return unlock.openAnother(sealed, Message.of("vault.save", sealed.generation()));
        } catch (VaultException e) {
            if (e.reason() != Reason.WRONG_SECRET) {
                throw e;
            }
            throw Failure.of(e, Message.of("vault.save-opens-passphrase-recovery", sealed.generation()));
        }
    }

    /** Asks before keys that were taken away open the vault again, or may do so: the file's own stay where no later ones are. */
    private static void confirm(Session session, VaultAccess access, Vault earlier, Present present)
            throws Failure, VaultException {
        Optional<SeenSave> seen = access.file().lastSeen(earlier.id());
        boolean isNewest = seen.map(save -> save.isBefore(earlier)).orElse(false)
                || present.sealed().map(now -> earlier.follows(now.saveId())).orElse(false);
        long epoch = present.vault().map(Vault::keyEpoch).orElse(0L);
        if (present.vault().isPresent() && epoch != earlier.keyEpoch()) {
            session.output()
                    .note(
                            epoch > earlier.keyEpoch()
                                    ? Message.of("vault.file-before-change-keys")
                                    : Message.of("vault.file-after-change-keys"));
        }
        warnOfWaysThatEnd(session, earlier, present);
        long kept = Math.max(epoch, earlier.keyEpoch());
        boolean older = seen.map(save -> kept < save.keyEpoch()).orElse(false);
        boolean open = present.vault().isPresent() || isNewest;
        boolean unknown = !open && isThere(access) && !present.hasWaysOf(earlier);
        boolean later = !open && hasLaterKeys(access, earlier);
        if (older || unknown || later) {
            Vault keys = present.vault()
                    .filter(vault -> vault.keyEpoch() >= earlier.keyEpoch())
                    .orElse(earlier);
            session.confirm(
                    Message.of(
                            "vault.will-open-vault-even",
                            older
                                    ? Message.of("vault.machine-saw-later-keys")
                                    : later
                                            ? Message.of("vault.later-backups-other-keys")
                                            : Message.of("vault.present-vault-does-not"),
                            ways(keys, present)),
                    Message.of("vault.go-these-keys"));
        }
    }

    /** Where the vault and the memory of it are gone, its backups still tell that keys were changed behind this state. */
    private static boolean hasLaterKeys(VaultAccess access, Vault earlier) throws VaultException {
        for (Backup backup : access.file().backups()) {
            if (backup.isOf(earlier.id())
                    && backup.generation() > earlier.sealed().generation()) {
                try {
                    if (!access.file().read(backup.file()).hasSameSlotsAs(earlier.sealed())) {
                        return true;
                    }
                } catch (VaultException e) {
                    // A damaged one tells nothing.
                }
            }
        }
        return false;
    }

    /** Who keeps a recovery key of the present vault in a drawer has to learn that it opens nothing any more. */
    private static void warnOfWaysThatEnd(Session session, Vault earlier, Present present) {
        if (present.vault()
                .filter(vault -> vault.keyEpoch() >= earlier.keyEpoch())
                .isPresent()) {
            return;
        }
        List<Slot> now = present.sealed().map(SealedVault::slots).orElse(List.of());
        List<Slot> ended = without(now, earlier.sealed().slots());
        if (!ended.isEmpty()) {
            session.output().warning(Message.of("vault.present-vault-will-not", InfoCommand.named(ended)));
        }
    }

    private static List<Slot> without(List<Slot> slots, List<Slot> others) {
        return slots.stream()
                .filter(slot -> others.stream().noneMatch(other -> other.id() == slot.id()))
                .toList();
    }

    /** A vault that is gone is nobody's to protect; something that does not open may have keys of its own. */
    private static boolean isThere(VaultAccess access) throws VaultException {
        return access.file().isThere();
    }

    /** The slots that are not in the present header, or all where there is none. */
    private static Message ways(Vault keys, Present present) {
        List<Slot> now = present.vault().isPresent() || present.sealed().isEmpty()
                ? List.of()
                : present.sealed().get().slots();
        List<Slot> back = without(keys.sealed().slots(), now);
        return InfoCommand.named(back.isEmpty() ? keys.sealed().slots() : back);
    }

    private Path file(VaultAccess access, Present present) throws Failure, VaultException {
        if (!source.matches("[0-9]{1,19}")) {
            return Path.of(source);
        }
        List<Backup> found = new ArrayList<>();
        for (Backup backup : access.file().backups()) {
            boolean ours =
                    present.sealed().map(vault -> backup.isOf(vault.vaultId())).orElse(true);
            if (ours && Long.toString(backup.generation()).equals(source)) {
                found.add(backup);
            }
        }
        if (found.isEmpty()) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    Message.of("vault.no-backup-generation", source),
                    Message.of("vault.totp-backups-lists"));
        }
        if (found.size() > 1) {
            List<String> files = new ArrayList<>();
            found.forEach(backup -> files.add(backup.file().toString()));
            throw Failure.ambiguous(Message.of("vault.several-backups-generation-give", source), files);
        }
        return found.get(0).file();
    }
}
