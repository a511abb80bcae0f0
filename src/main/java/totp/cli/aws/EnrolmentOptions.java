package totp.cli.aws;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.cli.session.Failure;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.message.Message;

/** How a device is enrolled. */
final class EnrolmentOptions {
    private static final Pattern DEVICE_NAME = Pattern.compile("[A-Za-z0-9_+=,.@-]{1,128}");
    private static final Pattern DEVICE_PATH = Pattern.compile("/|/[!-.0-~/]{1,510}/");

    @Nullable
    String deviceName;

    @Nullable
    String devicePath;

    boolean replace;
    boolean replaceUnassigned;
    boolean ifMissing;

    @Nullable
    String with;

    boolean noVerify;
    boolean dryRun;
    boolean resume;
    boolean webConsole;

    @Nullable
    String from;

    boolean json;

    void declare(Syntax syntax) {
        syntax.option(String.class, "DEVICE", given -> deviceName = given, "--device-name");
        syntax.option(String.class, "PATH", given -> devicePath = given, "--device-path");
        syntax.flag(() -> replace = true, "--replace");
        syntax.flag(() -> replaceUnassigned = true, "--replace-unassigned");
        syntax.flag(() -> ifMissing = true, "--if-missing");
        syntax.option(Value.ACCOUNT, "NAME", given -> with = given, "--with");
        syntax.flag(() -> noVerify = true, "--no-verify");
        syntax.flag(() -> dryRun = true, "--dry-run");
        syntax.flag(() -> resume = true, "--resume");
        syntax.flag(() -> webConsole = true, "--console");
        syntax.only(EnrollCommand.CONSOLE).option(Value.FILE, "FILE", given -> from = given, "--from");
        syntax.flag(() -> json = true, "--json");
    }

    /** @param many whether other options say whose devices they are */
    void check(@Nullable String name, boolean many) throws Failure {
        if (name == null && !resume && !many) {
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

    /** Whether anything is given that is about one device, and not about how many are made. */
    boolean isOfOne() {
        return deviceName != null
                || replace
                || replaceUnassigned
                || ifMissing
                || with != null
                || noVerify
                || resume
                || webConsole
                || from != null;
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
