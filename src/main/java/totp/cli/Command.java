package totp.cli;

import totp.vault.VaultException;

/** What a command does once its options are read. */
@FunctionalInterface
interface Command {
    /**
     * Does the work.
     *
     * @throws Failure if it ends otherwise than asked for
     */
    void run(Session session) throws Failure, VaultException;
}
