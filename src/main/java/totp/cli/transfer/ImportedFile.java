package totp.cli.transfer;

import java.util.List;
import totp.message.Message;
import totp.otp.Account;
import totp.transfer.Harvest.Skipped;

/**
 * What one file gave.
 *
 * @param file as it was named, {@code -} for standard input
 * @param encrypted whether a password opened it
 * @param candidates accounts as the file has them, with the names they would like to have
 */
record ImportedFile(
        String file,
        String format,
        boolean encrypted,
        List<Account> candidates,
        List<Skipped> skipped,
        List<Message> warnings) {
    private static final String STANDARD_INPUT = "-";

    /** For people. */
    static Message name(String file) {
        return file.equals(STANDARD_INPUT) ? Message.of("transfer.standard-input") : Message.said(file);
    }

    Message name() {
        return name(file);
    }

    boolean isPiped() {
        return file.equals(STANDARD_INPUT);
    }

    /** Whether the file holds nothing at all, as an export of an app without accounts does. */
    boolean isEmpty() {
        return candidates.isEmpty() && skipped.isEmpty();
    }
}
