package totp.standin;

import java.util.Optional;

/**
 * The pages of the web console on which root's MFA device is set up; IAM has no call for it. A page shows a new secret, and takes two
 * codes of it.
 */
public final class RootConsole {
    private final Account account;
    private Optional<Device> shown = Optional.empty();

    RootConsole(Account account) {
        this.account = account;
    }

    /** Opens the page for a device of that name, and returns what its QR code says. */
    public String show(String name) {
        try {
            Device device = account.devices().create("/", name);
            shown = Optional.of(device);
            return "otpauth://totp/Amazon%20Web%20Services:root-account-mfa-device@" + account.id() + "?secret="
                    + device.seed() + "&issuer=Amazon%20Web%20Services";
        } catch (AwsError refused) {
            throw new IllegalStateException("a page is left by taking another name", refused);
        }
    }

    /** Types two codes into the page. */
    public String add(String code1, String code2) {
        if (shown.isEmpty()) {
            return "no page";
        }
        try {
            account.devices().enable(account.root(), shown.get().serial(), code1, code2);
            return "MFA device assigned";
        } catch (AwsError refused) {
            return refused.code();
        }
    }
}
