package totp.aws;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import totp.aws.AwsException.Reason;
import totp.crypto.BadEncodingException;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * IAM and STS as far as MFA devices need them, one method a call. What only reads is repeated when no answer came or AWS is
 * busy; what writes is sent once, and its caller decides. Every answer tells {@link #clock} the time.
 */
public final class Iam implements AutoCloseable {
    /** RFC 4226 R6 demands 128 bits; AWS gives 320. */
    private static final int SEED_BYTES_MIN = 16;

    private static final int SEED_BYTES_MAX = 128;

    /** The shortest session there is: these only add, remove or prove a device. */
    private static final int SESSION_SECONDS = 900;

    private final World world;
    private final Connections connections;
    private final AwsCredentials credentials;
    private final IamClient iam;
    private final StsClient sts;
    private final AwsClock clock;
    private final Pace pace;
    private final Calls calls;

    private Iam(World world, Connections connections, AwsCredentials credentials, AwsClock clock, Pace pace)
            throws AwsException {
        this.world = world;
        this.connections = connections;
        this.credentials = credentials;
        this.iam = connections.iam(credentials);
        this.sts = connections.sts(StaticCredentialsProvider.create(credentials));
        this.clock = clock;
        this.pace = pace;
        this.calls = new Calls(world, clock, pace);
    }

    /**
     * Finds settings and credentials; speaks to nobody yet, unless credentials come from there.
     *
     * @throws AwsException {@code SETTINGS} or {@code CREDENTIALS}
     */
    public static Iam connect(AwsSettings settings, World world) throws AwsException {
        return connect(settings, world, Pace.none());
    }

    /** The same for a long run, whose calls follow each other at this pace. */
    public static Iam connect(AwsSettings settings, World world, Pace pace) throws AwsException {
        Connections connections = Connections.of(settings, world.warning());
        AwsClock clock = new AwsClock(world);
        return new Iam(world, connections, connections.credentials(new Calls(world, clock)), clock, pace);
    }

    /** With a session that is there already, in place of what the settings say. */
    public static Iam connect(AwsSettings settings, World world, TemporaryCredentials session, Pace pace)
            throws AwsException {
        Connections connections = Connections.of(settings, world.warning());
        return new Iam(world, connections, SessionKeys.of(session).credentials(), new AwsClock(world), pace);
    }

    /** The same with the credentials of a session. */
    Iam with(SessionKeys session) throws AwsException {
        return new Iam(world, connections, session.credentials(), clock, pace);
    }

    public AwsClock clock() {
        return clock;
    }

    /** Whether these are a session's keys, with which STS gives no further session. */
    public boolean hasSessionKeys() {
        return credentials instanceof AwsSessionCredentials;
    }

    World world() {
        return world;
    }

    public Identity identity() throws AwsException {
        return identity(calls, sts);
    }

    static Identity identity(Calls calls, StsClient sts) throws AwsException {
        String action = "GetCallerIdentity";
        GetCallerIdentityResponse answer = calls.patiently(action, () -> {
            GetCallerIdentityResponse found = sts.getCallerIdentity(request -> {});
            if (found.arn() == null) {
                throw new Calls.NotAws();
            }
            return found;
        });
        return Identity.parse(answer.arn()).orElseThrow(() -> Refusals.notAws(action));
    }

    /**
     * The MFA devices of a user, of whatever kind.
     *
     * @param user null for whoever calls
     */
    public List<MfaDevice> devices(@Nullable String user) throws AwsException {
        List<MfaDevice> devices = new ArrayList<>();
        calls.pages(
                "ListMFADevices",
                marker -> Calls.genuine(iam.listMFADevices(r -> r.userName(user).marker(marker))),
                page -> Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null,
                page -> {
                    page.mfaDevices()
                            .forEach(device -> devices.add(
                                    new MfaDevice(device.serialNumber(), device.userName(), device.enableDate())));
                    return true;
                });
        return devices;
    }

    /** What AWS counts in the caller's account. */
    public AccountSummary summary() throws AwsException {
        GetAccountSummaryResponse answer =
                calls.patiently("GetAccountSummary", () -> Calls.genuine(iam.getAccountSummary()));
        return AccountSummary.of(answer.summaryMap());
    }

    /** The caller's own access keys. */
    public AccessKeys accessKeys() {
        return new AccessKeys(this, iam, calls, null);
    }

    /** A user's access keys. */
    public AccessKeys accessKeys(String user) {
        return new AccessKeys(this, iam, calls, user);
    }

    /**
     * The way to the root users of member accounts.
     *
     * @param caller of the management account, or IAM's delegated administrator
     */
    public MemberRoots memberRoots(Identity caller) {
        return new MemberRoots(this, iam, sts, calls, caller.partition());
    }

    public Groups groups() {
        return new Groups(world, iam, calls);
    }

    public CustomerPolicies policies() {
        return new CustomerPolicies(world, iam, calls);
    }

    public LoginProfiles passwords() {
        return new LoginProfiles(iam, calls);
    }

    /** The account as a whole. */
    public AccountDetails details() {
        return new AccountDetails(iam, calls, world);
    }

    /** One user after the other, as they are at this moment. */
    public LiveUsers liveUsers() {
        return new LiveUsers(this);
    }

    /** Of the access key that signs the calls. */
    public String keyId() {
        return credentials.accessKeyId();
    }

    VirtualDevices virtualDevices() {
        return new VirtualDevices(iam, calls);
    }

    /**
     * Makes a device; sent once, since AWS tells the seed once.
     *
     * @param serial the ARN that it must get
     * @throws AwsException {@code UNKNOWN} if the device may have been made and its seed is lost; {@code UNUSABLE} if it was
     *     made for certain and no seed came that could be used
     */
    VirtualMfaDevice create(String path, String name, String serial) throws AwsException {
        String action = "CreateVirtualMFADevice";
        CreateVirtualMfaDeviceResponse answer = calls.once(
                action,
                () -> Calls.genuine(iam.createVirtualMFADevice(r -> r.path(path).virtualMFADeviceName(name))));
        VirtualMFADevice device = answer.virtualMFADevice();
        if (device == null || !serial.equals(device.serialNumber())) {
            throw Refusals.notAws(action);
        }
        return new VirtualMfaDevice(serial, seed(device));
    }

    private static Secret seed(VirtualMFADevice device) throws AwsException {
        AwsException unusable = new AwsException(
                Reason.UNUSABLE, "UnusableSeed", Message.of("aws.createvirtualmfadevice-answer-holds-no"));
        if (device.base32StringSeed() == null) {
            throw unusable;
        }
        try (Secret base32 = Secret.adopt(device.base32StringSeed().asByteArray())) {
            Secret seed = Encoding.BASE32.decode(base32);
            if (seed.length() < SEED_BYTES_MIN || seed.length() > SEED_BYTES_MAX) {
                seed.close();
                throw unusable;
            }
            return seed;
        } catch (BadEncodingException e) {
            throw unusable;
        }
    }

    /** Registers a device; sent once, since its codes grow old. */
    void enable(String user, String serial, String code1, String code2) throws AwsException {
        calls.once(
                "EnableMFADevice",
                () -> Calls.genuine(iam.enableMFADevice(r -> r.userName(user)
                        .serialNumber(serial)
                        .authenticationCode1(code1)
                        .authenticationCode2(code2))));
    }

    void resync(String user, String serial, String code1, String code2) throws AwsException {
        calls.once(
                "ResyncMFADevice",
                () -> Calls.genuine(iam.resyncMFADevice(r -> r.userName(user)
                        .serialNumber(serial)
                        .authenticationCode1(code1)
                        .authenticationCode2(code2))));
    }

    /** Takes a device from its user; asked again where no answer came, for the second time changes nothing. */
    void deactivate(String user, String serial) throws AwsException {
        calls.patiently(
                "DeactivateMFADevice",
                () -> Calls.genuine(
                        iam.deactivateMFADevice(r -> r.userName(user).serialNumber(serial))));
    }

    /** Deletes a device that nobody has; asked again where no answer came. */
    void delete(String serial) throws AwsException {
        calls.patiently(
                "DeleteVirtualMFADevice", () -> Calls.genuine(iam.deleteVirtualMFADevice(r -> r.serialNumber(serial))));
    }

    /** A session that was begun with a code; sent once, since the code is spent if it was taken. */
    SessionKeys session(String serial, String code) throws AwsException {
        String action = "GetSessionToken";
        GetSessionTokenResponse answer = calls.once(
                action,
                () -> sts.getSessionToken(
                        r -> r.serialNumber(serial).tokenCode(code).durationSeconds(SESSION_SECONDS)));
        return SessionKeys.of(answer.credentials()).orElseThrow(() -> Refusals.notAws(action));
    }

    @Override
    public void close() {
        iam.close();
        sts.close();
    }
}
