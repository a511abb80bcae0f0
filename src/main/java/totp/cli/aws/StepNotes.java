package totp.cli.aws;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import totp.aws.CodeNotes;
import totp.aws.KeepingException;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.vault.Id;
import totp.vault.UsedSteps;
import totp.vault.VaultException;
import totp.vault.Verifications;

/** The codes of one account's device in this machine's notes, which lie in the state folder and need no opened vault. */
final class StepNotes implements CodeNotes {
    private static final Message HINT = Message.of("aws.xdg-state-home-names");

    private final UsedSteps steps;
    private final Verifications verifications;
    private final UUID account;

    StepNotes(Session session, VaultAccess access, Id vault, UUID account, String serial) throws VaultException {
        this.steps = access.usedSteps(vault);
        this.verifications =
                Verifications.of(access.state(), serial, session.host().pause());
        this.account = account;
    }

    @Override
    public void spend(long firstStep, long lastStep) throws KeepingException {
        try {
            steps.spend(account, firstStep, lastStep);
        } catch (VaultException e) {
            throw new KeepingException(failure(e));
        }
    }

    @Override
    public long reserve(long from, int count) throws KeepingException {
        try {
            return steps.reserve(account, from, count);
        } catch (VaultException e) {
            throw new KeepingException(failure(e));
        }
    }

    @Override
    public Optional<Instant> verification(Instant now) throws KeepingException {
        try {
            return verifications.note(now);
        } catch (VaultException e) {
            throw new KeepingException(failure(e));
        }
    }

    @Override
    public Optional<Instant> pausedUntil(Instant now) throws KeepingException {
        try {
            return verifications.pausedUntil(now);
        } catch (VaultException e) {
            throw new KeepingException(failure(e));
        }
    }

    /** Finds out whether all of this can be noted, before AWS depends on it. */
    void rehearse() throws Failure {
        try {
            steps.rehearse();
            verifications.rehearse();
        } catch (VaultException e) {
            throw failure(e);
        }
    }

    private static Failure failure(VaultException e) {
        return Failure.of(e, HINT);
    }
}
