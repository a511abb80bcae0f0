package totp.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import totp.otp.Account;
import totp.otp.AccountName;
import totp.vault.AccountSearch;
import totp.vault.AccountSearch.How;
import totp.vault.AccountSearch.Matches;
import totp.vault.Credentials;
import totp.vault.Id;
import totp.vault.SealedVault;
import totp.vault.Surroundings;
import totp.vault.UsedSteps;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultException.Reason;
import totp.vault.VaultFile;

/** The vault that a command works on: where it is, how it is opened, and which account a name means. */
final class VaultAccess {
    private static final String RESTORE_HINT =
            "totp backups lists earlier states; totp restore FILE goes on from one, or from the vault's own file as it is";

    private final Session session;
    private final VaultFile file;
    private final Path state;
    private int warnings;

    VaultAccess(Session session) throws Failure {
        this.session = session;
        Host host = session.host();
        Path vault = path(session);
        this.state = stateFolder(session, vault);
        this.file = VaultFile.at(vault, new Surroundings(host.random(), host.pause(), host.clock(), state));
    }

    VaultFile file() {
        return file;
    }

    private static Path path(Session session) throws Failure {
        Path given = session.options().vault;
        if (given != null) {
            if (given.toString().isEmpty()) {
                throw Failure.usage("--vault takes a file");
            }
            return given;
        }
        Optional<String> variable = session.host().variable("TOTP_VAULT");
        if (variable.isPresent()) {
            return Path.of(variable.get());
        }
        return dataFolder(session).resolve("vault.totp");
    }

    /** Where there is no home folder, as in many containers, a vault that was named has its state beside it. */
    private static Path stateFolder(Session session, Path vault) throws Failure {
        boolean given = session.host()
                .variable("XDG_STATE_HOME")
                .filter(folder -> Path.of(folder).isAbsolute())
                .isPresent();
        if (!given && !session.hasHome()) {
            return vault.toAbsolutePath().resolveSibling("state");
        }
        return session.folder("XDG_STATE_HOME", ".local/state").resolve("totp");
    }

    /** In which this machine remembers what concerns vaults and devices. */
    Path state() {
        return state;
    }

    private static Path dataFolder(Session session) throws Failure {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Optional<String> windows = session.host().variable("APPDATA");
        if (system.startsWith("windows") && windows.isPresent()) {
            return Path.of(windows.get(), "totp");
        }
        String home = system.startsWith("mac") ? "Library/Application Support" : ".local/share";
        return session.folder("XDG_DATA_HOME", home).resolve("totp");
    }

    SealedVault read() throws Failure {
        try {
            return file.read();
        } catch (VaultException e) {
            throw failure(e);
        }
    }

    /** Reads the file and opens it; whatever is amiss is told before anybody types a passphrase. */
    Vault open() throws Failure {
        Unlock unlock = new Unlock(session);
        unlock.checkOptions();
        SealedVault sealed = read();
        new Input(session).warnIfReadableByOthers(file.path());
        Vault vault;
        try {
            vault = unlock.open(sealed);
        } catch (VaultException e) {
            throw failure(e);
        }
        warnOfMismatch(vault);
        if (vault.foreignEntries() > 0) {
            warnings++;
            session.console().warning(vault.foreignEntries() + " entries were made by a newer totp and are not shown");
        }
        return vault;
    }

    /** Opens a file that was read already, with secrets that were collected already. */
    Vault open(SealedVault sealed, Credentials credentials) throws Failure {
        try {
            Vault vault = sealed.open(credentials);
            warnOfMismatch(vault);
            return vault;
        } catch (VaultException e) {
            throw Failure.of(e);
        }
    }

    /** How many warnings opening the vault has given so far. */
    int warnings() {
        return warnings;
    }

    /** An older or diverged file can be read, but somebody has to decide before it is changed. */
    private void warnOfMismatch(Vault vault) throws Failure {
        try {
            Optional<VaultException> mismatch = file.mismatch(vault);
            if (mismatch.isPresent()) {
                warnings++;
                session.console().warning(String.valueOf(mismatch.get().getMessage()));
                session.console().hint(RESTORE_HINT);
            }
        } catch (VaultException e) {
            throw Failure.of(e);
        }
    }

    Vault update(Vault opened, VaultFile.Change change) throws Failure {
        return told(() -> file.update(opened, change));
    }

    Vault updateCounter(Vault opened, VaultFile.Change change) throws Failure {
        return told(() -> file.updateCounter(opened, change));
    }

    private Vault told(Save save) throws Failure {
        try {
            Vault saved = save.run();
            file.warnings().forEach(session.console()::warning);
            return saved;
        } catch (VaultException e) {
            throw failure(e);
        }
    }

    /** What went wrong, with what its owner can do about it. */
    Failure failure(VaultException e) {
        return switch (ExitCode.of(e.reason())) {
            case NO_VAULT -> Failure.of(e, "totp init makes one");
            case ROLLED_BACK -> Failure.of(e, RESTORE_HINT);
            case DAMAGED ->
                e.reason() == Reason.NEWER
                        ? Failure.of(e)
                        : Failure.of(
                                e,
                                "earlier states lie in " + file.path().resolveSibling("backups")
                                        + "; totp restore FILE goes on from one");
            default -> Failure.of(e);
        };
    }

    /** The steps of this vault's accounts that were handed out on this machine. */
    UsedSteps usedSteps(Vault vault) throws Failure {
        return usedSteps(vault.id());
    }

    UsedSteps usedSteps(Id vault) throws Failure {
        try {
            return UsedSteps.of(state, vault, file.realPath(), session.host().pause());
        } catch (VaultException e) {
            throw Failure.of(e);
        }
    }

    /** The one account that {@code name} means, prefixes and parts included; a person may choose among several. */
    Account find(Vault vault, String name, boolean exact) throws Failure {
        if (name.isEmpty()) {
            throw Failure.usage("NAME is empty"); // every name begins with it, so the only account would be taken
        }
        Matches matches = AccountSearch.find(vault.accounts(), name, loosest(exact));
        List<Account> accounts = matches.accounts();
        if (accounts.isEmpty()) {
            throw notFound(name);
        }
        Account account = accounts.size() == 1 ? accounts.get(0) : choose(name, accounts);
        if (matches.how().compareTo(How.ALIAS) > 0) {
            session.console().note("using " + account.name());
        }
        return account;
    }

    /** The one account that has {@code name} as its name, whatever the case, or as an alias; for commands that change it. */
    Account findExact(Vault vault, String name) throws Failure {
        return find(vault, name, true);
    }

    /** The one account in the trash that has this name or id. */
    Account findTrashed(Vault vault, String nameOrId) throws Failure {
        List<Account> found = new ArrayList<>();
        for (Account account : vault.trash()) {
            if (account.id().toString().equals(nameOrId)) {
                return account;
            }
            if (account.name().equals(AccountName.normalize(nameOrId))) {
                found.add(account);
            }
        }
        if (found.isEmpty()) {
            throw new Failure(
                    ExitCode.NOT_FOUND, "there is no " + nameOrId + " in the trash", "totp list --trash shows what is");
        }
        if (found.size() > 1) {
            List<String> ids = new ArrayList<>();
            found.forEach(account -> ids.add(account.id().toString()));
            throw Failure.ambiguous(
                    "several accounts in the trash are named " + nameOrId + "; give one of these ids", ids);
        }
        return found.get(0);
    }

    private How loosest(boolean exact) {
        if (exact) {
            return How.ALIAS;
        }
        return session.canAsk() ? How.SUBSEQUENCE : How.SUBSTRING;
    }

    static Failure notFound(String name) {
        // Somebody may have pasted a seed where a name belongs.
        String what = SecretArguments.mightBeSecret(name) ? "no account has this name" : "there is no account " + name;
        return new Failure(ExitCode.NOT_FOUND, what, "totp list shows the names");
    }

    private Account choose(String name, List<Account> accounts) throws Failure {
        if (!session.canAsk()) {
            throw ambiguous(name, accounts);
        }
        Terminal terminal = session.terminal("the account", "the whole name");
        StringBuilder question = new StringBuilder();
        for (int i = 0; i < accounts.size(); i++) {
            question.append(i + 1)
                    .append("  ")
                    .append(Escaper.escape(describe(accounts.get(i))))
                    .append('\n');
        }
        String answer =
                session.ask(terminal, question.append("Which one? ").toString()).strip();
        for (Account account : accounts) {
            if (answer.equals(account.name())) {
                return account;
            }
        }
        for (int i = 0; i < accounts.size(); i++) {
            if (answer.equals(Integer.toString(i + 1))) {
                return accounts.get(i);
            }
        }
        throw Session.gaveUp();
    }

    private static String describe(Account account) {
        String login = ListFormat.login(account);
        return login.isEmpty() || login.equals(account.name()) ? account.name() : account.name() + "  (" + login + ")";
    }

    private static Failure ambiguous(String name, List<Account> accounts) {
        List<String> names = new ArrayList<>();
        for (Account account : accounts) {
            names.add(account.name());
        }
        return Failure.ambiguous("several accounts fit " + name, names);
    }

    /** A save that may fail. */
    @FunctionalInterface
    private interface Save {
        Vault run() throws VaultException;
    }
}
