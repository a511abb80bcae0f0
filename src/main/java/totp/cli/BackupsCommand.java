package totp.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import totp.otp.Account;
import totp.vault.Backup;
import totp.vault.Rfc3339;
import totp.vault.Vault;
import totp.vault.VaultException;

@CommandLine.Command(
        name = "backups",
        description = "Lists the earlier states of the vault: generation, time, accounts, and what differs from now.")
final class BackupsCommand implements Command {
    @Option(names = "--json", description = "print a JSON document")
    boolean json;

    /**
     * How the accounts of a backup differ from the present ones.
     *
     * @param more accounts that only the backup has
     * @param fewer accounts that only the present vault has
     * @param changed accounts of both that differ
     */
    private record Difference(int accounts, int more, int fewer, int changed) {
        static Difference between(List<Account> then, List<Account> now) {
            Map<UUID, Account> present = new HashMap<>();
            now.forEach(account -> present.put(account.id(), account));
            int more = 0;
            int changed = 0;
            for (Account account : then) {
                Account same = present.remove(account.id());
                more += same == null ? 1 : 0;
                changed += same != null && same.revision() != account.revision() ? 1 : 0;
            }
            return new Difference(then.size(), more, present.size(), changed);
        }

        String words() {
            return more + fewer + changed == 0
                    ? "the same accounts"
                    : more + " more, " + fewer + " fewer, " + changed + " changed";
        }
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        try (Vault vault = access.open()) {
            List<Backup> backups = access.file().backups();
            if (json) {
                printJson(session, access, vault, backups);
                return;
            }
            List<List<String>> rows = new ArrayList<>();
            for (Backup backup : backups) {
                Optional<Difference> difference = difference(access, vault, backup);
                rows.add(List.of(
                        Long.toString(backup.generation()),
                        Rfc3339.seconds(backup.kept()),
                        difference.map(d -> accounts(d.accounts)).orElse("?"),
                        difference.map(Difference::words).orElse("damaged, or from before a change of keys"),
                        Escaper.escape(backup.file().toString())));
            }
            Columns.align(rows).forEach(session.console()::line);
        }
    }

    private static String accounts(int count) {
        return count == 1 ? "1 account" : count + " accounts";
    }

    /** Nothing for a backup that the present keys do not open. */
    private static Optional<Difference> difference(VaultAccess access, Vault vault, Backup backup) {
        try (Vault then = access.file().open(backup, vault)) {
            return Optional.of(Difference.between(then.accounts(), vault.accounts()));
        } catch (VaultException e) {
            return Optional.empty();
        }
    }

    private static void printJson(Session session, VaultAccess access, Vault vault, List<Backup> backups) {
        JsonWriter.print(session.console(), out -> {
            out.writeStartArray();
            for (Backup backup : backups) {
                Optional<Difference> difference = difference(access, vault, backup);
                out.writeStartObject();
                out.writeNumberField("generation", backup.generation());
                ListFormat.time(out, "time", backup.kept());
                out.writeStringField("file", backup.file().toString());
                out.writeBooleanField("opens", difference.isPresent());
                if (difference.isPresent()) {
                    Difference d = difference.get();
                    out.writeNumberField("accounts", d.accounts);
                    out.writeNumberField("more", d.more);
                    out.writeNumberField("fewer", d.fewer);
                    out.writeNumberField("changed", d.changed);
                }
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }
}
