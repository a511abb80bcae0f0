package totp.cli.aws;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.vault.Credentials;
import totp.vault.KdfCost;
import totp.vault.NewSlot;
import totp.vault.PrivateFile;
import totp.vault.SealedVault;
import totp.vault.Vault;
import totp.vault.VaultCopy;
import totp.vault.VaultException;

/**
 * The way of the seeds to their users: for each a vault with the one account, and a line with what opens it in a list beside.
 * Both are on the disk before the device is registered, for from then on nobody signs in without the seed.
 */
final class HandOver implements AutoCloseable {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** Written and removed, to find out whether files can be. */
    private static final String TRIAL = ".totp-trial";

    private static final int VAULT_BYTES_MAX = 1 << 20;

    private final Session session;
    private final AccountBook book;
    private final Path folder;
    private final PassphraseList passphrases;

    private HandOver(Session session, AccountBook book, Path folder, PassphraseList passphrases) {
        this.session = session;
        this.book = book;
        this.folder = folder;
        this.passphrases = passphrases;
    }

    /**
     * Makes the folder, and makes sure that there and to the list can be written.
     *
     * @param list what opens the files; not below the folder, for who gets that would get both
     */
    static HandOver prepare(Session session, AccountBook book, Path folder, Path list) throws Failure {
        return AccountBook.inWords(session, () -> {
            checkApart(folder, list);
            PassphraseList passphrases = PassphraseList.read(list);
            try {
                PrivateFile.makeFolder(folder);
                checkApart(folder, list); // once more, where a link may lead there
                passphrases.rehearse();
                Path trial = folder.resolve(TRIAL);
                PrivateFile.replace(trial, Secret.adopt(new byte[0]));
                PrivateFile.remove(trial);
                return new HandOver(session, book, folder, passphrases);
            } catch (Failure | VaultException e) {
                passphrases.close();
                throw e;
            }
        });
    }

    /** The part of it that changes nothing. */
    static void check(Session session, Path folder, Path list) throws Failure {
        AccountBook.inWords(session, () -> {
            checkApart(folder, list);
            PassphraseList.read(list).close();
            return folder;
        });
    }

    private static void checkApart(Path folder, Path list) throws Failure {
        if (real(list).startsWith(real(folder))) {
            throw Failure.usage(Message.of("aws.passphrases-below-folder", list, folder));
        }
    }

    /** Without links, as far as it is there. */
    private static Path real(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        try {
            return whole.toRealPath();
        } catch (IOException e) {
            Path parent = whole.getParent();
            return parent == null ? whole : real(parent).resolve(whole.getFileName());
        }
    }

    /** Where the file of a user is, or would be. */
    Path file(String user) {
        return file(folder, user);
    }

    static Path file(Path folder, String user) {
        return folder.resolve(user + ".totp");
    }

    /** Makes sure that a user's file is there, opens with the passphrase of its line, and holds the seed of this account. */
    void ensure(String user, UUID account) throws Failure {
        book.lend(account, whole -> ensure(user, whole));
    }

    private void ensure(String user, Account account) throws VaultException {
        Path file = file(user);
        Optional<Secret> noted = passphrases.of(user);
        if (noted.isPresent() && holds(file, noted.get(), account)) {
            passphrases.put(user, file, noted.get());
            return;
        }
        if (PrivateFile.read(file, VAULT_BYTES_MAX).map(HandOver::closed).isPresent()) {
            // Somebody's vault perhaps, and the only one that holds what it holds.
            Path aside = PrivateFile.moveAside(file);
            session.output().warning(Message.of("aws.hand-over-moved-aside", file, aside));
        }
        Secret fresh = passphrase(session.host().random().get());
        boolean noting = false;
        try (Secret sealed = seal(account, fresh)) {
            PrivateFile.replace(file, sealed);
            noting = true;
            passphrases.put(user, file, fresh);
        } finally {
            if (!noting) {
                fresh.close();
            }
        }
        if (!holds(file, fresh, account)) {
            throw new VaultException(VaultException.Reason.IO, Message.of("aws.hand-over-not-as-written", file));
        }
    }

    private static Path closed(Secret content) {
        content.close();
        return Path.of("");
    }

    private Secret seal(Account account, Secret passphrase) throws VaultException {
        AwsDevice device = Objects.requireNonNull(account.aws(), "the account has a device");
        Account theirs = account.toBuilder()
                .state(Account.State.ACTIVE)
                .aliases(List.of(device.serial()))
                .tags(List.of())
                .note("")
                .aws(new AwsDevice(device.serial(), device.user(), device.accountId(), device.partition()))
                .build();
        List<NewSlot> slots = List.of(new NewSlot(Credentials.ofPassphrase(passphrase)));
        return Secret.adopt(VaultCopy.seal(
                List.of(theirs), slots, KdfCost.LEAST, session.host().random().get()));
    }

    /** Whether the file opens and holds the account's seed; one that is cut or another's does not. */
    private static boolean holds(Path file, Secret passphrase, Account account) throws VaultException {
        Optional<Secret> content = PrivateFile.read(file, VAULT_BYTES_MAX);
        if (content.isEmpty()) {
            return false;
        }
        try (Secret bytes = content.get();
                Vault vault = bytes.use(file0 -> SealedVault.decode(file0.clone()))
                        .open(Credentials.ofPassphrase(passphrase))) {
            return vault.accounts().size() == 1
                    && vault.accounts().get(0).secret().sameAs(account.secret())
                    && vault.accounts().get(0).otp().equals(account.otp());
        } catch (VaultException e) {
            return false;
        }
    }

    /** {@value PassphraseList#LENGTH} characters by chance, five bits each. */
    private static Secret passphrase(SecureRandom random) {
        byte[] characters = new byte[PassphraseList.LENGTH];
        for (int i = 0; i < characters.length; i++) {
            characters[i] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
        return Secret.adopt(characters);
    }

    @Override
    public void close() {
        passphrases.close();
    }
}
