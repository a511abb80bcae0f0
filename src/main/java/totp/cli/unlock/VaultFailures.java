package totp.cli.unlock;

import java.util.List;
import java.util.Optional;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.vault.Backup;
import totp.vault.VaultException;
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

    /** The earlier state to go on from where the vault is gone or damaged, if there is one. */
    static Optional<String> wayBack(VaultFile file) {
        try {
            List<Backup> backups = file.backups();
            if (backups.isEmpty()) {
                return Optional.empty();
            }
            Backup newest = backups.get(0);
            boolean onlyOne = backups.stream()
                            .filter(backup -> backup.generation() == newest.generation())
                            .count()
                    == 1;
            return Optional.of("totp backups lists "
                    + (backups.size() == 1 ? "the earlier state" : "the " + backups.size() + " earlier states")
                    + " that lie in " + newest.file().getParent() + "; totp restore "
                    + (onlyOne ? newest.generation() : newest.file())
                    + " goes on from the newest");
        } catch (VaultException e) {
            return Optional.empty();
        }
    }
}
