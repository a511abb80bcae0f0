package totp.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AssignmentStatusType;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.IamResponse;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import totp.aws.AwsException.Reason;
import totp.crypto.BadEncodingException;
import totp.crypto.Encoding;
import totp.crypto.Secret;

/**
 * IAM and STS as far as MFA devices need them, one method a call. What only reads is repeated when no answer came or AWS is
 * busy; what writes is sent once, and its caller decides. Every answer tells {@link #clock} the time.
 */
public final class Iam implements AutoCloseable {
    /** How long a call that only reads is repeated. */
    private static final Duration READ_PATIENCE = Duration.ofSeconds(15);

    /** RFC 4226 R6 demands 128 bits; AWS gives 320. */
    private static final int SEED_BYTES_MIN = 16;

    private static final int SEED_BYTES_MAX = 128;

    /** The shortest session there is: these only remove a device or prove one. */
    private static final int SESSION_SECONDS = 900;

    /** Below it AWS takes a request whatever its time, and the SDK leaves its clock as it is. */
    private static final Duration SKEW_MIN = Duration.ofMinutes(4);

    private final World world;
    private final Connections connections;
    private final AwsCredentials credentials;
    private final IamClient iam;
    private final StsClient sts;
    private final AwsClock clock;

    private Iam(World world, Connections connections, AwsCredentials credentials, AwsClock clock) throws AwsException {
        this.world = world;
        this.connections = connections;
        this.credentials = credentials;
        this.iam = connections.iam(credentials);
        this.sts = connections.sts(credentials);
        this.clock = clock;
    }

    /**
     * Finds settings and credentials; speaks to nobody yet, unless credentials come from there.
     *
     * @throws AwsException {@code SETTINGS} or {@code CREDENTIALS}
     */
    public static Iam connect(AwsSettings settings, World world) throws AwsException {
        Connections connections = Connections.of(settings);
        return new Iam(world, connections, connections.credentials(), new AwsClock(world));
    }

    /** The same with the credentials of a session. */
    Iam with(SessionKeys session) throws AwsException {
        return new Iam(world, connections, session.credentials(), clock);
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
        String action = "GetCallerIdentity";
        GetCallerIdentityResponse answer = patiently(action, () -> {
            GetCallerIdentityResponse found = sts.getCallerIdentity(request -> {});
            if (found.arn() == null) {
                throw new NotAws();
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
        String marker = null;
        do {
            String from = marker;
            ListMfaDevicesResponse page = patiently(
                    "ListMFADevices",
                    () -> genuine(iam.listMFADevices(r -> r.userName(user).marker(from))));
            page.mfaDevices()
                    .forEach(device ->
                            devices.add(new MfaDevice(device.serialNumber(), device.userName(), device.enableDate())));
            marker = Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null;
        } while (marker != null);
        return devices;
    }

    /** Whether the root user of the caller's account has an MFA device, of whatever kind. */
    public boolean rootHasDevice() throws AwsException {
        GetAccountSummaryResponse answer = patiently("GetAccountSummary", () -> genuine(iam.getAccountSummary()));
        return answer.summaryMap().getOrDefault(SummaryKeyType.ACCOUNT_MFA_ENABLED, 0) > 0;
    }

    /** Whether nobody has a device; empty if the caller may not know. */
    Optional<Boolean> isUnassigned(String serial) throws AwsException {
        String marker = null;
        try {
            do {
                String from = marker;
                ListVirtualMfaDevicesResponse page = patiently(
                        "ListVirtualMFADevices",
                        () -> genuine(iam.listVirtualMFADevices(
                                r -> r.marker(from).assignmentStatus(AssignmentStatusType.UNASSIGNED))));
                if (page.virtualMFADevices().stream().anyMatch(device -> serial.equals(device.serialNumber()))) {
                    return Optional.of(true);
                }
                marker = Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null;
            } while (marker != null);
            return Optional.of(false);
        } catch (AwsException e) {
            if (e.reason() == Reason.DENIED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Makes a device; sent once, since AWS tells the seed once.
     *
     * @throws AwsException {@code UNKNOWN} if the device may have been made and its seed is lost
     */
    VirtualMfaDevice create(String path, String name) throws AwsException {
        String action = "CreateVirtualMFADevice";
        CreateVirtualMfaDeviceResponse answer =
                once(action, () -> iam.createVirtualMFADevice(r -> r.path(path).virtualMFADeviceName(name)));
        VirtualMFADevice device = answer.virtualMFADevice();
        if (device == null || device.serialNumber() == null || device.base32StringSeed() == null) {
            throw Refusals.notAws(action);
        }
        if (!MfaDevice.isVirtual(device.serialNumber())) {
            throw Refusals.notAws(action);
        }
        try (Secret base32 = Secret.adopt(device.base32StringSeed().asByteArray())) {
            Secret seed = Encoding.BASE32.decode(base32);
            if (seed.length() < SEED_BYTES_MIN || seed.length() > SEED_BYTES_MAX) {
                seed.close();
                throw Refusals.notAws(action);
            }
            return new VirtualMfaDevice(device.serialNumber(), seed);
        } catch (BadEncodingException e) {
            throw Refusals.notAws(action);
        }
    }

    /** Registers a device; sent once, since its codes grow old. */
    void enable(String user, String serial, String code1, String code2) throws AwsException {
        once(
                "EnableMFADevice",
                () -> genuine(iam.enableMFADevice(r -> r.userName(user)
                        .serialNumber(serial)
                        .authenticationCode1(code1)
                        .authenticationCode2(code2))));
    }

    void resync(String user, String serial, String code1, String code2) throws AwsException {
        once(
                "ResyncMFADevice",
                () -> genuine(iam.resyncMFADevice(r -> r.userName(user)
                        .serialNumber(serial)
                        .authenticationCode1(code1)
                        .authenticationCode2(code2))));
    }

    /** Takes a device from its user; asked again where no answer came, for the second time changes nothing. */
    void deactivate(String user, String serial) throws AwsException {
        patiently(
                "DeactivateMFADevice",
                () -> genuine(iam.deactivateMFADevice(r -> r.userName(user).serialNumber(serial))));
    }

    /** Deletes a device that nobody has; asked again where no answer came. */
    void delete(String serial) throws AwsException {
        patiently("DeleteVirtualMFADevice", () -> genuine(iam.deleteVirtualMFADevice(r -> r.serialNumber(serial))));
    }

    /** A session that was begun with a code; sent once, since the code is spent if it was taken. */
    SessionKeys session(String serial, String code) throws AwsException {
        String action = "GetSessionToken";
        GetSessionTokenResponse answer = once(
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

    private <R extends AwsResponse> R patiently(String action, Supplier<R> call) throws AwsException {
        Patience patience = new Patience(world, READ_PATIENCE);
        while (true) {
            try {
                return once(action, call);
            } catch (AwsException e) {
                boolean passing = switch (e.reason()) {
                    case THROTTLED, UNREACHABLE, UNKNOWN, BEING_CHANGED -> true;
                    default -> false;
                };
                if (!passing || !patience.lasts(String.valueOf(e.getMessage()))) {
                    throw e;
                }
            }
        }
    }

    /** One request; a second one only where the first was refused for its time, which the SDK has learnt from that. */
    private <R extends AwsResponse> R once(String action, Supplier<R> call) throws AwsException {
        try {
            return send(action, call);
        } catch (AwsException e) {
            boolean skewed = Refusals.CLOCK_CODES.contains(e.code())
                    && clock.offset().orElse(Duration.ZERO).abs().compareTo(SKEW_MIN) >= 0;
            if (!skewed) {
                throw e;
            }
            return send(action, call);
        }
    }

    private <R extends AwsResponse> R send(String action, Supplier<R> call) throws AwsException {
        long sent = clock.sending();
        try {
            R answer = call.get();
            clock.learn(sent, answer.sdkHttpResponse().firstMatchingHeader("Date"));
            return answer;
        } catch (NotAws e) {
            throw Refusals.notAws(action);
        } catch (AwsServiceException e) {
            if (e.awsErrorDetails() != null && e.awsErrorDetails().sdkHttpResponse() != null) {
                clock.learn(sent, e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Date"));
            }
            throw Refusals.of(action, e);
        } catch (SdkClientException e) {
            throw Refusals.of(action, e);
        }
    }

    /** An answer of AWS names its request; a page of a portal, which the SDK takes for an empty answer, does not. */
    private static <R extends IamResponse> R genuine(R answer) {
        String id = answer.responseMetadata().requestId();
        if (id == null || id.equals("UNKNOWN")) {
            throw new NotAws();
        }
        return answer;
    }

    /** Carries what {@link #genuine} found out of the SDK's functional interfaces. */
    private static final class NotAws extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
