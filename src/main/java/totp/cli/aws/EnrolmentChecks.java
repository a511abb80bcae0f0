package totp.cli.aws;

import org.jspecify.annotations.Nullable;
import totp.aws.Identity;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.message.Message;
import totp.otp.Account;
import totp.otp.AwsDevice;

/** Whether what is in the vault is what was asked for: the device would be another user's, or of another name. */
final class EnrolmentChecks {
    private final EnrolmentOptions options;

    EnrolmentChecks(EnrolmentOptions options) {
        this.options = options;
    }

    /**
     * Refuses to go on with an account that is of something else than was asked for.
     *
     * @param asked the user that was asked for, or null if nobody was
     */
    void requireSame(Account account, @Nullable String asked) throws Failure {
        AwsDevice device = DeviceAccount.device(account);
        String path = device.serial().substring(device.serial().indexOf(":mfa/") + 4);
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (asked != null && !asked.equals(device.user())) {
            throw different(account, Message.of("aws.not", device.user(), asked));
        }
        if (options.deviceName != null && !name.equals(options.deviceName) && !isNumbered(name)) {
            throw different(account, Message.of("aws.device-not", name, options.deviceName));
        }
        if (options.devicePath != null && !path.equals(options.devicePath + name)) {
            throw different(account, Message.of("aws.device-path-not", device.serial(), options.devicePath));
        }
    }

    /** Where an answer was lost the device got the next name. */
    private boolean isNumbered(String name) {
        String wanted = String.valueOf(options.deviceName);
        return name.startsWith(wanted + "-")
                && name.substring(wanted.length() + 1).matches("[2-9]");
    }

    private static Failure different(Account account, Message what) {
        Message hint = account.state() == Account.State.PENDING
                ? Message.of("aws.totp-enroll-resume-goes", account.name())
                : Message.of("aws.give-another-name-another");
        return new Failure(ExitCode.EXISTS, Message.of("aws.already", account.name(), what), hint);
    }

    /** The same of the AWS account, which only the caller tells. */
    void requireSame(Account account, Identity caller) throws Failure {
        AwsDevice device = DeviceAccount.device(account);
        if (!isOfAccount(device, caller)) {
            throw different(account, Message.of("aws.aws-account-not", device.accountId(), caller.accountId()));
        }
    }

    static boolean isOfAccount(AwsDevice device, Identity caller) {
        return device.accountId().equals(caller.accountId())
                && device.partition().equals(caller.partition());
    }
}
