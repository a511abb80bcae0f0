package totp.cli.transfer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.SecretSource;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.cli.transfer.ImportReport.Outcome;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultAccess.Saved;
import totp.message.Message;
import totp.otp.Account;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class ImportCommand implements Command {
    List<String> files = new ArrayList<>();

    @Nullable
    String format;

    @Nullable
    Path passphraseFile;

    @Nullable
    Integer passphraseFd;

    ImportPlan.OnDuplicate onDuplicate = ImportPlan.OnDuplicate.skip;

    boolean dryRun;
    boolean strict;
    boolean json;

    @Override
    public void declare(Syntax syntax) {
        syntax.parameters(Value.FILE, "FILE", true, given -> files = given);
        syntax.option(Value.words(ImportFiles::words), "FORMAT", given -> format = given, "--format");
        syntax.option(Path.class, "FILE", given -> passphraseFile = given, "--import-passphrase-file");
        syntax.option(Integer.class, "N", given -> passphraseFd = given, "--import-passphrase-fd");
        syntax.option(ImportPlan.OnDuplicate.class, "WHAT", given -> onDuplicate = given, "--on-duplicate");
        syntax.flag(() -> dryRun = true, "--dry-run");
        syntax.flag(() -> strict = true, "--strict");
        syntax.flag(() -> json = true, "--json");
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        if (files.stream().filter("-"::equals).count() > 1) {
            throw Failure.usage(Message.of("transfer.standard-input-one-file"));
        }
        if (files.contains("-")) {
            session.claimStdin("-");
        }
        SecretSource source = new SecretSource("--import-passphrase", passphraseFile, passphraseFd);
        source.check();
        VaultAccess access = new VaultAccess(session);
        List<ImportedFile> read = new ArrayList<>();
        try (ImportPasswords passwords = new ImportPasswords(session, source)) {
            ImportFiles reader = new ImportFiles(session, passwords, format);
            Vault vault = dryRun ? access.open() : access.openToChange();
            try (vault) {
                for (String file : files) {
                    read.add(reader.read(file));
                }
                List<Message> missing = reader.parts().missing();
                ImportReport report = carriedOut(
                        session, access, vault, current -> ImportPlan.of(current, read, missing, onDuplicate));
                report.print(json);
                report.failIfIncomplete();
            }
        } finally {
            read.forEach(file -> file.candidates().forEach(Account::close));
        }
    }

    /** What is imported is decided on the vault as it is under the lock of the save; what was open may be older. */
    private ImportReport carriedOut(Session session, VaultAccess access, Vault vault, Function<Vault, ImportPlan> plans)
            throws VaultException {
        ImportPlan plan = plans.apply(vault);
        if (strict && plan.isIncomplete()) {
            return new ImportReport(session, plan, Outcome.STOPPED);
        }
        if (dryRun) {
            return new ImportReport(session, plan, Outcome.PLANNED);
        }
        if (plan.imported() == 0) {
            return new ImportReport(session, plan, Outcome.IMPORTED);
        }
        Instant now = session.host().now();
        try (Saved<ImportPlan> saved = access.decide(vault, current -> {
            ImportPlan decided = plans.apply(current);
            decided.apply(current, now);
            return decided;
        })) {
            return new ImportReport(session, saved.result(), Outcome.IMPORTED);
        }
    }
}
