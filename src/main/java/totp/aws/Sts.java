package totp.aws;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/**
 * STS for one {@link Chain}: who its base is, sessions that a code begins, and the roles on the way. A call with a code is sent
 * once; that few of them are sent, and each by AWS's clock, is {@link Verification}'s matter.
 */
public final class Sts implements AutoCloseable {
    private final World world;
    private final AwsSettings settings;
    private final Chain chain;
    private final AwsClock clock;
    private final Calls calls;
    private @Nullable Connections connections;
    private @Nullable AwsCredentials base;

    /** Speaks to nobody yet. */
    public Sts(AwsSettings settings, World world, Chain chain) {
        this.settings = settings.inRegion(chain.region()).forProfile(chain.profile());
        this.world = world;
        this.chain = chain;
        this.clock = new AwsClock(world);
        this.calls = new Calls(world, clock);
    }

    public AwsClock clock() {
        return clock;
    }

    /** Who the base's credentials are. */
    public Identity identity() throws AwsException {
        try (StsClient sts = client(base())) {
            return Iam.identity(calls, sts);
        }
    }

    /** Whether the base is a session already, with which STS begins no further one. */
    public boolean isSession() throws AwsException {
        return base() instanceof AwsSessionCredentials;
    }

    /** A user's own session, begun with a code of this device. */
    public TemporaryCredentials userSession(String serial, Duration lifetime, StepCodes codes, CodeNotes notes)
            throws DeviceException {
        try (StsClient sts = client(base())) {
            return begun(
                    serial,
                    codes,
                    notes,
                    code -> session(
                            "GetSessionToken",
                            calls.once(
                                            "GetSessionToken",
                                            () -> sts.getSessionToken(request -> request.serialNumber(serial)
                                                    .tokenCode(code)
                                                    .durationSeconds(seconds(lifetime))))
                                    .credentials()));
        }
    }

    /** A role's session by the base's long-term keys, with a code of this device. */
    public TemporaryCredentials assume(Chain.Hop hop, String name, String serial, StepCodes codes, CodeNotes notes)
            throws DeviceException {
        try (StsClient sts = client(base())) {
            return begun(
                    serial,
                    codes,
                    notes,
                    code -> assumed(
                            sts,
                            request(hop, name)
                                    .serialNumber(serial)
                                    .tokenCode(code)
                                    .build(),
                            true));
        }
    }

    /**
     * A role's session without a code.
     *
     * @param with the session before; the base where there is none
     */
    public TemporaryCredentials assume(Chain.Hop hop, String name, Optional<TemporaryCredentials> with)
            throws AwsException {
        AwsCredentials by = with.isPresent() ? SessionKeys.of(with.get()).credentials() : base();
        try (StsClient sts = client(by)) {
            return assumed(sts, request(hop, name).build(), false).exported();
        }
    }

    private TemporaryCredentials begun(String serial, StepCodes codes, CodeNotes notes, Verification.Attempt attempt)
            throws DeviceException {
        DeviceCodes device = new DeviceCodes(world, clock, codes, notes);
        Verification verification = new Verification(world, clock, attempt, serial, device, notes, null);
        return switch (verification.atOnce()) {
            case TAKEN -> verification.session().orElseThrow().exported();
            case LATER -> throw verification.later();
            case FORBIDDEN -> throw verification.refusal();
        };
    }

    private SessionKeys assumed(StsClient sts, AssumeRoleRequest request, boolean withCode) throws AwsException {
        String action = "AssumeRole";
        return session(
                action,
                (withCode
                                ? calls.once(action, () -> sts.assumeRole(request))
                                : calls.patiently(action, () -> sts.assumeRole(request)))
                        .credentials());
    }

    private static AssumeRoleRequest.Builder request(Chain.Hop hop, String name) {
        AssumeRoleRequest.Builder request = AssumeRoleRequest.builder()
                .roleArn(hop.roleArn())
                .roleSessionName(name)
                .durationSeconds(seconds(hop.lifetime()));
        hop.externalId().ifPresent(request::externalId);
        return request;
    }

    private static SessionKeys session(
            String action, software.amazon.awssdk.services.sts.model.@Nullable Credentials answer) throws AwsException {
        return SessionKeys.of(answer)
                .orElseThrow(() -> new AwsException(
                        Reason.UNKNOWN, "NotAnAwsAnswer", Message.of("aws.gave-no-credentials", action, "STS")));
    }

    private static int seconds(Duration lifetime) {
        return Math.toIntExact(lifetime.toSeconds());
    }

    private AwsCredentials base() throws AwsException {
        if (base == null) {
            base = connections().base(calls, chain.base());
        }
        return base;
    }

    private StsClient client(AwsCredentials credentials) throws AwsException {
        return connections().sts(StaticCredentialsProvider.create(credentials));
    }

    private Connections connections() throws AwsException {
        if (connections == null) {
            connections = Connections.of(settings, world.warning());
        }
        return connections;
    }

    @Override
    public void close() {
        base = null;
    }
}
