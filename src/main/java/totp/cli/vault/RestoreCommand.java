package totp.cli.vault;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.Unlock;
import totp.cli.unlock.VaultAccess;
import totp.vault.Backup;
import totp.vault.Present;
import totp.vault.SealedVault;
import totp.vault.SeenSave;
import totp.vault.Slot;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

@CommandLine.Command(
        name = "restore",
        description = {
            "Makes the accounts of an earlier state the present ones, and keeps what it replaces as a backup.",
            "With the vault's own file it accepts that file as it is, after it was rolled back or diverged."
        })
public final class RestoreCommand implements Command {
    private static final String EARLIER_STATES = "totp backups lists earlier states";

    @Parameters(index = "0", paramLabel = "GENERATION|FILE", description = "a backup's generation, or a file")
    String source = "";

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
                    .note("restored the accounts of save " + generation + " as save "
                            + restored.sealed().generation());
            if (seen.isPresent() && seen.getAsLong() > generation) {
                session.output()
                        .warning("this machine saw save " + seen.getAsLong() + "; what was changed after save "
                                + generation + " is not in the restored accounts");
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
            return Present.opened(unlock.asksFor("the present vault").open(sealed));
        } catch (VaultException e) {
            if (e.reason() == Reason.WRONG_SECRET || e.reason() == Reason.NO_SUCH_SLOT) {
                Failure failure = access.notOpened(sealed, e);
                session.output().warning(String.valueOf(failure.getMessage()));
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
        session.output().warning((code == ExitCode.NO_VAULT ? "" : "the present file: ") + e.getMessage());
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
                    "the file is another vault, not an earlier state of this one",
                    "--vault FILE uses it where it is; to have it in this place, move the present vault away first");
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
            session.output().note("the file has other keys; its own secret opens it");
        }
        try {
            return unlock.openAnother(sealed, "save " + sealed.generation());
        } catch (VaultException e) {
            if (e.reason() != Reason.WRONG_SECRET) {
                throw e;
            }
            throw Failure.of(
                    e, "save " + sealed.generation() + " opens with the passphrase or recovery key of its time");
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
                                    ? "the file is from before a change of keys; the present keys stay"
                                    : "the file is from after a change of keys; its keys are the ones that stay");
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
                    (older
                                    ? "this machine saw later keys than those of the file"
                                    : later
                                            ? "later backups have other keys than the file"
                                            : "the present vault does not open, so the keys will be those of the file")
                            + ": " + ways(keys, present) + " will open the vault, even if that was taken away since",
                    "Go on with these keys");
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
            session.output().warning(named(ended) + " of the present vault will not open it any more");
        }
    }

    private static List<Slot> without(List<Slot> slots, List<Slot> others) {
        return slots.stream()
                .filter(slot -> others.stream().noneMatch(other -> other.id() == slot.id()))
                .toList();
    }

    private static String named(List<Slot> slots) {
        return slots.stream()
                .map(slot -> "slot " + slot.id() + " (" + InfoCommand.describe(slot) + ")")
                .collect(Collectors.joining(" and "));
    }

    /** A vault that is gone is nobody's to protect; something that does not open may have keys of its own. */
    private static boolean isThere(VaultAccess access) throws VaultException {
        return access.file().isThere();
    }

    /** The slots that are not in the present header, or all where there is none. */
    private static String ways(Vault keys, Present present) {
        List<Slot> now = present.vault().isPresent() || present.sealed().isEmpty()
                ? List.of()
                : present.sealed().get().slots();
        List<Slot> back = without(keys.sealed().slots(), now);
        return named(back.isEmpty() ? keys.sealed().slots() : back);
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
                    ExitCode.NOT_FOUND, "there is no backup of generation " + source, "totp backups lists them");
        }
        if (found.size() > 1) {
            List<String> files = new ArrayList<>();
            found.forEach(backup -> files.add(backup.file().toString()));
            throw Failure.ambiguous("several backups have generation " + source + "; give one of these files", files);
        }
        return found.get(0).file();
    }
}
