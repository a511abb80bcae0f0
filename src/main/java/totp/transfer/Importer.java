package totp.transfer;

/** Reads what one program exports. One class, one line in {@link Importers} and one folder of fixtures make a format. */
interface Importer {
    /** The format's word for {@code --format} and in JSON. */
    String format();

    /**
     * Whether the content is of this format, by what stands in it and never by a name; exactly one importer knows a file.
     *
     * @throws TransferException if the content looks like JSON and is none
     */
    boolean recognises(Content content) throws TransferException;

    /**
     * Reads the accounts. What is wrong with one of them is told to {@code harvest} and hinders no other.
     *
     * @throws WrongPasswordException if no password opens it
     * @throws TransferException if nothing of it can be read
     */
    void read(Content content, Passwords passwords, Harvest harvest) throws TransferException;
}
