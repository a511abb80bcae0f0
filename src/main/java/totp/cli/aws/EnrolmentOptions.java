package totp.cli.aws;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import totp.cli.session.Failure;

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
            throw Failure.usage("NAME is missing", "totp help enroll explains it");
        }
        checkNotEmpty("--device-name", deviceName);
        checkNotEmpty("--device-path", devicePath);
        checkNotEmpty("--with", with);
        checkNotEmpty("--from", from);
        boolean ofNewDevice = replace || replaceUnassigned || dryRun || deviceName != null || devicePath != null;
        if (resume && (ofNewDevice || ifMissing)) {
            throw Failure.usage("--resume goes on as it was begun; of the options for a new device it takes none");
        }
        if (ifMissing && replace) {
            throw Failure.usage("--if-missing keeps what is there, and --replace exchanges it");
        }
        if (from != null && !webConsole) {
            throw Failure.usage("--from goes with --console");
        }
        if (webConsole && (name == null || ofNewDevice || noVerify || ifMissing || with != null)) {
            throw Failure.usage("--console takes a NAME and where the code is; the console has the rest");
        }
        if (deviceName != null && !DEVICE_NAME.matcher(deviceName).matches()) {
            throw Failure.usage("--device-name takes 1 to 128 letters, digits and _+=,.@-");
        }
        if (!DEVICE_PATH.matcher(path()).matches()) {
            throw Failure.usage("--device-path takes / or a path that begins and ends with /");
        }
    }

    String path() {
        return devicePath == null ? "/" : devicePath;
    }

    /** An empty value comes of a variable that is not set, and would be taken for the default. */
    static void checkNotEmpty(String option, @Nullable String value) throws Failure {
        if (value != null && value.isEmpty()) {
            throw Failure.usage(option + " is empty");
        }
    }
}
