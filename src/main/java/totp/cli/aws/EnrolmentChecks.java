package totp.cli.aws;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.DeviceCreation;
import totp.aws.Identity;
import totp.aws.MfaDevice;
import totp.aws.UserDevices;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.otp.Account;
import totp.otp.AwsDevice;
import totp.otp.AwsDevices;

/** What is found out before anything is made: whether what was asked for contradicts what is there, and what would fail. */
final class EnrolmentChecks {
    private final PendingAccount keeper;
    private final EnrolmentOptions options;

    EnrolmentChecks(PendingAccount keeper, EnrolmentOptions options) {
        this.keeper = keeper;
        this.options = options;
    }

    /**
     * Refuses to go on with an account that is of something else than was asked for: the device would be another user's.
     *
     * @param asked the user that was asked for, or null if nobody was
     */
    void requireSame(Account account, AwsDevice device, @Nullable String asked) throws Failure {
        String path = device.serial().substring(device.serial().indexOf(":mfa/") + 4);
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (asked != null && !asked.equals(device.user())) {
            throw different(account, "of " + device.user() + ", and not of " + asked);
        }
        if (options.deviceName != null && !name.equals(options.deviceName) && !isNumbered(name)) {
            throw different(account, "of the device " + name + ", and not of " + options.deviceName);
        }
        if (options.devicePath != null && !path.equals(options.devicePath + name)) {
            throw different(account, "of the device " + device.serial() + ", whose path is not " + options.devicePath);
        }
    }

    /** Where an answer was lost the device got the next name. */
    private boolean isNumbered(String name) {
        String wanted = String.valueOf(options.deviceName);
        return name.startsWith(wanted + "-")
                && name.substring(wanted.length() + 1).matches("[2-9]");
    }

    private static Failure different(Account account, String what) {
        String hint = account.state() == Account.State.PENDING
                ? "totp enroll --resume " + account.name() + " goes on with it; give another NAME for another device"
                : "give another NAME for another device";
        return new Failure(ExitCode.EXISTS, account.name() + " is there already: it is " + what, hint);
    }

    /** The same of the AWS account, which only the caller tells. */
    void requireSame(Account account, AwsDevice device, Identity caller) throws Failure {
        if (!isOfAccount(device, caller)) {
            throw different(account, "of AWS account " + device.accountId() + ", and not of " + caller.accountId());
        }
    }

    static boolean isOfAccount(AwsDevice device, Identity caller) {
        return device.accountId().equals(caller.accountId())
                && device.partition().equals(caller.partition());
    }

    /** Nobody may act at AWS in the name of a device that is gone: another one has its ARN. */
    void requirePresent(Account account) throws Failure {
        AwsDevice device = account.aws();
        if (device == null || !AwsDevices.isStale(keeper.accounts(), account)) {
            return;
        }
        String holder = AwsDevices.holder(keeper.accounts(), device.serial())
                .map(newer -> ", which is " + newer.name() + " now")
                .orElse("");
        throw Failure.usage(
                account.name() + " is of an earlier device " + device.serial() + holder
                        + "; that one is gone, and nothing was done",
                "totp rm " + account.name() + " moves it to the trash");
    }

    /** A name that is taken by a device of the user's own which is in the vault is told by its account. */
    void requireNotHere(UserDevices<Failure> user, String deviceName, List<MfaDevice> devices) throws Failure {
        String serial = user.serialOf(options.path(), deviceName);
        Optional<Account> holder = AwsDevices.holder(keeper.accounts(), serial);
        boolean here = holder.filter(account -> account.state() == Account.State.ACTIVE)
                .isPresent();
        if (here && isListed(serial, devices)) {
            throw taken(holder.orElseThrow(), serial);
        }
    }

    /** The same of one whose secret is elsewhere. */
    void requireFree(UserDevices<Failure> user, String deviceName, List<MfaDevice> devices) throws Failure {
        String serial = user.serialOf(options.path(), deviceName);
        if (isListed(serial, devices)
                && AwsDevices.holder(keeper.accounts(), serial).isEmpty()) {
            throw new Failure(
                    ExitCode.EXISTS,
                    "the user has a device " + serial + " already, and its secret is not in this vault",
                    "--device-name gives another name; totp aws devices lists what the user has");
        }
    }

    private static boolean isListed(String serial, List<MfaDevice> devices) {
        return devices.stream().anyMatch(device -> device.serial().equals(serial));
    }

    /** What AWS calls an entity that already exists, in words. */
    Failure taken(AwsException e, String serial) {
        Optional<Account> holder = AwsDevices.holder(keeper.accounts(), serial);
        return holder.isPresent() ? taken(holder.get(), serial) : AwsFailures.of(e);
    }

    private static Failure taken(Account holder, String serial) {
        return new Failure(
                ExitCode.EXISTS,
                "the device " + serial + " is there already: it is " + holder.name() + " in this vault",
                "totp enroll " + holder.name() + " --replace exchanges it; --device-name adds another beside it");
    }

    static void requireRoom(String user, List<MfaDevice> devices) throws Failure {
        if (devices.size() >= DeviceCreation.DEVICES_MAX) {
            throw new Failure(
                    ExitCode.AWS_REFUSED,
                    user + " has " + devices.size() + " MFA devices, and AWS allows no more",
                    "totp aws devices lists them");
        }
    }

    /**
     * The ARN that a new device would get, as far as AWS tells who has which.
     *
     * @throws Failure {@code EXISTS} where making it would fail
     */
    String foreseen(UserDevices<Failure> user, String deviceName, List<MfaDevice> devices)
            throws Failure, AwsException {
        Set<String> serials = new LinkedHashSet<>();
        DeviceCreation.names(deviceName).forEach(name -> serials.add(user.serialOf(options.path(), name)));
        Map<String, Boolean> there = user.assignments(serials).orElse(Map.of());
        for (String serial : serials) {
            if (devices.stream().anyMatch(device -> device.serial().equals(serial))) {
                continue;
            }
            boolean somebodys = there.getOrDefault(serial, false);
            if (!there.containsKey(serial) || mayTake(serial, somebodys)) {
                return serial;
            }
            if (options.deviceName != null) {
                throw inTheWay(serial, somebodys);
            }
        }
        throw new Failure(ExitCode.EXISTS, "no name like " + deviceName + " is free for a device");
    }

    /** Whether a device that is there would be finished, or deleted first. */
    private boolean mayTake(String serial, boolean somebodys) {
        Optional<Account> holder = AwsDevices.holder(keeper.accounts(), serial);
        boolean begun = holder.filter(account -> account.state() == Account.State.PENDING)
                .isPresent();
        return begun || (!somebodys && holder.isEmpty() && options.replaceUnassigned);
    }

    private Failure inTheWay(String serial, boolean somebodys) {
        Optional<Account> holder = AwsDevices.holder(keeper.accounts(), serial);
        if (holder.isPresent()) {
            return taken(holder.get(), serial);
        }
        return new Failure(
                ExitCode.EXISTS,
                "the device " + serial + " is there already, and " + (somebodys ? "somebody has it" : "nobody uses it"),
                somebodys
                        ? "--device-name gives another name"
                        : "--device-name gives another name, --replace-unassigned deletes it first");
    }
}
