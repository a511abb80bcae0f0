package totp.transfer;

import totp.crypto.Secret;
import totp.message.Message;

/** Where importers get the passwords of encrypted files from. */
@FunctionalInterface
public interface Passwords {
    /** The whole of the file that is being imported. */
    Message THE_FILE = Message.of("transfer.the-file");

    /**
     * Tries passwords until one opens what is to be opened, or there are no more.
     *
     * @param what for the question to people: {@link #THE_FILE}, the three accounts that are left
     * @throws WrongPasswordException if none of them did
     * @throws TransferException what the attempt threw otherwise
     */
    <T> T open(Message what, Attempt<T> attempt) throws TransferException;

    /** Opens something with one password. */
    @FunctionalInterface
    interface Attempt<T> {
        /**
         * Tries one.
         *
         * @param password UTF-8; closed by whoever calls
         */
        T with(Secret password) throws TransferException;
    }
}
