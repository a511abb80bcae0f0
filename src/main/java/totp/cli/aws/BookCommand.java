package totp.cli.aws;

import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Command;
import totp.cli.session.Failure;
import totp.cli.session.Input;
import totp.cli.session.Served;
import totp.cli.session.Session;
import totp.cli.session.Syntax;
import totp.cli.unlock.VaultAccess;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.Proposal;
import totp.vault.Vault;
import totp.vault.VaultException;

/**
 * What the agent does for a command that waits for AWS, which it does not run itself: its process loads nothing of AWS. No
 * command for people.
 */
public final class BookCommand implements Command {
    /** By which the agent is asked for it. */
    public static final String WORD = "aws-book";

    @Nullable
    Action action;

    @Nullable
    String id;

    @Nullable
    String step;

    /** Spelled as on the command line. */
    enum Action {
        /** Prints the outline of the vault. */
        accounts,
        /** The same, of a vault that may be changed. */
        accounts_to_change,
        /** Prints the code of an account's time step. */
        code,
        /** Makes sure that the proposal on standard input could be made; prints the outline. */
        rehearse,
        /** Makes the proposal on standard input; prints the outline as it is then. */
        propose
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.parameter(Action.class, "ACTION", given -> action = given);
        syntax.optionalParameter(String.class, "ID", given -> id = given);
        syntax.optionalParameter(String.class, "STEP", given -> step = given);
    }

    @Override
    public boolean isServed() {
        return true;
    }

    @Override
    public boolean isForwarded() {
        return false;
    }

    @Override
    public void run(Session session) throws Failure, VaultException {
        if (session.served().isEmpty()) {
            throw Failure.usage(Message.of("aws.not-for-people"));
        }
        VaultAccess access = new VaultAccess(session);
        Action chosen = Objects.requireNonNull(action, "picocli demands it");
        switch (chosen) {
            case accounts -> print(session, access.open());
            case accounts_to_change -> print(session, access.openToChange());
            case code -> code(session, access);
            case rehearse, propose -> change(session, access, chosen == Action.propose);
        }
    }

    private void code(Session session, VaultAccess access) throws Failure, VaultException {
        UUID account = UUID.fromString(String.valueOf(id));
        try (Vault vault = access.open();
                SeedCodes codes = new SeedCodes(vault.existing(account))) {
            session.output().line(codes.of(Long.parseLong(String.valueOf(step))));
        }
    }

    private static void change(Session session, VaultAccess access, boolean forGood) throws Failure, VaultException {
        try (Vault opened = access.openToChange();
                Secret json = Secret.adopt(new Input(session).bytes("-", WORD, Input.BYTES_MAX));
                Proposal proposal = Proposal.read(json)) {
            if (!proposal.isAllowed(opened)) {
                throw new Served.Elsewhere();
            }
            if (forGood) {
                print(session, access.update(opened, proposal::applyTo));
            } else {
                access.file().rehearse(opened, proposal::applyTo);
                print(session, opened);
            }
        }
    }

    /** @param vault taken over and closed */
    private static void print(Session session, Vault vault) throws Failure {
        try (vault;
                Secret outline = Proposal.outline(vault)) {
            outline.lend(bytes -> session.host().out().write(bytes));
        } catch (IOException e) {
            throw session.output().unwritten(e);
        }
    }
}
