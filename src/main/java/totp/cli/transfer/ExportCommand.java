package totp.cli.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.ProvisionalFiles;
import totp.cli.session.SecretSource;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.unlock.PassphraseSource;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.transfer.Exporter;
import totp.transfer.Exporters;
import totp.transfer.TransferException;
import totp.vault.Credentials;
import totp.vault.KdfCost;
import totp.vault.NewSlot;
import totp.vault.PrivateFile;
import totp.vault.Vault;
import totp.vault.VaultCopy;
import totp.vault.VaultException;

public final class ExportCommand implements Command {
    private static final String VAULT_FORMAT = "totp";

    List<String> names = new ArrayList<>();
    String format = "";
    String output = "";
    boolean plain;
    List<String> tags = new ArrayList<>();

    @Nullable
    Path passphraseFile;

    @Nullable
    Integer passphraseFd;

    @Override
    public void declare(Syntax syntax) {
        syntax.parameters(Value.ACCOUNT, "NAME", false, given -> names = given);
        syntax.option(Value.words(ExportCommand::words), "FORMAT", given -> format = given, "--to");
        syntax.option(Value.FILE, "FILE", given -> output = given, "-o", "--output");
        syntax.flag(() -> plain = true, "--plain");
        syntax.repeated(Value.TAG, "TAG", given -> tags = given, "--tag");
        syntax.option(Path.class, "FILE", given -> passphraseFile = given, "--export-passphrase-file");
        syntax.option(Integer.class, "N", given -> passphraseFd = given, "--export-passphrase-fd");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        Exporter exporter = exporter();
        check(exporter);
        VaultAccess access = new VaultAccess(session);
        try (Vault vault = access.open()) {
            List<Account> chosen = chosen(access, vault);
            List<Account> accounts = exporter == null
                    ? chosen
                    : chosen.stream().filter(a -> exporter.holds(a.otp())).toList();
            if (accounts.isEmpty()) {
                throw new Failure(
                        ExitCode.NOT_FOUND,
                        chosen.isEmpty()
                                ? Message.of("transfer.no-account-export")
                                : Message.of("transfer.format-holds-none-these"));
            }
            try (Secret passphrase = plain ? null : passphrase(session)) {
                write(session, exporter, accounts, passphrase);
            }
            new ExportLosses(session, format, exporter).tell(chosen, accounts);
        }
    }

    /** What --to takes. */
    private static List<String> words() {
        List<String> words = new ArrayList<>(Exporters.formats());
        words.add(VAULT_FORMAT);
        return words;
    }

    /** Null for a vault of our own. */
    private @Nullable Exporter exporter() throws Failure {
        return format.equals(VAULT_FORMAT)
                ? null
                : Exporters.of(format)
                        .orElseThrow(() -> Failure.usage(
                                format.isEmpty()
                                        ? Message.of("transfer.to-missing")
                                        : Message.of("transfer.knows-no", format),
                                Message.of("transfer.one-of", String.join(", ", Exporters.formats()), VAULT_FORMAT)));
    }

    private void check(@Nullable Exporter exporter) throws Failure {
        if (plain && exporter == null) {
            throw Failure.usage(Message.of("transfer.vault-always-encrypted"), Message.of("transfer.leave-out-plain"));
        }
        if (!plain && exporter != null && !exporter.encrypts()) {
            throw Failure.usage(
                    Message.of("transfer.format-cannot-encrypted", format),
                    Message.of("transfer.plain-writes-secrets-clear"));
        }
        passphraseSource().check();
        if (plain && passphraseSource().isGiven()) {
            throw Failure.usage(Message.of("transfer.plain-takes-no-passphrase"));
        }
        if (!names.isEmpty() && !tags.isEmpty()) {
            throw Failure.usage(Message.of("transfer.give-names-tag"));
        }
        if (!output.equals("-") && !isPicture()) {
            ProvisionalFiles.checkFree(Path.of(output));
        }
    }

    private boolean isPicture() {
        return format.equals("google") && MigrationCodes.isPicture(output);
    }

    /** In the order of the vault. */
    private List<Account> chosen(VaultAccess access, Vault vault) throws Failure {
        if (!names.isEmpty()) {
            List<Account> named = new ArrayList<>();
            for (String name : names) {
                Account account = access.findExact(vault, name);
                if (!named.contains(account)) {
                    named.add(account);
                }
            }
            return named;
        }
        List<Account> tagged = vault.accounts().stream()
                .filter(account -> tags.isEmpty() || account.tags().stream().anyMatch(tags::contains))
                .toList();
        if (tagged.isEmpty() && !tags.isEmpty()) {
            throw new Failure(ExitCode.NOT_FOUND, Message.of("transfer.no-account-tag", alternatives(tags)));
        }
        return tagged;
    }

    private static Message alternatives(List<String> tags) {
        Message all = Message.said(tags.get(0));
        for (String tag : tags.subList(1, tags.size())) {
            all = Message.of("transfer.or", all, tag);
        }
        return all;
    }

    private SecretSource passphraseSource() {
        return new SecretSource("--export-passphrase", passphraseFile, passphraseFd);
    }

    private Secret passphrase(Session session) throws Failure {
        return new PassphraseSource(session).fresh(passphraseSource(), Message.of("transfer.passphrase-of-export"));
    }

    private void write(
            Session session, @Nullable Exporter exporter, List<Account> accounts, @Nullable Secret passphrase)
            throws Failure, VaultException {
        List<Secret> parts;
        try {
            parts = exporter == null
                    ? List.of(vault(session, accounts, passphrase))
                    : exporter.write(
                            accounts, passphrase, session.host().random().get());
        } catch (TransferException e) {
            throw new Failure(ExitCode.IO, e.message()).because(e);
        }
        try {
            if (format.equals("google")) {
                new MigrationCodes(session).write(parts, output);
            } else if (output.equals("-")) {
                parts.get(0).lend(bytes -> session.output().data().write(bytes));
            } else {
                PrivateFile.create(Path.of(output), parts.get(0));
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.IO, Message.of("transfer.cannot-write-standard-output"), e);
        } finally {
            parts.forEach(Secret::close);
        }
    }

    private static Secret vault(Session session, List<Account> accounts, @Nullable Secret passphrase)
            throws VaultException {
        if (passphrase == null) {
            throw new IllegalStateException("a vault without a passphrase");
        }
        List<NewSlot> slots = List.of(new NewSlot(Credentials.ofPassphrase(passphrase)));
        return Secret.adopt(VaultCopy.seal(
                accounts, slots, KdfCost.DEFAULT, session.host().random().get()));
    }
}
