package totp.cli.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import totp.agent.Answer;
import totp.cli.session.AccountFormat;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.UnlockedAgent;
import totp.crypto.Secret;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.TimeBased;
import totp.otp.Yandex;

/** A new account on its way to the agent, which saves it as if it had been read from its standard input. */
final class AgentAddition {
    private final Session session;
    private final UnlockedAgent agent;

    AgentAddition(Session session, UnlockedAgent agent) {
        this.session = session;
        this.agent = agent;
    }

    /**
     * Hands an account over.
     *
     * @return whether it is done; of a PIN that no URI holds the agent would hear nothing
     */
    boolean adds(Account account, boolean replace) throws Failure {
        if (account.pin() != null && !(account.otp() instanceof Yandex)) {
            return false;
        }
        try (Secret uri = AccountFormat.uri(account)) {
            Optional<Answer> answer = agent.ask(words(account, replace), uri);
            // What may not stand among arguments came from a URI: it is added with the vault opened here.
            if (answer.isEmpty() || answer.get().code() == ExitCode.USAGE.number()) {
                return false;
            }
            ExitCode code = agent.show(answer.get());
            if (code != ExitCode.DONE) {
                throw new Failure(code, Message.NONE);
            }
        }
        showFirstCode(account);
        return true;
    }

    private List<String> words(Account account, boolean replace) {
        List<String> words = new ArrayList<>(List.of("add", "--from", "-", "--issuer=" + account.issuer()));
        words.add("--account=" + account.accountName());
        words.add("--note=" + account.note());
        account.tags().forEach(tag -> words.add("--tag=" + tag));
        account.aliases().forEach(alias -> words.add("--alias=" + alias));
        account.sites().forEach(site -> words.add("--site=" + site));
        if (replace) {
            words.add("--replace");
        }
        if (session.options().quiet) {
            words.add("--quiet");
        }
        words.add(account.name());
        return words;
    }

    private void showFirstCode(Account account) throws Failure {
        if (!AddCommand.isWatched(session) || account.lacksPin() || !(account.otp() instanceof TimeBased scheme)) {
            return;
        }
        Optional<String> code = agent.printed(List.of("code", "--exact", account.name()));
        Instant now = session.host().now();
        if (code.isPresent()) {
            Instant until = scheme.beginOfStep(scheme.stepAt(now) + 1);
            session.tell(Message.of("account.its-code", code.get().strip(), AccountFormat.remaining(until, now)));
        }
    }
}
