package totp.cli.transfer;

import java.util.ArrayList;
import java.util.List;
import totp.otp.Account;
import totp.transfer.Harvest.Skipped;

/**
 * What one file gave.
 *
 * @param candidates accounts as the file has them, with the names they would like to have
 * @param encrypted whether a password opened it
 * @param doubles what the files hold more than once
 * @param ahead accounts of the vault whose counter is further in the file
 */
record ImportedFile(
        String name,
        String format,
        boolean encrypted,
        List<Account> candidates,
        List<Skipped> skipped,
        List<String> warnings,
        List<Account> imported,
        List<Account> duplicates,
        List<String> doubles,
        List<String> ahead) {

    /** Whether the file holds nothing at all, as an export of an app without accounts does. */
    boolean isEmpty() {
        return candidates.isEmpty() && skipped.isEmpty();
    }

    static ImportedFile of(
            String name,
            String format,
            boolean encrypted,
            List<Account> candidates,
            List<Skipped> skipped,
            List<String> warnings) {
        return new ImportedFile(
                name,
                format,
                encrypted,
                candidates,
                skipped,
                new ArrayList<>(warnings),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
    }
}
