package totp.cli.transfer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.SecretSource;
import totp.cli.session.Session;
import totp.cli.transfer.ImportReport.Outcome;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultAccess.Saved;
import totp.message.Message;
import totp.otp.Account;
import totp.vault.Vault;
import totp.vault.VaultException;

@CommandLine.Command(
        name = "import",
        description = {
            "Takes over the accounts of other authenticators and password managers, whose format the files tell.",
            "Good entries come in, in one save; bad ones are named and left out (exit code 11)."
        })
public final class ImportCommand implements Command {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "exports, or pictures of their QR codes; - is standard input")
    List<String> files = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORMAT", description = "do not look for the format: it is this one")
    @Nullable
    String format;

    @Option(names = "--import-passphrase-file", paramLabel = "FILE", description = "read the files' password from FILE")
    @Nullable
    Path passphraseFile;

    @Option(
            names = "--import-passphrase-fd",
            paramLabel = "N",
            description = "read the files' password from descriptor N")
    @Nullable
    Integer passphraseFd;

    @Option(
            names = "--on-duplicate",
            paramLabel = "WHAT",
            description =
                    "an account that is there already: skip it, replace it (the former goes to the trash), or keep both"
                            + " (default: skip)")
    ImportPlan.OnDuplicate onDuplicate = ImportPlan.OnDuplicate.skip;

    @Option(names = "--dry-run", description = "show what would come, and write nothing")
    boolean dryRun;

    @Option(names = "--strict", description = "all or nothing: write nothing if an entry cannot be taken")
    boolean strict;

    @Option(names = "--json", description = "print a JSON document")
    boolean json;

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
