package totp.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AccountName;
import totp.otp.KeyUri;
import totp.vault.Vault;

@CommandLine.Command(
        name = "add",
        description = "Adds an account. The secret or key URI (otpauth://…) is asked for unseen, or read from --from.")
final class AddCommand implements Command {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "its name (default: made of issuer and account)")
    @Nullable
    String name;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "read the secret or key URI from FILE, - for standard input")
    @Nullable
    String from;

    @Option(names = "--issuer", paramLabel = "TEXT", description = "the service")
    @Nullable
    String issuer;

    @Option(names = "--account", paramLabel = "TEXT", description = "the login at the service")
    @Nullable
    String accountName;

    @Option(names = "--tag", paramLabel = "TAG", description = "a tag; may be given several times")
    List<String> tags = new ArrayList<>();

    @Option(names = "--alias", paramLabel = "NAME", description = "a further name; may be given several times")
    List<String> aliases = new ArrayList<>();

    @Option(names = "--note", paramLabel = "TEXT", description = "a note")
    @Nullable
    String note;

    @Option(names = "--replace", description = "put an account that has the name into the trash")
    boolean replace;

    @Mixin
    SecretOptions secretOptions = new SecretOptions();

    @Override
    public void run(Session session) throws Failure {
        secretOptions.check();
        Texts.check("--issuer", issuer);
        Texts.check("--account", accountName);
        Texts.checkNote(note);
        tags.replaceAll(AccountName::normalize);
        for (String tag : tags) {
            Texts.check("--tag", tag);
        }
        aliases.replaceAll(AccountName::normalize);
        for (String alias : aliases) {
            Texts.checkName(alias);
        }
        tags = new ArrayList<>(new LinkedHashSet<>(tags));
        aliases = new ArrayList<>(new LinkedHashSet<>(aliases));
        if ("-".equals(from)) {
            session.claimStdin("--from -");
        }
        VaultAccess access = new VaultAccess(session);
        Vault vault = access.open();
        try {
            if (name != null) {
                name = AccountName.normalize(name);
                Texts.checkName(name);
                checkFree(vault, name);
            }
            for (String alias : aliases) {
                checkFree(vault, alias);
            }
            Account account = account(session, vault);
            Instant now = session.host().now();
            Vault saved = access.update(vault, current -> {
                if (replace) {
                    Optional<Account> old = current.named(account.name());
                    if (old.isPresent()) {
                        current.trash(old.get().id(), now);
                    }
                }
                current.add(account);
            });
            saved.close();
            session.console().note("added " + account.name());
        } finally {
            vault.close();
        }
    }

    private Account account(Session session, Vault vault) throws Failure {
        KeyUri uri;
        try (Secret text = text(session)) {
            uri = secretOptions.read(session, text);
        }
        String theirs = issuer == null ? uri.issuer() : AccountName.normalize(issuer.strip());
        String login = accountName == null ? uri.account() : AccountName.normalize(accountName.strip());
        String own = name == null ? suggested(theirs, login) : name;
        if (name == null) {
            checkFree(vault, own);
        }
        Instant now = session.host().now();
        return Account.builder(session.newAccountId(), own, uri.otp(), uri.secret())
                .issuer(theirs)
                .accountName(login)
                .pin(uri.pin())
                .tags(tags)
                .aliases(aliases.stream().filter(alias -> !alias.equals(own)).toList())
                .note(note == null ? "" : note)
                .created(now)
                .modified(now)
                .revision(1)
                .build();
    }

    private Secret text(Session session) throws Failure {
        if (from != null) {
            return new Input(session).fileOrStdin(from, "--from -");
        }
        Terminal terminal = session.terminal("the secret", "--from FILE or --from -");
        return session.askHidden(terminal, "Secret key or otpauth URI: ");
    }

    private static String suggested(String issuer, String login) throws Failure {
        return AccountName.suggest(issuer, login)
                .orElseThrow(() -> Failure.usage("the account has no name of its own; give a NAME"));
    }

    /** Before anything is typed, so that nobody types a seed in vain; the save checks again. */
    private void checkFree(Vault vault, String wanted) throws Failure {
        if (!replace && vault.named(wanted).isPresent()) {
            throw new Failure(
                    ExitCode.EXISTS,
                    "there is already an account named " + wanted,
                    "--replace puts the old one into the trash");
        }
    }
}
