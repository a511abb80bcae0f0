package totp.cli.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import totp.cli.session.Failure;
import totp.otp.Account;

/**
 * Devices that AWS has registered and that are still pending in the vault. They are confirmed in tens: each save writes the
 * whole vault, and what a run that is cut off leaves pending the next one finds at AWS.
 */
final class Confirmations {
    private static final int TOGETHER = 10;

    private final AccountBook book;
    private final List<UUID> accounts = new ArrayList<>();
    private final List<EnrolmentReport> reports = new ArrayList<>();

    Confirmations(AccountBook book) {
        this.book = book;
    }

    /** Confirms it, now or with those that come after it. */
    void add(UUID account, EnrolmentReport report) throws Failure {
        accounts.add(account);
        reports.add(report);
        if (accounts.size() >= TOGETHER) {
            save();
        }
    }

    /** Confirms those that wait for it. */
    void save() throws Failure {
        if (accounts.isEmpty()) {
            return;
        }
        DeviceAccount.activate(book, accounts);
        reports.forEach(report -> report.state(Account.State.ACTIVE));
        accounts.clear();
        reports.clear();
    }
}
