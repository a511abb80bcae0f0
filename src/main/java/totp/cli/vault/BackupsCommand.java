package totp.cli.vault;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.cli.session.AccountFormat;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Output;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultFailures;
import totp.message.Message;
import totp.otp.Account;
import totp.vault.Backup;
import totp.vault.Rfc3339;
import totp.vault.SealedVault;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

public final class BackupsCommand implements Command {
    boolean json;

    /** How a backup answers to the keys of the present vault. Lower case, since the JSON spells it so. */
    private enum State {
        opens,
        other_keys,
        other_vault,
        damaged,
        /** There is no vault, or it does not open. */
        unknown
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.flag(() -> json = true, "--json");
    }

    /**
     * What can be said of a backup.
     *
     * @param words for a person
     * @param shorter for a column of a terminal
     * @param difference of a backup that opens
     */
    private record Row(
            Backup backup,
            State state,
            Message words,
            Message shorter,
            @Nullable Difference difference) {
        Row(Backup backup, State state, Message words, @Nullable Difference difference) {
            this(backup, state, words, words, difference);
        }
    }

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

        Message words() {
            List<Message> parts = new ArrayList<>();
            if (fewer > 0) {
                parts.add(Message.of("vault.count-added", fewer));
            }
            if (more > 0) {
                parts.add(Message.of("vault.count-removed", more));
            }
            if (changed > 0) {
                parts.add(Message.of("vault.count-changed", changed));
            }
            return parts.stream()
                    .reduce((some, next) -> Message.of("vault.comma", some, next))
                    .map(all -> Message.of("vault.since", all))
                    .orElse(Message.of("vault.same-accounts"));
        }
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        VaultAccess access = new VaultAccess(session);
        Vault vault;
        try {
            vault = access.open();
        } catch (Failure e) {
            listWithoutVault(session, access, e);
            return;
        } catch (VaultException e) {
            listWithoutVault(session, access, VaultFailures.of(session, e));
            return;
        }
        try (vault) {
            print(session, rows(access, vault));
        }
    }

    /** A vault that is gone or does not open is when its earlier states are looked for; their headers need no secret. */
    private void listWithoutVault(Session session, VaultAccess access, Failure failure) throws Failure, VaultException {
        boolean closed = failure.code() == ExitCode.WRONG_SECRET;
        if (!closed && failure.code() != ExitCode.NO_VAULT && failure.code() != ExitCode.DAMAGED) {
            throw failure;
        }
        List<Backup> backups = access.file().backups();
        if (backups.isEmpty()) {
            throw failure;
        }
        boolean several = backups.stream().map(Backup::vault).distinct().count() > 1;
        List<Row> rows = new ArrayList<>();
        for (Backup backup : backups) {
            boolean whole = VaultAccess.isWhole(access.file(), backup);
            Message words = whole ? Message.of("vault.not-opened") : Message.of("vault.damaged");
            if (several && backup.vault() != null) {
                words = Message.of("vault.of-vault", backup.vault().toHex().substring(0, 8), words);
            }
            rows.add(new Row(backup, whole ? State.unknown : State.damaged, words, null));
        }
        print(session, rows);
        if (closed) {
            session.output().flush();
            throw failure;
        }
        session.output().warning(Message.of("vault.backups-opened-keys", failure.message()));
    }

    private static List<Row> rows(VaultAccess access, Vault vault) throws VaultException {
        List<Row> rows = new ArrayList<>();
        KeyChanges changes = new KeyChanges(vault);
        for (Backup backup : access.file().backups()) {
            rows.add(row(access, vault, backup, changes));
        }
        return rows;
    }

    private static Row row(VaultAccess access, Vault vault, Backup backup, KeyChanges changes) {
        if (backup.vault() != null && !backup.isOf(vault.id())) {
            return new Row(backup, State.other_vault, Message.of("vault.of-another-vault"), null);
        }
        try (Vault then = access.file().open(backup, vault)) {
            Difference difference = Difference.between(then.accounts(), vault.accounts());
            return new Row(backup, State.opens, difference.words(), difference);
        } catch (VaultException e) {
            return e.reason() == Reason.OTHER_KEYS
                    ? changes.row(access, backup)
                    : new Row(backup, State.damaged, Message.of("vault.damaged"), null);
        }
    }

    /** When the keys were changed, as far as backups tell: the last state with some keys was put aside at that time. */
    private static final class KeyChanges {
        private final Vault present;
        private @Nullable SealedVault last;
        private @Nullable Instant time;
        private boolean later;

        KeyChanges(Vault present) {
            this.present = present;
        }

        /** Asked from the newest backup to the oldest. */
        Row row(VaultAccess access, Backup backup) {
            try {
                SealedVault sealed = access.file().read(backup.file());
                if (last == null || time == null || !sealed.hasSameSlotsAs(last)) {
                    last = sealed;
                    time = backup.kept();
                    later = backup.generation() > present.sealed().generation();
                }
                Message words = later
                        ? Message.of("vault.opens-later")
                        : Message.of("vault.opens-before", Rfc3339.seconds(time));
                Message shorter = later ? Message.of("vault.newer-secrets") : Message.of("vault.older-secrets");
                return new Row(backup, State.other_keys, words, shorter, null);
            } catch (VaultException e) {
                return new Row(backup, State.damaged, Message.of("vault.damaged"), null); // it was read a moment ago
            }
        }
    }

    private void print(Session session, List<Row> rows) {
        if (json) {
            printJson(session, rows);
            return;
        }
        Output output = session.output();
        boolean watched = output.isWatched();
        if (watched && !rows.isEmpty()) {
            Path folder = rows.get(0).backup().file().toAbsolutePath().getParent();
            output.line(Message.of("vault.backups-in", String.valueOf(folder)));
        }
        List<List<String>> table = new ArrayList<>();
        for (Row row : rows) {
            Optional<Difference> difference = Optional.ofNullable(row.difference());
            Path file = row.backup().file();
            table.add(List.of(
                    Long.toString(row.backup().generation()),
                    output.time(row.backup().kept()),
                    difference
                            .map(d -> session.cell(Message.counted("vault.accounts", d.accounts)))
                            .orElse("?"),
                    session.cell(watched ? row.shorter() : row.words()),
                    watched ? String.valueOf(file.getFileName()) : file.toString()));
        }
        output.table(
                List.of(
                        Message.of("vault.column-generation"),
                        Message.of("vault.column-kept"),
                        Message.of("vault.column-accounts"),
                        Message.of("vault.column-since-then"),
                        Message.of("vault.column-file")),
                table);
        if (watched && rows.stream().anyMatch(row -> row.state() == State.other_keys)) {
            output.hint(Message.of("vault.restore-asks"));
        }
    }

    private static void printJson(Session session, List<Row> rows) {
        JsonWriter.print(session.output(), out -> {
            out.writeStartArray();
            for (Row row : rows) {
                Backup backup = row.backup();
                out.writeStartObject();
                out.writeNumberField("generation", backup.generation());
                AccountFormat.time(out, "time", backup.kept());
                out.writeStringField("file", backup.file().toString());
                out.writeStringField(
                        "vault_id",
                        backup.vault() == null ? null : backup.vault().toHex());
                out.writeStringField("state", row.state().name());
                out.writeBooleanField("opens", row.state() == State.opens);
                Difference d = row.difference();
                if (d != null) {
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
