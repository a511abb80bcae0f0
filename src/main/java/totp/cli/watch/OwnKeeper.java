package totp.cli.watch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Served;
import totp.cli.session.Session;
import totp.cli.unlock.Reply;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultAccess.Purpose;
import totp.vault.ClosedVault;
import totp.vault.SealedVault;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

/** This process, which has the vault's key and opens the file as it is at each request: what an agent does, for one caller. */
final class OwnKeeper implements Keeper, Served {
    private final Session session;
    private final Path path;
    private final ClosedVault vault;
    private volatile boolean otherKeys;

    /** @param vault taken over */
    OwnKeeper(Session session, Path path, ClosedVault vault) {
        this.session = session;
        this.path = path;
        this.vault = vault;
    }

    @Override
    public Optional<Reply> run(List<String> words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Host real = session.host();
        Map<String, String> environment = new HashMap<>(real.environment());
        environment.put("TOTP_VAULT", path.toString());
        Host host = new Host(
                real.clock(),
                real.random(),
                Optional::empty,
                new ByteArrayInputStream(new byte[0]),
                out,
                err,
                () -> false,
                () -> false,
                () -> false,
                () -> false,
                environment,
                real.pause(),
                real.nanoTime(),
                real.machine());
        try {
            ExitCode code = session.program().run(words.toArray(new String[0]), host, Optional.of(this));
            return Optional.of(
                    new Reply(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8)));
        } catch (Elsewhere e) {
            return Optional.empty();
        }
    }

    @Override
    public Vault open(SealedVault sealed) throws VaultException {
        try {
            return vault.open(sealed);
        } catch (VaultException e) {
            if (e.reason() == Reason.OTHER_KEYS) {
                otherKeys = true; // whoever changed them wants nobody to go on with the old ones
                throw new Elsewhere();
            }
            throw e;
        }
    }

    /** Nothing that is run here waits. */
    @Override
    public void until(Instant time) {}

    @Override
    public void saving() {}

    @Override
    public boolean isOpen() {
        return !otherKeys;
    }

    @Override
    public Duration idle() {
        return USUAL_IDLE;
    }

    @Override
    public Vault open(VaultAccess access, Purpose purpose) throws Failure, VaultException {
        return access.open(access.read(), this::open, purpose);
    }

    @Override
    public void close() {
        vault.close();
    }
}
