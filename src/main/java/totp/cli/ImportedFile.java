package totp.cli;

import java.util.ArrayList;
import java.util.List;
import totp.otp.Account;
import totp.transfer.Harvest.Skipped;

/**
 * What one file gave.
 *
 * @param candidates accounts as the file has them, with the names they would like to have
 * @param encrypted whether a password opened it
 */
record ImportedFile(
        String name,
        String format,
        boolean encrypted,
        List<Account> candidates,
        List<Skipped> skipped,
        List<String> warnings,
        List<Account> imported,
        List<Account> duplicates) {

    static ImportedFile of(
            String name,
            String format,
            boolean encrypted,
            List<Account> candidates,
            List<Skipped> skipped,
            List<String> warnings) {
        return new ImportedFile(
                name, format, encrypted, candidates, skipped, warnings, new ArrayList<>(), new ArrayList<>());
    }
}
