package totp.cli.unlock;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import totp.cli.session.AccountFormat;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.ListPicker;
import totp.cli.session.Nearest;
import totp.cli.session.SecretArguments;
import totp.cli.session.Session;
import totp.cli.session.ShellWords;
import totp.cli.session.Terminal;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.Text;
import totp.vault.AccountSearch;
import totp.vault.AccountSearch.How;
import totp.vault.AccountSearch.Matches;
import totp.vault.Vault;

/** Which account a name means: nothing is guessed, and a person may choose among several. */
final class AccountLookup {
    private final Session session;

    AccountLookup(Session session) {
        this.session = session;
    }

    /** The one account that {@code name} means, prefixes and parts included; a person may choose among several. */
    Account find(List<Account> known, String name, boolean exact) throws Failure {
        if (name.isEmpty()) {
            throw Failure.usage(
                    Message.of("unlock.name-empty")); // every name begins with it, so the only account would be taken
        }
        Matches matches = AccountSearch.find(known, name, loosest(exact));
        List<Account> accounts = matches.accounts();
        if (accounts.isEmpty()) {
            throw notFound(name, known);
        }
        Account account = accounts.size() == 1 ? accounts.get(0) : choose(name, accounts);
        if (matches.how().compareTo(How.ALIAS) > 0) {
            session.output().note(Message.of("unlock.using", account.name()));
        }
        return account;
    }

    /** The one account in the trash that has this name or id. */
    static Account findTrashed(Vault vault, String nameOrId) throws Failure {
        List<Account> found = new ArrayList<>();
        for (Account account : vault.trash()) {
            if (account.id().toString().equals(nameOrId)) {
                return account;
            }
            if (account.name().equals(Text.normalize(nameOrId))) {
                found.add(account);
            }
        }
        if (found.isEmpty()) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    Message.of("unlock.no-trash", nameOrId),
                    Message.of("unlock.totp-list-trash-shows"));
        }
        if (found.size() > 1) {
            List<String> ids = new ArrayList<>();
            found.forEach(account -> ids.add(account.id().toString()));
            throw Failure.ambiguous(Message.of("unlock.several-accounts-trash-named", nameOrId), ids);
        }
        return found.get(0);
    }

    private How loosest(boolean exact) {
        if (exact) {
            return How.ALIAS;
        }
        return session.canAsk() ? How.SUBSEQUENCE : How.SUBSTRING;
    }

    private Failure notFound(String name, List<Account> known) {
        // Somebody may have pasted a seed where a name belongs.
        if (SecretArguments.mightBeSecret(name)) {
            return new Failure(
                    ExitCode.NOT_FOUND,
                    Message.of("unlock.no-account-name"),
                    Message.of("unlock.totp-list-shows-names"));
        }
        Message hint = meant(name, known)
                .map(near -> Message.of("unlock.did-you-mean", ShellWords.quoted(near)))
                .orElseGet(() -> Message.of("unlock.totp-list-shows-names"));
        return new Failure(ExitCode.NOT_FOUND, Message.of("unlock.no-account", name), hint);
    }

    /** A name of the vault is told to a person, or while it is unlocked; the log of a script has no use for it. */
    private Optional<String> meant(String name, List<Account> known) {
        if (!session.canAsk() && session.served().isEmpty()) {
            return Optional.empty();
        }
        Set<String> names = new LinkedHashSet<>();
        for (Account account : known) {
            names.add(account.name());
        }
        // Where only whole names are taken: what would have been enough elsewhere.
        Matches matches = AccountSearch.find(known, name, How.SUBSTRING);
        return matches.accounts().size() == 1
                ? Optional.of(matches.accounts().get(0).name())
                : Nearest.of(name, names);
    }

    private Account choose(String name, List<Account> accounts) throws Failure {
        if (!session.canAsk()) {
            throw ambiguous(name, accounts);
        }
        Terminal terminal = session.terminal(Message.of("unlock.account"), Message.of("unlock.whole-name"));
        List<List<String>> choices = new ArrayList<>();
        accounts.forEach(account -> choices.add(List.of(account.name(), AccountFormat.login(account))));
        Optional<ListPicker> picker = ListPicker.of(session, terminal, Message.of("unlock.which-one"), choices);
        return picker.isPresent() ? accounts.get(picked(picker.get())) : chooseByNumber(terminal, accounts);
    }

    private static int picked(ListPicker picker) throws Failure {
        try {
            return picker.pick().orElseThrow(Session::gaveUp);
        } catch (IOException e) {
            throw Session.terminalLost(e);
        }
    }

    /** For terminals that only print. */
    private Account chooseByNumber(Terminal terminal, List<Account> accounts) throws Failure {
        // One question with its list: behind Ctrl-Z all of it has to stand there again.
        Message question = Message.of("unlock.which-one");
        for (int i = accounts.size(); i > 0; i--) {
            question = Message.of("unlock.choice", i, describe(accounts.get(i - 1)), question);
        }
        String answer = session.ask(terminal, question).strip();
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
        String login = AccountFormat.login(account);
        return login.isEmpty() || login.equals(account.name()) ? account.name() : account.name() + "  (" + login + ")";
    }

    private static Failure ambiguous(String name, List<Account> accounts) {
        List<String> names = new ArrayList<>();
        for (Account account : accounts) {
            names.add(account.name());
        }
        return Failure.ambiguous(Message.of("unlock.several-accounts-fit", name), names);
    }
}
