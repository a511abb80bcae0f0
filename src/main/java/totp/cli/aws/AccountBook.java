package totp.cli.aws;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import totp.aws.StepCodes;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.cli.unlock.VaultAccess;
import totp.cli.unlock.VaultFailures;
import totp.otp.Account;
import totp.otp.AwsDevices;
import totp.vault.VaultException;
import totp.vault.VaultFile.Change;

/**
 * A vault for a command that waits, for AWS or for a person: its accounts without their secrets, and who has its key, by which
 * codes are had and something is saved.
 *
 * <p>What the vault refuses is put into words here, by the mapper that the program would ask at its end: an enrolment tells
 * its failure in a document, and of several that go on each tells its own.
 */
final class AccountBook implements AutoCloseable {
    private final Session session;
    private final VaultAccess access;
    private final KeyHolder key;

    private AccountBook(Session session, VaultAccess access, KeyHolder key) {
        this.session = session;
        this.access = access;
        this.key = key;
    }

    /** The vault, for its accounts and their codes. */
    static AccountBook toRead(Session session, VaultAccess access) throws Failure {
        return inWords(session, () -> {
            Optional<AgentKey> agent = AgentKey.of(session, access, false);
            KeyHolder key = agent.isPresent() ? agent.get() : new OwnKey(access, access.open());
            return new AccountBook(session, access, key);
        });
    }

    /** The vault where an agent has it open; nobody is asked for anything. */
    static Optional<AccountBook> ofAgent(Session session, VaultAccess access) throws Failure {
        return inWords(
                session,
                () -> AgentKey.of(session, access, false).map(agent -> new AccountBook(session, access, agent)));
    }

    /**
     * The vault, to be changed; one that may not be changed is told before AWS hears of anything.
     *
     * @param beyondAgent by the accounts, whether more will be changed than an agent does: the vault is opened here then,
     *     before anything is done that could not be brought to an end without its passphrase
     */
    static AccountBook toChange(Session session, VaultAccess access, Predicate<List<Account>> beyondAgent)
            throws Failure {
        return inWords(session, () -> {
            Optional<AgentKey> agent = AgentKey.of(session, access, true);
            KeyHolder key = agent.isPresent() && !beyondAgent.test(agent.get().accounts())
                    ? agent.get()
                    : new OwnKey(access, access.openToChange());
            return new AccountBook(session, access, key);
        });
    }

    /** The vault, to be changed in ways in which an agent does not change it. */
    static AccountBook toChangeHere(Session session, VaultAccess access) throws Failure {
        return inWords(session, () -> new AccountBook(session, access, new OwnKey(access, access.openToChange())));
    }

    /** The same for a run of many saves, which share their backups. */
    static AccountBook toChangeInRun(Session session, VaultAccess access) throws Failure {
        return inWords(session, () -> new AccountBook(session, access, OwnKey.forRun(access, access.openToChange())));
    }

    /** Something that is done with the vault. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws Failure, VaultException;
    }

    /** Puts into words what the vault refuses. */
    static <T> T inWords(Session session, Work<T> work) throws Failure {
        try {
            return work.run();
        } catch (VaultException e) {
            throw VaultFailures.of(session, e);
        }
    }

    /** The accounts outside the trash as they were saved last; without their secrets. */
    List<Account> accounts() {
        return key.accounts();
    }

    Optional<Account> byId(UUID id) {
        return accounts().stream().filter(account -> account.id().equals(id)).findFirst();
    }

    /** The account that has this as its name or as an alias, character by character. */
    Optional<Account> named(String name) {
        return accounts().stream()
                .filter(account ->
                        account.name().equals(name) || account.aliases().contains(name))
                .findFirst();
    }

    /** The account of the device that has this ARN now. */
    Optional<Account> holder(String serial) {
        return AwsDevices.holder(accounts(), serial);
    }

    /** The one account that has this name, whatever the case, or this alias. */
    Account findExact(String name) throws Failure {
        return access.find(accounts(), name, true);
    }

    /** The codes of one account, for the caller to close. */
    StepCodes codes(Account account) throws Failure {
        return inWords(session, () -> key.codes(account));
    }

    /** Shows an account with its secret, which is erased afterwards. */
    void lend(UUID account, KeyHolder.Borrower taker) throws Failure {
        inWords(session, () -> {
            key.lend(account, taker);
            return account;
        });
    }

    /** This machine's notes about the codes of an account's device. */
    StepNotes notes(UUID account, String serial) throws Failure {
        return inWords(session, () -> new StepNotes(session, access, key.vault(), account, serial));
    }

    /** Notes that the codes of these steps are shown to somebody who gives them to somebody else. */
    void spend(Account account, long firstStep, long lastStep) throws Failure {
        inWords(session, () -> {
            access.usedSteps(key.vault()).spend(account.id(), firstStep, lastStep);
            return account;
        });
    }

    /** Makes sure that a change could be saved, and does not save it. */
    void rehearse(Change change) throws Failure {
        inWords(session, () -> {
            key.rehearse(change);
            return change;
        });
    }

    /** Changes the vault, durably; one that could not be changed is as it was. */
    void save(Change change) throws Failure {
        inWords(session, () -> {
            key.save(change);
            return change;
        });
    }

    /** The time that a change is marked with. */
    Instant now() {
        return session.host().now();
    }

    @Override
    public void close() {
        key.close();
    }
}
