package totp.cli.watch;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Served;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.TimeBased;
import totp.vault.Vault;
import totp.vault.VaultException;

/** What {@code totp watch} asks whoever has the vault open: {@link Listing}. It notes no step and advances no counter. */
public final class WatchedCommand implements Command {
    private List<String> ids = new ArrayList<>();
    private boolean accounts;
    private boolean attended;

    @Override
    public void declare(Syntax syntax) {
        syntax.parameters(Value.TEXT, "ID", false, given -> ids = given);
        syntax.flag(() -> accounts = true, "--accounts");
        syntax.flag(() -> attended = true, "--attended");
    }

    @Override
    public boolean isServed() {
        return true;
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        if (!attended) {
            session.served().ifPresent(Served::unattended);
        }
        VaultAccess access = new VaultAccess(session);
        try (Vault vault = access.open()) {
            Map<UUID, Set<Long>> spent = spent(session, access, vault);
            JsonWriter.print(session.output(), out -> {
                out.writeStartObject();
                if (accounts) {
                    out.writeArrayFieldStart("accounts");
                    for (Account account : vault.accounts()) {
                        Listing.writeAccount(out, account);
                    }
                    out.writeEndArray();
                }
                out.writeArrayFieldStart("codes");
                writeCodes(out, vault, session.host().now(), spent);
                out.writeEndArray();
                out.writeEndObject();
            });
        }
    }

    private void writeCodes(JsonGenerator out, Vault vault, Instant now, Map<UUID, Set<Long>> spent)
            throws IOException {
        Set<String> wanted = new HashSet<>(ids);
        for (Account account : vault.accounts()) {
            if (wanted.contains(account.id().toString())
                    && account.otp() instanceof TimeBased scheme
                    && !account.lacksPin()) {
                Listing.writeCodes(out, account, scheme, now, spent.getOrDefault(account.id(), Set.of()));
            }
        }
    }

    /** A mark that is missing must not keep codes from anybody. */
    private static Map<UUID, Set<Long>> spent(Session session, VaultAccess access, Vault vault) {
        try {
            return access.usedSteps(vault).spent();
        } catch (VaultException e) {
            session.output().detail(Message.of("watch.spent-steps-unknown", e.message()));
            return Map.of();
        }
    }
}
