package totp.cli.aws;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.aws.KeepingException;
import totp.aws.StepCodes;
import totp.cli.aws.BookCommand.Action;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.UnlockedAgent;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultFailures;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.vault.Id;
import totp.vault.Proposal;
import totp.vault.SealedVault;
import totp.vault.Vault;
import totp.vault.VaultException;
import totp.vault.VaultFile.Change;

/**
 * The vault's key with the agent, which gives codes and no seeds, and makes what {@link Proposal} allows. Where it does not, or
 * is locked meanwhile, the vault is opened here, for all that comes after.
 */
final class AgentKey implements KeyHolder {
    private final Session session;
    private final VaultAccess access;
    private final UnlockedAgent agent;
    private final SealedVault sealed;
    private List<Account> accounts = List.of();
    private @Nullable OwnKey own;

    private AgentKey(Session session, VaultAccess access, UnlockedAgent agent, SealedVault sealed) {
        this.session = session;
        this.access = access;
        this.agent = agent;
        this.sealed = sealed;
    }

    /**
     * The agent's key, if it has this call's vault open.
     *
     * @param toChange a vault that may not be changed is told at once
     */
    static Optional<AgentKey> of(Session session, VaultAccess access, boolean toChange) throws Failure, VaultException {
        Optional<UnlockedAgent> agent = UnlockedAgent.toAsk(session);
        if (agent.isEmpty()) {
            return Optional.empty();
        }
        AgentKey key = new AgentKey(session, access, agent.get(), access.read());
        Action look = toChange ? Action.accounts_to_change : Action.accounts;
        try (Vault outlined = key.outlined(look).orElse(null)) {
            return outlined == null ? Optional.empty() : Optional.of(key);
        }
    }

    /** What the agent shows of the vault; empty if there is none any more. */
    private Optional<Vault> outlined(Action look) throws Failure, VaultException {
        Optional<Secret> outline = ask(look, Secret.adopt(new byte[0]));
        return outline.isEmpty() ? Optional.empty() : Optional.of(outlined(outline.get()));
    }

    private Vault outlined(Secret outline) throws VaultException {
        try (outline) {
            Vault outlined = Proposal.outlined(sealed, outline);
            accounts = outlined.accounts();
            return outlined;
        }
    }

    private Optional<Secret> ask(Action action, Secret input, String... words) throws Failure {
        List<String> all = new ArrayList<>(List.of(BookCommand.WORD, action.name()));
        if (session.options().quiet) {
            all.add("--quiet");
        }
        all.addAll(List.of(words));
        return agent.answered(all, input).map(text -> Secret.adopt(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Id vault() {
        return sealed.vaultId();
    }

    @Override
    public List<Account> accounts() {
        return own == null ? accounts : own.accounts();
    }

    @Override
    public StepCodes codes(Account account) throws Failure, VaultException {
        if (own != null) {
            return own.codes(account);
        }
        return new LentCodes(account);
    }

    /** Seeds are none of what an agent gives away. */
    @Override
    public void lend(UUID account, Borrower taker) throws Failure, VaultException {
        own().lend(account, taker);
    }

    @Override
    public void rehearse(Change change) throws Failure, VaultException {
        propose(Action.rehearse, change);
    }

    @Override
    public void save(Change change) throws Failure, VaultException {
        propose(Action.propose, change);
    }

    /**
     * Has the agent make a change, or makes it here. What is added belongs to the vault that it is added to: the one here if
     * it comes to that, so that the outline is not closed before that is known.
     */
    private void propose(Action action, Change change) throws Failure, VaultException {
        Optional<Vault> before = own == null ? outlined(Action.accounts_to_change) : Optional.empty();
        if (before.isPresent()) {
            Optional<Secret> after;
            try (Secret proposal = Proposal.of(before.get(), change)) {
                after = ask(action, proposal);
            } catch (Failure | VaultException e) {
                before.get().close();
                throw e;
            }
            if (after.isPresent()) {
                before.get().close();
                outlined(after.get()).close();
                return;
            }
        }
        OwnKey here = own();
        if (action == Action.propose) {
            here.save(change);
        } else {
            here.rehearse(change);
        }
    }

    private OwnKey own() throws Failure, VaultException {
        OwnKey here = own;
        if (here == null) {
            here = new OwnKey(access, access.openToChange());
            own = here;
        }
        return here;
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }

    /** The codes of one account, each asked for when it is wanted. */
    private final class LentCodes implements StepCodes {
        private final Account account;
        private @Nullable StepCodes here;

        LentCodes(Account account) {
            this.account = account;
        }

        @Override
        public String of(long step) throws KeepingException {
            try {
                return code(step);
            } catch (Failure e) {
                throw new KeepingException(e);
            } catch (VaultException e) {
                throw new KeepingException(VaultFailures.of(session, e));
            }
        }

        private String code(long step) throws Failure, VaultException {
            if (here == null && own == null) {
                Secret nothing = Secret.adopt(new byte[0]);
                Optional<Secret> code = ask(Action.code, nothing, account.id().toString(), Long.toString(step));
                if (code.isPresent()) {
                    return code.get().use(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
                }
            }
            if (here == null) {
                here = own().codes(account);
            }
            try {
                return here.of(step);
            } catch (KeepingException e) {
                throw new IllegalStateException("a seed that is here gives its codes", e);
            }
        }

        @Override
        public void close() {
            if (here != null) {
                here.close();
            }
        }
    }
}
