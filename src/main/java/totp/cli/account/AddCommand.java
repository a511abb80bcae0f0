package totp.cli.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.cli.intake.CaptureOptions;
import totp.cli.intake.NewAccounts;
import totp.cli.intake.SecretOptions;
import totp.cli.session.AccountFormat;
import totp.cli.session.Command;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.session.Terminal;
import totp.cli.session.TextRules;
import totp.cli.session.Value;
import totp.cli.unlock.UnlockedAgent;
import totp.cli.unlock.VaultAccess;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AccountName;
import totp.otp.Code;
import totp.otp.CodeIdentity;
import totp.otp.KeyUri;
import totp.otp.Text;
import totp.otp.TimeBased;
import totp.vault.Vault;
import totp.vault.VaultException;

public final class AddCommand implements Command {
    @Nullable
    String name;

    @Nullable
    String from;

    @Nullable
    String issuer;

    @Nullable
    String accountName;

    List<String> tags = new ArrayList<>();
    List<String> aliases = new ArrayList<>();

    private final SiteOptions sites = new SiteOptions();

    @Nullable
    String note;

    boolean replace;
    SecretOptions secretOptions = new SecretOptions();
    CaptureOptions capture = new CaptureOptions();

    @Override
    public void declare(Syntax syntax) {
        syntax.optionalParameter(String.class, "NAME", given -> name = given);
        syntax.option(Value.FILE, "FILE", given -> from = given, "--from");
        syntax.option(String.class, "TEXT", given -> issuer = given, "--issuer");
        syntax.option(String.class, "TEXT", given -> accountName = given, "--account");
        syntax.repeated(Value.TAG, "TAG", given -> tags = given, "--tag");
        syntax.repeated(Value.TEXT, "ALIAS", given -> aliases = given, "--alias");
        sites.declareAddition(syntax);
        syntax.option(String.class, "TEXT", given -> note = given, "--note");
        syntax.flag(() -> replace = true, "--replace");
        secretOptions.declare(syntax);
        capture.declare(syntax);
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        secretOptions.check();
        capture.check(from != null);
        TextRules.check("--issuer", issuer);
        TextRules.check("--account", accountName);
        TextRules.checkNote(note);
        TextRules.checkTags(tags);
        sites.check(session);
        TextRules.checkNames(aliases);
        if ("-".equals(from)) {
            session.claimStdin("--from -");
        }
        if (name != null) {
            name = Text.normalize(name);
            TextRules.checkName(name);
        }
        NewAccounts sources = new NewAccounts(session, secretOptions, capture);
        Optional<UnlockedAgent> agent = UnlockedAgent.toAsk(session);
        Optional<List<Account>> known =
                agent.isEmpty() ? Optional.empty() : agent.get().accounts();
        List<KeyUri> uris = List.of();
        if (known.isPresent()) {
            checkFree(known.get());
            uris = sources.read(from);
            AgentAddition addition = new AgentAddition(session, agent.get());
            if (uris.size() == 1 && addition.adds(account(session, known.get(), uris.get(0)), replace)) {
                return;
            }
        }
        VaultAccess access = new VaultAccess(session);
        Vault vault = access.openToChange();
        try {
            checkFree(vault.accounts());
            add(session, access, vault, known.isPresent() ? uris : sources.read(from));
        } finally {
            vault.close();
        }
    }

    private void add(Session session, VaultAccess access, Vault vault, List<KeyUri> uris)
            throws Failure, VaultException {
        List<Account> known = vault.accounts();
        List<Account> accounts =
                uris.size() == 1 ? List.of(account(session, known, uris.get(0))) : several(session, known, uris);
        accounts.forEach(account -> tellOfTheSameSecret(session, vault, account));
        Instant now = session.host().now();
        Vault saved = access.update(vault, current -> {
            for (Account account : accounts) {
                Optional<Account> old = current.named(account.name());
                if (replace && old.isPresent()) {
                    current.trash(old.get().id(), now);
                }
                current.add(account);
            }
        });
        try (saved) {
            accounts.forEach(account -> session.output().note(Message.of("account.added", account.name())));
            Optional<Account> added = saved.byId(accounts.get(0).id());
            if (accounts.size() == 1 && added.isPresent()) {
                showFirstCode(session, access, saved, added.get());
            }
        }
    }

    /** Read by an agent, it is one account on standard input, and nothing else of the caller's. */
    @Override
    public boolean isServed() {
        return "-".equals(from) && !capture.isGiven() && !secretOptions.pinIsGiven();
    }

    /** The secret comes first: the agent has no standard input of ours. */
    @Override
    public boolean isForwarded() {
        return false;
    }

    /** Whether a person waits for the first code. */
    static boolean isWatched(Session session) {
        return session.served().isEmpty() && session.canAsk() && !session.options().quiet;
    }

    /** Whoever adds an account by hand is looking at a page that wants the first code. */
    private static void showFirstCode(Session session, VaultAccess access, Vault vault, Account account)
            throws Failure {
        if (!isWatched(session) || account.lacksPin() || !(account.otp() instanceof TimeBased scheme)) {
            return;
        }
        Instant now = session.host().now();
        Code code = scheme.codeAt(now, account.secret(), account.pin());
        try {
            access.usedSteps(vault).note(account.id(), scheme.stepAt(now));
            session.tell(Message.of("account.its-code", code.value(), AccountFormat.remaining(code.validUntil(), now)));
        } catch (VaultException e) {
            session.output().detail(Message.of("account.code-not-noted-used", e.message()));
        }
    }

    /** Names of their own: what was given for one account fits no more than one. */
    private List<Account> several(Session session, List<Account> known, List<KeyUri> uris) throws Failure {
        if (name != null || issuer != null || accountName != null || !aliases.isEmpty()) {
            throw Failure.usage(
                    Message.of("account.accounts-name-fits-one", uris.size()),
                    Message.of("account.leave-out-name-issuer"));
        }
        Map<String, String> present = new HashMap<>();
        known.forEach(account -> present.put(CodeIdentity.of(account), account.name()));
        List<Account> accounts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (KeyUri uri : uris) {
            String own = AccountName.firstFree(
                    AccountName.suggest(uri.issuer(), uri.account()).orElse("account"),
                    candidate -> names.contains(candidate) || (!replace && isTaken(known, candidate)));
            Account account = account(session, uri, own, uri.issuer(), uri.account());
            String there = present.get(CodeIdentity.of(account));
            if (there != null && !replace) {
                session.output().note(Message.of("account.already", AccountFormat.login(account), there));
                continue;
            }
            names.add(own);
            accounts.add(account);
        }
        if (accounts.isEmpty()) {
            throw new Failure(ExitCode.EXISTS, Message.of("account.all-accounts-already", uris.size()));
        }
        return accounts;
    }

    private Account account(Session session, List<Account> known, KeyUri uri) throws Failure {
        String theirs = issuer == null ? uri.issuer() : Text.normalize(issuer.strip());
        String login = accountName == null ? uri.account() : Text.normalize(accountName.strip());
        String own = name == null ? ownName(session, known, theirs, login) : name;
        return account(session, uri, own, theirs, login);
    }

    /** Two accounts with one secret are mostly one that was added twice; which of them to keep is for people to say. */
    private void tellOfTheSameSecret(Session session, Vault vault, Account account) {
        for (Account present : vault.accounts()) {
            boolean goes = replace && present.name().equals(account.name());
            if (!goes && present.secret().sameAs(account.secret())) {
                session.output().warning(Message.of("account.same-secret-vault-already", present.name()));
            }
        }
    }

    /** The name that issuer and account make; where they make none, or one that is taken, people are asked if there are any. */
    private String ownName(Session session, List<Account> known, String theirs, String login) throws Failure {
        Failure problem;
        try {
            String own = suggested(theirs, login);
            checkFree(known, own);
            return own;
        } catch (Failure e) {
            boolean typed = from == null && !capture.isGiven(); // and would have to be typed again
            if (!session.canAsk() || (e.code() == ExitCode.EXISTS && !typed)) {
                throw e;
            }
            problem = e;
        }
        Terminal terminal = session.terminal(Message.of("account.name"), Message.said("NAME"));
        for (int tries = NewAccounts.TRIES; tries > 0; tries--) {
            NewAccounts.tell(session, problem);
            String typed = Text.normalize(
                    session.ask(terminal, Message.of("account.name-account")).strip());
            try {
                TextRules.checkName(typed);
                checkFree(known, typed);
                return typed;
            } catch (Failure e) {
                problem = e;
            }
        }
        throw problem;
    }

    private Account account(Session session, KeyUri uri, String own, String theirs, String login) {
        Instant now = session.host().now();
        return Account.builder(session.newAccountId(), own, uri.otp(), uri.secret())
                .issuer(theirs)
                .accountName(login)
                .pin(uri.pin())
                .tags(tags.stream().distinct().toList())
                .sites(sites.edited(List.of()))
                .aliases(aliases.stream()
                        .distinct()
                        .filter(alias -> !alias.equals(own))
                        .toList())
                .note(note == null ? "" : note)
                .created(now)
                .modified(now)
                .revision(1)
                .build();
    }

    private static String suggested(String issuer, String login) throws Failure {
        return AccountName.suggest(issuer, login)
                .orElseThrow(() -> Failure.usage(Message.of("account.account-no-name-own")));
    }

    /** Before anything is typed, so that nobody types a seed in vain; the save checks again. */
    private void checkFree(List<Account> known) throws Failure {
        if (name != null) {
            checkFree(known, name);
        }
        for (String alias : aliases) {
            checkFree(known, alias);
        }
    }

    private void checkFree(List<Account> known, String wanted) throws Failure {
        if (!replace && isTaken(known, wanted)) {
            throw new Failure(
                    ExitCode.EXISTS,
                    Message.of("account.already-account-named", wanted),
                    Message.of("account.replace-puts-old-one"));
        }
    }

    private static boolean isTaken(List<Account> known, String wanted) {
        return known.stream()
                .anyMatch(account ->
                        account.name().equals(wanted) || account.aliases().contains(wanted));
    }
}
