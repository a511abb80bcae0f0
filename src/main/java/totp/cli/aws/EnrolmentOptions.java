package totp.cli.aws;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import totp.cli.session.Failure;
import totp.message.Message;

/** How a device is enrolled. */
final class EnrolmentOptions {
    private static final Pattern DEVICE_NAME = Pattern.compile("[A-Za-z0-9_+=,.@-]{1,128}");
    private static final Pattern DEVICE_PATH = Pattern.compile("/|/[!-.0-~/]{1,510}/");

    @Option(names = "--device-name", paramLabel = "NAME", description = "the device's name (default: the user's)")
    @Nullable
    String deviceName;

    @Option(names = "--device-path", paramLabel = "PATH", description = "the device's path, / or /…/ (default: /)")
    @Nullable
    String devicePath;

    @Option(
            names = "--replace",
            description = "replace the device of NAME: the old one goes when the new one is proven")
    boolean replace;

    @Option(
            names = "--replace-unassigned",
            description = "delete a device of that name that nobody uses and whose secret is not in the vault")
    boolean replaceUnassigned;

    @Option(
            names = "--if-missing",
            description = "where NAME is enrolled already, tell its serial; where it is pending, go on")
    boolean ifMissing;

    @Option(
            names = "--with",
            paramLabel = "NAME",
            description = "the account whose code begins the session that AWS wants of who has a device already")
    @Nullable
    String with;

    @Option(names = "--no-verify", description = "do not prove the device with a GetSessionToken")
    boolean noVerify;

    @Option(names = "--dry-run", description = "tell what would be made, and make nothing")
    boolean dryRun;

    @Option(names = "--resume", description = "go on with a pending account, or with all of this AWS account")
    boolean resume;

    @Option(
            names = "--console",
            description = "register a device that a web console shows: for the root user, or without credentials")
    boolean webConsole;

    @Option(names = "--from", paramLabel = "FILE", description = "--console: read the QR code or key from FILE, or -")
    @Nullable
    String from;

    @Option(names = "--json", description = "print a JSON document, also on failure")
    boolean json;

    void check(@Nullable String name) throws Failure {
        if (name == null && !resume) {
            throw Failure.usage(Message.of("aws.name-missing"), Message.of("aws.totp-help-enroll-explains"));
        }
        checkNotEmpty("--device-name", deviceName);
        checkNotEmpty("--device-path", devicePath);
        checkNotEmpty("--with", with);
        checkNotEmpty("--from", from);
        boolean ofNewDevice = replace || replaceUnassigned || dryRun || deviceName != null || devicePath != null;
        if (resume && (ofNewDevice || ifMissing)) {
            throw Failure.usage(Message.of("aws.resume-goes-begun-options"));
        }
        if (ifMissing && replace) {
            throw Failure.usage(Message.of("aws.missing-keeps-what-replace"));
        }
        if (from != null && !webConsole) {
            throw Failure.usage(Message.of("aws.goes-console"));
        }
        if (webConsole && (name == null || ofNewDevice || noVerify || ifMissing || with != null)) {
            throw Failure.usage(Message.of("aws.console-takes-name-where"));
        }
        if (deviceName != null && !DEVICE_NAME.matcher(deviceName).matches()) {
            throw Failure.usage(Message.of("aws.device-name-takes-1"));
        }
        if (!DEVICE_PATH.matcher(path()).matches()) {
            throw Failure.usage(Message.of("aws.device-path-takes-path"));
        }
    }

    String path() {
        return devicePath == null ? "/" : devicePath;
    }

    /** An empty value comes of a variable that is not set, and would be taken for the default. */
    static void checkNotEmpty(String option, @Nullable String value) throws Failure {
        if (value != null && value.isEmpty()) {
            throw Failure.usage(Message.of("aws.empty", option));
        }
    }
}
