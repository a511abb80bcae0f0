package totp.cli.transfer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.cli.intake.CaptureOptions;
import totp.cli.intake.QrSources;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.Session;
import totp.cli.unlock.Passphrase;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AccountName;
import totp.qr.PictureKind;
import totp.qr.QrCode;
import totp.transfer.Content;
import totp.transfer.Entry;
import totp.transfer.Harvest;
import totp.transfer.Importers;
import totp.transfer.Lines;
import totp.transfer.MigrationParts;
import totp.transfer.Passwords;
import totp.transfer.TransferException;
import totp.transfer.UnknownFormatException;
import totp.transfer.WrongPasswordException;
import totp.vault.Credentials;
import totp.vault.SealedVault;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;

/** Reads files of other programs, pictures of their QR codes, and vaults that were exported. */
final class ImportFiles {
    private static final String VAULT_FORMAT = "totp";

    private final Session session;
    private final ImportPasswords passwords;
    private final @Nullable String format;
    private final MigrationParts parts = new MigrationParts();

    /** @param format the word of the format that all files have, or null to let each tell */
    ImportFiles(Session session, ImportPasswords passwords, @Nullable String format) throws Failure {
        this.session = session;
        this.passwords = passwords;
        this.format = format;
        if (format != null
                && !format.equals(VAULT_FORMAT)
                && !Importers.formats().contains(format)) {
            throw Failure.usage(Message.of("transfer.format-knows-no", format), formats());
        }
    }

    private static Message formats() {
        return Message.of("transfer.one-of", String.join(", ", Importers.formats()), VAULT_FORMAT);
    }

    /** What --format takes. */
    static List<String> words() {
        List<String> words = new ArrayList<>(Importers.formats());
        words.add(VAULT_FORMAT);
        return words;
    }

    /** What is missing of exports that came in parts. */
    MigrationParts parts() {
        return parts;
    }

    /** Reads one file, {@code -} for standard input; fails if nothing of it can be read. */
    ImportedFile read(String file) throws Failure {
        Message name = ImportedFile.name(file);
        passwords.forFile(name);
        byte[] bytes = bytes(file);
        boolean codes = format == null || format.equals("google") || format.equals("uri");
        boolean picture = codes && PictureKind.looksLike(bytes);
        try {
            if (VAULT_FORMAT.equals(format) || (format == null && SealedVault.looksLike(bytes))) {
                return vault(file, bytes);
            }
            try (Content content = Content.adopt(picture ? texts(bytes, name) : bytes)) {
                Importers.Imported imported = format == null
                        ? Importers.read(content, passwords)
                        : Importers.read(format, content, passwords).orElseThrow();
                if (!file.equals("-") && !passwords.wereAsked()) {
                    new Input(session).warnIfReadableByOthers(Path.of(file));
                }
                return of(file, imported);
            }
        } catch (WrongPasswordException e) {
            throw new Failure(ExitCode.WRONG_SECRET, Message.of("message.of", name, e.message())).because(e);
        } catch (UnknownFormatException e) {
            List<Message> hints = new ArrayList<>(List.of(Message.of("transfer.format-says-one", formats())));
            if (e.isNoise()) {
                hints.add(Message.of("transfer.oldest-andotp-format"));
            }
            throw new Failure(
                            ExitCode.BAD_INPUT,
                            Message.of("message.of", name, e.message()),
                            hints.toArray(new Message[0]))
                    .because(e);
        } catch (TransferException e) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("message.of", name, e.message())).because(e);
        } catch (ImportPasswords.Unanswered e) {
            throw e.failure();
        } catch (OutOfMemoryError e) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("transfer.takes-more-memory-than", name)).because(e);
        }
    }

    private byte[] bytes(String file) throws Failure {
        Input input = new Input(session);
        if (format != null) {
            return input.bytes(file, "-", Content.NAMED_BYTES_MAX);
        }
        try {
            return input.bytes(file, "-", Content.BYTES_MAX);
        } catch (Failure e) {
            throw e.code() != ExitCode.BAD_INPUT
                    ? e
                    : new Failure(e.code(), e.message(), Message.of("transfer.format-format-may-64"));
        }
    }

    /** What the codes of a picture say, one a line: these are lists of key URIs like others. */
    private byte[] texts(byte[] picture, Message name) throws Failure {
        QrSources sources = new QrSources(session, new CaptureOptions());
        List<QrCode> codes = sources.in(picture, name);
        if (codes.isEmpty()) {
            throw sources.nothing(name);
        }
        try (Lines lines = new Lines()) {
            for (QrCode code : codes) {
                try (Secret text = QrSources.text(code.payload())) {
                    lines.add(text);
                }
            }
            try (Secret list = lines.take()) {
                return list.use(byte[]::clone);
            }
        }
    }

    private ImportedFile of(String file, Importers.Imported imported) {
        Harvest harvest = imported.harvest();
        parts.addAll(harvest.parts());
        Instant now = session.host().now();
        List<Account> candidates = new ArrayList<>();
        for (Entry entry : harvest.entries()) {
            String own = AccountName.suggest(entry.issuer(), entry.account()).orElse("account");
            candidates.add(Account.builder(session.newAccountId(), own, entry.otp(), entry.secret())
                    .issuer(entry.issuer())
                    .accountName(entry.account())
                    .pin(entry.pin())
                    .note(entry.note())
                    .tags(entry.groups())
                    .sites(entry.sites())
                    .created(now)
                    .modified(now)
                    .revision(1)
                    .build());
        }
        return new ImportedFile(
                file, imported.format(), passwords.wereAsked(), candidates, harvest.skipped(), harvest.warnings());
    }

    /** A vault that was exported is opened with a passphrase of its own, and its accounts are copied with all they have. */
    private ImportedFile vault(String file, byte[] bytes) throws TransferException, Failure {
        try {
            SealedVault sealed = SealedVault.decode(bytes);
            List<Account> candidates = new ArrayList<>();
            try (Vault vault = passwords.open(Passwords.THE_FILE, password -> open(sealed, password))) {
                for (Account account : vault.accounts()) {
                    Secret pin = account.pin();
                    candidates.add(account.toBuilder()
                            .id(session.newAccountId())
                            .secret(account.secret().copy())
                            .pin(pin == null ? null : pin.copy())
                            .build());
                }
            }
            return new ImportedFile(file, VAULT_FORMAT, true, candidates, List.of(), List.of());
        } catch (VaultException e) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("message.of", ImportedFile.name(file), e.message()))
                    .because(e);
        }
    }

    private static Vault open(SealedVault sealed, Secret password) throws WrongPasswordException {
        try (Credentials credentials = Credentials.ofPassphrase(Passphrase.normalize(password))) {
            return sealed.open(credentials);
        } catch (Failure e) {
            throw new WrongPasswordException(); // no text that could be a passphrase
        } catch (VaultException e) {
            if (e.reason() == Reason.WRONG_SECRET || e.reason() == Reason.NO_SUCH_SLOT) {
                throw new WrongPasswordException();
            }
            throw new ImportPasswords.Unanswered(Failure.of(e));
        }
    }
}
