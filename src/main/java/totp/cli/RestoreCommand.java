package totp.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;
import totp.vault.Backup;
import totp.vault.SealedVault;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

@CommandLine.Command(
        name = "restore",
        description = {
            "Makes the accounts of an earlier state the present ones, and keeps what it replaces as a backup.",
            "With the vault's own file it accepts that file as it is, after it was rolled back or diverged."
        })
final class RestoreCommand implements Command {
    @Parameters(index = "0", paramLabel = "GENERATION|FILE", description = "a backup's generation, or a file")
    String source = "";

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        Unlock unlock = new Unlock(session);
        unlock.checkOptions();
        Vault present = present(session, access, unlock);
        boolean handedOver = false;
        try {
            SealedVault sealed = read(access);
            if (present != null && !sealed.vaultId().equals(present.id())) {
                throw new Failure(
                        ExitCode.BAD_INPUT,
                        "the file is another vault, not an earlier state of this one",
                        "--vault FILE uses it where it is");
            }
            Vault earlier = open(session, unlock, sealed, present);
            handedOver = true;
            long generation = earlier.sealed().generation();
            if (present == null) {
                session.console()
                        .warning("the present vault cannot be opened, so the keys are those of the earlier state:"
                                + " what was removed since opens it again");
            }
            try (Vault restored = access.file().restore(earlier, present)) {
                session.console()
                        .note("restored the accounts of save " + generation + " as save "
                                + restored.sealed().generation());
            }
            access.file().warnings().forEach(session.console()::warning);
        } catch (VaultException e) {
            throw access.failure(e);
        } finally {
            if (present != null && !handedOver) {
                present.close();
            }
        }
    }

    private SealedVault read(VaultAccess access) throws Failure {
        try {
            return access.file().read(file(access));
        } catch (VaultException e) {
            throw Failure.of(e, "totp backups lists earlier states");
        }
    }

    /** The present vault, or null if it is gone or damaged: then only the earlier state is left to go on from. */
    private static @Nullable Vault present(Session session, VaultAccess access, Unlock unlock) throws Failure {
        try {
            return unlock.open(access.file().read());
        } catch (VaultException e) {
            ExitCode code = ExitCode.of(e.reason());
            if (code != ExitCode.NO_VAULT && code != ExitCode.DAMAGED) {
                throw Failure.of(e);
            }
            if (e.reason() == Reason.NEWER) {
                throw Failure.of(e); // not damage: a newer program can open it
            }
            session.console().warning(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static Vault open(Session session, Unlock unlock, SealedVault sealed, @Nullable Vault present)
            throws Failure, VaultException {
        if (present != null) {
            try {
                return sealed.openLike(present);
            } catch (VaultException e) {
                if (e.reason() != Reason.HEADER_DAMAGED) {
                    throw e;
                }
            }
            session.console().note("the file is from before a change of keys; its own secret opens it");
        }
        try {
            return unlock.open(sealed);
        } catch (VaultException e) {
            if (e.reason() != Reason.WRONG_SECRET || !session.canAsk()) {
                throw e;
            }
            return unlock.openWithFormerPassphrase(sealed);
        }
    }

    private Path file(VaultAccess access) throws Failure, VaultException {
        if (!source.matches("[0-9]{1,19}")) {
            return Path.of(source);
        }
        List<Backup> found = new ArrayList<>();
        for (Backup backup : access.file().backups()) {
            if (Long.toString(backup.generation()).equals(source)) {
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
