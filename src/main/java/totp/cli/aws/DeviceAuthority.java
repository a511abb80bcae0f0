package totp.cli.aws;

import java.util.ArrayList;
import java.util.List;
import totp.aws.Authority;
import totp.aws.AwsException;
import totp.aws.UserDevices;
import totp.aws.Verification;
import totp.cli.session.Failure;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AwsDevice;

/** The keys with which a user's devices are managed, and the seeds of the accounts that may begin a session, for as long. */
final class DeviceAuthority implements AutoCloseable {
    private final PendingAccount keeper;
    private final UserDevices<Failure> user;
    private final List<Secret> seeds = new ArrayList<>();
    private Authority<Failure> authority;

    /** With the caller's keys, until {@link #beginWith}. */
    DeviceAuthority(PendingAccount keeper, UserDevices<Failure> user) {
        this.keeper = keeper;
        this.user = user;
        this.authority = user.authority(List.of());
    }

    Authority<Failure> get() {
        return authority;
    }

    /**
     * Names those that may begin a session.
     *
     * @param source knows since when each device is the user's
     * @param accounts best first
     * @param now whether one is begun at once, since AWS is certain to want it; otherwise when AWS refuses something
     */
    void beginWith(SessionSource source, List<Account> accounts, boolean now) throws Failure, AwsException {
        List<Verification<Failure>> devices = new ArrayList<>();
        for (Account account : accounts) {
            AwsDevice device = Finishing.device(account);
            StepNotes notes = keeper.notes(account.id(), device.serial());
            notes.rehearse();
            Secret seed = keeper.seed(account);
            seeds.add(seed);
            devices.add(user.verification(device.serial(), seed, notes, source.enabled(device)));
        }
        authority.close();
        authority = user.authority(devices);
        if (!now) {
            return;
        }
        try {
            authority.begin();
            seeds.forEach(Secret::close); // what follows may take long
        } catch (AwsException e) {
            String name = accounts.get(0).name();
            throw e.reason() == AwsException.Reason.CODES
                    ? AwsFailures.of(
                            e,
                            "the session that AWS wants could not be begun; totp aws resync " + name
                                    + " brings that device into step")
                    : AwsFailures.of(e);
        }
    }

    @Override
    public void close() {
        authority.close();
        seeds.forEach(Secret::close);
    }
}
