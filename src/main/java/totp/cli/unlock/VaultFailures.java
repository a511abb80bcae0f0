package totp.cli.unlock;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.ShellWords;
import totp.message.Message;
import totp.vault.Backup;
import totp.vault.ConflictCopies;
import totp.vault.Id;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;
import totp.vault.VaultFile;

/** What a vault's failure is to its owner: an exit code, and what can be done about it. */
public final class VaultFailures {
    private VaultFailures() {}

    /** A failure that nobody on its way knew more about. */
    public static Failure of(Session session, VaultException e) {
        return switch (e.reason()) {
            case ABSENT -> absent(session, e);
            case ROLLED_BACK, DIVERGED -> Failure.of(e, mergeHint(session));
            case FORGOTTEN -> Failure.of(e, Message.of("unlock.nothing-changed-look-vault"));
            case NEWER -> Failure.of(e, Message.of("unlock.install-newer-totp"));
            default -> ExitCode.of(e.reason()) == ExitCode.DAMAGED ? damaged(session, e) : Failure.of(e);
        };
    }

    /** The way back if there was a vault, else the way to one; and who named this file, for another may have been meant. */
    private static Failure absent(Session session, VaultException e) {
        Optional<Message> wayBack = wayBack(session);
        Optional<Message> named = session.options().vault != null
                ? Optional.of(Message.of("unlock.vault-option-names-it"))
                : session.host().variable("TOTP_VAULT").map(path -> Message.of("unlock.totp-vault-names-it"));
        List<Message> hints = new ArrayList<>();
        named.ifPresent(hints::add);
        hints.add(wayBack.orElseGet(() -> Message.of("unlock.totp-init-makes-one")));
        return Failure.of(e, hints.toArray(new Message[0]));
    }

    /**
     * Ends where no vault is and one was: nobody is led to begin anew then.
     *
     * @throws Failure {@code NO_VAULT}, with the way back
     */
    public static void refuseIfLost(Session session, VaultException absent) throws Failure {
        if (wayBack(session).isPresent()) {
            throw absent(session, absent);
        }
    }

    private static Message mergeHint(Session session) {
        try {
            VaultFile file = VaultPlace.file(session);
            return mergeHint(file, file.read().vaultId());
        } catch (Failure | VaultException e) {
            return Message.of("unlock.merge-or-restore");
        }
    }

    /** The way on from a vault that is not what this machine saw last: the file of that save by name, if it is here. */
    static Message mergeHint(VaultFile file, Id vault) {
        try {
            Optional<Path> lost = new ConflictCopies(file).lastSeen(vault);
            if (lost.isPresent()) {
                return Message.of(
                        "unlock.merge-file-brings-back",
                        ShellWords.quoted(lost.get().toString()));
            }
        } catch (VaultException e) {
            // Then in general.
        }
        return Message.of("unlock.merge-or-restore");
    }

    private static Failure damaged(Session session, VaultException e) {
        return Failure.of(e, wayBack(session).orElse(Message.of("unlock.no-earlier-states")));
    }

    private static Optional<Message> wayBack(Session session) {
        try {
            return wayBack(VaultPlace.file(session));
        } catch (Failure e) {
            return Optional.empty(); // no vault was named that could be one
        }
    }

    /** The earlier state to go on from where the vault is gone or damaged, if there is one, or may be. */
    static Optional<Message> wayBack(VaultFile file) {
        try {
            List<Backup> backups = own(file);
            return backups.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Message.of("unlock.way-back", lists(backups), goesOn(file, backups)));
        } catch (VaultException e) {
            return e.reason() == Reason.ABSENT
                    ? Optional.empty()
                    : Optional.of(Message.of("unlock.earlier-states-cannot-be-told", e.message()));
        }
    }

    /** Another vault may have lain here, too: where the file still tells which one it is, nobody goes on from the other's. */
    private static List<Backup> own(VaultFile file) throws VaultException {
        List<Backup> all = file.backups();
        try {
            var present = file.read();
            return all.stream().filter(backup -> backup.isOf(present.vaultId())).toList();
        } catch (VaultException e) {
            return all; // it is gone, or says nothing
        }
    }

    private static Message lists(List<Backup> backups) {
        return Message.counted(
                "unlock.backups-lists",
                backups.size(),
                Objects.requireNonNull(backups.get(0).file().getParent(), "backups lie in a folder"));
    }

    /** Which one is the newest is said only where time and number agree on it, and the file is a whole vault. */
    private static Message goesOn(VaultFile file, List<Backup> backups) {
        List<Backup> whole = backups.stream()
                .filter(backup -> VaultAccess.isWhole(file, backup))
                .toList();
        if (whole.isEmpty()) {
            return Message.of("unlock.none-is-whole");
        }
        Backup newest = whole.get(0);
        boolean highest = whole.stream()
                .noneMatch(backup -> backup.isLikeVaultOf(newest) && backup.generation() > newest.generation());
        if (!highest) {
            return Message.of("unlock.restore-goes-on-from-one");
        }
        boolean onlyOne = backups.stream()
                        .filter(backup -> backup.generation() == newest.generation())
                        .count()
                == 1;
        return Message.of("unlock.restore-goes-on-from-newest", onlyOne ? newest.generation() : newest.file());
    }
}
