package totp.cli.transfer;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import totp.cli.session.AccountFormat;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AccountName;
import totp.transfer.Exporter;
import totp.transfer.Exporter.Detail;

/** Names what a format has no place for, so that nobody deletes the only copy of it. */
final class ExportLosses {
    /** So many names are read; the rest are counted. */
    private final Session session;

    private final String format;
    private final @Nullable Exporter exporter;

    /** @param exporter null for a vault, which holds everything */
    ExportLosses(Session session, String format, @Nullable Exporter exporter) {
        this.session = session;
        this.format = format;
        this.exporter = exporter;
    }

    /** Says what was written and what was not; a scripted backup that is not whole must not look like one. */
    void tell(List<Account> chosen, List<Account> written) throws Failure {
        if (exporter != null) {
            Set<Detail> holds = exporter.holds();
            lost(
                    written,
                    Message.of("transfer.lost-notes"),
                    a -> !holds.contains(Detail.NOTES) && !a.note().isEmpty());
            lost(
                    written,
                    Message.of("transfer.lost-tags"),
                    a -> !holds.contains(Detail.TAGS) && !a.tags().isEmpty());
            lost(
                    written,
                    Message.of("transfer.lost-favorites"),
                    a -> !holds.contains(Detail.FAVORITES) && a.isFavorite());
            lost(written, Message.of("transfer.lost-pins"), a -> a.pin() != null && !exporter.holdsPin(a.otp()));
            lost(written, Message.of("transfer.lost-aliases"), a -> !a.aliases().isEmpty());
            lost(written, Message.of("transfer.lost-sites"), a -> !a.sites().isEmpty());
            lost(written, Message.of("transfer.lost-names"), ExportLosses::hasNameOfItsOwn);
            lost(written, Message.of("transfer.lost-aws-devices"), a -> a.aws() != null);
            for (Account account : chosen) {
                if (!written.contains(account)) {
                    session.output()
                            .warning(Message.of(
                                    "transfer.skipped-format-no-place",
                                    account.name(),
                                    account.otp().type(),
                                    AccountFormat.algorithm(account.otp()),
                                    account.otp().digits()));
                }
            }
        }
        session.output().note(Message.counted("transfer.exported-as", written.size(), format));
        if (written.size() < chosen.size()) {
            session.output().flush();
            throw new Failure(
                    ExitCode.BAD_INPUT,
                    Message.of("transfer.accounts-left-out", chosen.size() - written.size(), chosen.size()));
        }
    }

    private void lost(List<Account> accounts, Message what, Predicate<Account> isLost) {
        List<String> names = accounts.stream().filter(isLost).map(Account::name).toList();
        if (!names.isEmpty()) {
            session.output().warning(Message.of("transfer.format-has-no-place", what, Message.names(names)));
        }
    }

    private static boolean hasNameOfItsOwn(Account account) {
        return !AccountName.suggest(account.issuer(), account.accountName())
                .orElse(account.name())
                .equals(account.name());
    }
}
