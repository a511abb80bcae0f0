package totp.cli.unlock;

import java.util.List;
import java.util.Optional;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.vault.Backup;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;
import totp.vault.VaultFile;

/** What a vault's failure is to its owner: an exit code, and what can be done about it. */
public final class VaultFailures {
    static final String RESTORE_HINT =
            "totp backups lists earlier states; totp restore FILE goes on from one, or from the vault's own file as it is";

    private VaultFailures() {}

    /** A failure that nobody on its way knew more about. */
    public static Failure of(Session session, VaultException e) {
        return switch (e.reason()) {
            case ABSENT -> Failure.of(e, wayBack(session).orElse("totp init makes one"));
            case ROLLED_BACK, DIVERGED -> Failure.of(e, RESTORE_HINT);
            case FORGOTTEN -> Failure.of(e, "nothing was changed; look at the vault, and run the command again");
            case NEWER -> Failure.of(e);
            default -> ExitCode.of(e.reason()) == ExitCode.DAMAGED ? damaged(session, e) : Failure.of(e);
        };
    }

    private static Failure damaged(Session session, VaultException e) {
        try {
            return Failure.of(
                    e,
                    wayBack(session)
                            .orElse("earlier states lie in "
                                    + VaultPlace.of(session).toAbsolutePath().resolveSibling("backups")
                                    + "; totp restore FILE goes on from one"));
        } catch (Failure named) {
            return Failure.of(e);
        }
    }

    private static Optional<String> wayBack(Session session) {
        try {
            return wayBack(VaultPlace.file(session));
        } catch (Failure e) {
            return Optional.empty(); // no vault was named that could be one
        }
    }

    /** The earlier state to go on from where the vault is gone or damaged, if there is one, or may be. */
    static Optional<String> wayBack(VaultFile file) {
        try {
            List<Backup> backups = file.backups();
            return backups.isEmpty() ? Optional.empty() : Optional.of(lists(backups) + goesOn(file, backups));
        } catch (VaultException e) {
            return e.reason() == Reason.ABSENT
                    ? Optional.empty()
                    : Optional.of("whether earlier states lie beside it cannot be told: " + e.getMessage());
        }
    }

    private static String lists(List<Backup> backups) {
        return "totp backups lists "
                + (backups.size() == 1 ? "the earlier state" : "the " + backups.size() + " earlier states")
                + " that lie in " + backups.get(0).file().getParent();
    }

    /** Which one is the newest is said only where time and number agree on it, and the file is a whole vault. */
    private static String goesOn(VaultFile file, List<Backup> backups) {
        List<Backup> whole = backups.stream()
                .filter(backup -> VaultAccess.isWhole(file, backup))
                .toList();
        if (whole.isEmpty()) {
            return "; none of them is whole";
        }
        Backup newest = whole.get(0);
        boolean highest = whole.stream()
                .noneMatch(backup -> backup.isLikeVaultOf(newest) && backup.generation() > newest.generation());
        if (!highest) {
            return "; totp restore GENERATION goes on from one";
        }
        boolean onlyOne = backups.stream()
                        .filter(backup -> backup.generation() == newest.generation())
                        .count()
                == 1;
        return "; totp restore " + (onlyOne ? newest.generation() : newest.file()) + " goes on from the newest";
    }
}
