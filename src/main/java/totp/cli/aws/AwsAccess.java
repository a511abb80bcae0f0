package totp.cli.aws;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import totp.aws.AwsException;
import totp.aws.AwsSettings;
import totp.aws.Chain;
import totp.aws.Iam;
import totp.aws.Identity;
import totp.aws.Pace;
import totp.aws.Sts;
import totp.aws.TemporaryCredentials;
import totp.aws.World;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Host;
import totp.cli.session.Session;
import totp.cli.session.ShellWords;
import totp.cli.session.Tool;
import totp.cli.session.Version;
import totp.message.Message;

/** AWS as a command sees it: settings out of options and environment, and failures in words. */
final class AwsAccess implements AutoCloseable {
    /** Beyond it a code that is printed here may be refused at either end of its time step. */
    private static final Duration OFFSET_TOLD = Duration.ofSeconds(5);

    /** Without a home folder there are no config files, unless variables name them. */
    private static final Path NOWHERE = Path.of("/dev/null");

    private final Session session;
    private final AwsOptions options;
    private final Pace pace;
    private final World.Pause pause;
    private final Consumer<Message> progress;
    private @Nullable Iam connected;

    AwsAccess(Session session, AwsOptions options) {
        this(session, options, Pace.none(), session.host().pause()::millis, session.output()::note);
    }

    /**
     * For a run through many users.
     *
     * @param pause waits, unless the run is to end
     * @param progress takes what is told of single calls
     */
    AwsAccess(Session session, AwsOptions options, Pace pace, World.Pause pause, Consumer<Message> progress) {
        this.session = session;
        this.options = options;
        this.pace = pace;
        this.pause = pause;
        this.progress = progress;
    }

    Iam iam() throws Failure {
        if (connected == null) {
            connected = connect();
        }
        return connected;
    }

    /** Speaks to AWS with a session from now on. */
    void use(TemporaryCredentials keys) throws Failure {
        close();
        try {
            connected = Iam.connect(settings(), world(), keys, pace);
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
    }

    /** The profile that was named; null where the environment says which. */
    @Nullable
    String profile() {
        return options.profile;
    }

    /** For a command that goes on as this one was called; empty where no profile was named. */
    String profileOption() {
        return options.profile == null ? "" : " --profile " + ShellWords.quoted(options.profile);
    }

    /** Calls as another profile of the files from now on. */
    void useProfile(String profile) {
        close();
        connected = null;
        options.profile = profile;
    }

    /** Whether a profile that was named, and nothing that the environment holds, says who calls. */
    boolean isByProfile() {
        boolean environment = session.host().variable("AWS_ACCESS_KEY_ID").isPresent()
                || session.host().variable("AWS_WEB_IDENTITY_TOKEN_FILE").isPresent();
        return options.profile != null || (settings().askedProfile().isPresent() && !environment);
    }

    AwsSettings settings() {
        Host host = session.host();
        return new AwsSettings(
                options.profile,
                options.region,
                options.endpointUrl,
                host.environment(),
                session.homeIfAny().orElse(NOWHERE),
                "totp/" + Version.TEXT,
                AwsAccess::words,
                this::run,
                host.machine()::setProperty);
    }

    private World world() {
        Host host = session.host();
        return new World(host.clock(), host.nanoTime(), pause, progress, session.output()::warning);
    }

    private Iam connect() throws Failure {
        try {
            return Iam.connect(settings(), world(), pace);
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        } catch (NoClassDefFoundError e) {
            throw new Failure(
                            ExitCode.IO,
                            Message.of("aws.aws-libraries-not-class"),
                            Message.of("aws.start-totp-launcher-puts"))
                    .because(e);
        }
    }

    /** Of {@code --endpoint-url}. */
    Optional<String> endpointOption() {
        return Optional.ofNullable(options.endpointUrl);
    }

    /** STS for a chain of roles; speaks to nobody yet. */
    Sts sts(Chain chain) {
        return new Sts(settings(), world(), chain);
    }

    private AwsSettings.Programs.Ended run(List<String> words, int bytesMax, int secondsMax)
            throws IOException, InterruptedException {
        Tool tool = Tool.of(words).printing(bytesMax).within(secondsMax).marked(AwsSettings.RECURSION_VARIABLE);
        Tool.Ended ended = session.host().machine().run(tool);
        return new AwsSettings.Programs.Ended(ended.status(), ended.output());
    }

    private static List<String> words(String line) {
        try {
            return ShellWords.split(line, "the AWS config file");
        } catch (Failure e) {
            return List.of();
        }
    }

    Identity identity() throws Failure {
        try {
            return iam().identity();
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
    }

    /** Whether the root user of the caller's account has an MFA device. */
    boolean rootHasDevice() throws Failure {
        try {
            return iam().summary().rootDevice();
        } catch (AwsException e) {
            throw AwsFailures.of(e);
        }
    }

    /** The IAM user that is meant: the one that was named, or the caller. */
    String user(Identity caller) throws Failure {
        if (options.user != null) {
            return options.user;
        }
        if (caller.kind() == Identity.Kind.USER) {
            return caller.name();
        }
        if (caller.kind() == Identity.Kind.ROOT) {
            throw Failure.usage(Message.of("aws.these-credentials-root-user"), Message.of("aws.user-user-enrols-iam"));
        }
        Message who = caller.isOfIdentityCenter()
                ? Message.of("aws.these-credentials-iam-identity")
                : Message.of("aws.these-credentials-role-role");
        throw Failure.usage(who, Message.of("aws.user-user-names-iam"));
    }

    /** The user that {@code --user} names, or null. */
    @Nullable
    String askedUser() {
        return options.user;
    }

    /** The IAM user that is meant, or null where nobody was named and the caller is none. */
    @Nullable
    String userIfAny(Identity caller) {
        if (options.user != null) {
            return options.user;
        }
        return caller.kind() == Identity.Kind.USER ? caller.name() : null;
    }

    /** How far AWS's clock is ahead of this machine's, once AWS has answered. */
    Optional<Duration> offset() {
        return connected == null ? Optional.empty() : connected.clock().offset();
    }

    void warnOfClock() {
        Duration offset = offset().orElse(Duration.ZERO);
        if (offset.abs().compareTo(OFFSET_TOLD) > 0) {
            session.output()
                    .warning(
                            offset.isNegative()
                                    ? Message.of("aws.clock-ahead", offset.abs().toSeconds())
                                    : Message.of(
                                            "aws.clock-behind", offset.abs().toSeconds()));
        }
    }

    @Override
    public void close() {
        if (connected != null) {
            connected.close();
        }
    }
}
