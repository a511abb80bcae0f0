package totp.transfer;

import java.util.ArrayList;
import java.util.List;
import totp.message.Message;
import totp.otp.Hotp;
import totp.otp.Otp;
import totp.otp.TimeBased;

/** Accounts that people should look at, by what is known of the extension's faults. */
final class AuthenticatorFindings {
    /** So many names are read; the rest are counted. */
    private static final int DIGITS_MAX = 10;

    private final boolean mixed;
    private final List<String> imported = new ArrayList<>();
    private final List<String> leftOver = new ArrayList<>();
    private final List<String> encoded = new ArrayList<>();
    private final List<String> clear = new ArrayList<>();
    private final List<String> outOfRange = new ArrayList<>();
    private final List<String> uncounted = new ArrayList<>();

    AuthenticatorFindings(boolean mixed) {
        this.mixed = mixed;
    }

    void look(String name, Json record, Otp otp, boolean leftOverBits, boolean renamed, boolean inClear) {
        Json type = record.get("type");
        if (type != null && !type.isText()) {
            imported.add(name);
        }
        if (isOutOfRange(record, "digits", DIGITS_MAX)
                || isOutOfRange(record, "period", TimeBased.PERIOD_SECONDS_MAX)) {
            outOfRange.add(name);
        }
        if (otp instanceof Hotp && !record.has("counter")) {
            uncounted.add(name);
        }
        if (leftOverBits) {
            leftOver.add(name);
        }
        if (renamed) {
            encoded.add(name);
        }
        if (inClear && mixed && !AuthenticatorLocks.isLocked(record)) {
            clear.add(name);
        }
    }

    void tell(Harvest harvest) {
        tell(harvest, outOfRange, Message.of("transfer.digits-period-out-range"));
        tell(harvest, uncounted, Message.of("transfer.no-counter-stands-file"));
        tell(harvest, imported, Message.of("transfer.version-8-extension-imported"));
        tell(harvest, leftOver, Message.of("transfer.extension-computes-other-codes"));
        tell(harvest, encoded, Message.of("transfer.extension-backup-page-had"));
        tell(harvest, clear, Message.of("transfer.these-stand-file-clear"));
    }

    private static boolean isOutOfRange(Json record, String name, long max) {
        try {
            Long number = record.number(name);
            return number != null && (number < 1 || number > max);
        } catch (TransferException e) {
            return true;
        }
    }

    private static void tell(Harvest harvest, List<String> names, Message sentence) {
        if (!names.isEmpty()) {
            harvest.warn(Message.of(
                    "message.of",
                    Message.names(names.stream().map(Harvest::shortened).toList()),
                    sentence));
        }
    }
}
