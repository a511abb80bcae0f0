package totp.cli.aws;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.cli.session.AccountFormat;
import totp.cli.session.Failure;
import totp.cli.session.JsonWriter;
import totp.cli.session.Session;
import totp.otp.Account;
import totp.otp.AwsDevices;

/** {@code aws devices}: a user's devices, and the account of the vault that each belongs to. */
final class DeviceList {
    private final Session session;
    private final AwsAccess connection;
    private final @Nullable String user;
    private final boolean json;

    /** @param user whose they are, or null for the caller's */
    DeviceList(Session session, AwsAccess connection, @Nullable String user, boolean json) {
        this.session = session;
        this.connection = connection;
        this.user = user;
        this.json = json;
    }

    /** With a code where AWS wants one. */
    void print(SessionsOfChains sessions, AccountBook book) throws Failure, AwsException {
        try {
            list(book.accounts());
        } catch (AwsException e) {
            if (!sessions.beginAfter(e, book)) {
                throw e;
            }
            list(book.accounts());
        }
    }

    private void list(List<Account> accounts) throws Failure, AwsException {
        Identity caller = connection.identity();
        // Root lists its own devices by naming nobody.
        boolean root = user == null && caller.kind() == Identity.Kind.ROOT;
        List<MfaDevice> devices = connection.iam().devices(root ? null : connection.user(caller));
        connection.warnOfClock();
        if (!json) {
            for (MfaDevice device : devices) {
                String holder = AwsDevices.holder(accounts, device.serial())
                        .map(Account::name)
                        .orElse("");
                session.output()
                        .drawn(AccountFormat.tsv(
                                List.of(device.serial(), device.kind().name(), holder)));
            }
            return;
        }
        JsonWriter.print(session.output(), out -> {
            out.writeStartArray();
            for (MfaDevice device : devices) {
                Optional<Account> holder = AwsDevices.holder(accounts, device.serial());
                out.writeStartObject();
                out.writeStringField("serial", device.serial());
                out.writeStringField("kind", device.kind().name());
                out.writeStringField("user", device.user());
                AccountFormat.time(out, "enabled", device.enabled());
                out.writeStringField("name", holder.map(Account::name).orElse(null));
                out.writeStringField("state", holder.map(AccountFormat::state).orElse(null));
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }
}
