package totp.cli.aws;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.aws.ProfileSetup;
import totp.cli.session.Exclusive;
import totp.cli.session.Failure;
import totp.cli.session.Syntax;
import totp.cli.session.Value;
import totp.message.Message;

/** Which profiles are handed over to this program, and how. */
final class SetupOptions {
    static final Message EXPLAINED = Message.of("cli.totp-help-explains", "aws setup");

    List<String> profiles = new ArrayList<>();
    boolean all;

    @Nullable
    String as;

    boolean inPlace;
    boolean undo;
    boolean dryRun;

    void declare(Syntax syntax) {
        syntax.parameters(
                Value.PROFILE, "PROFILE", false, given -> profiles = new ArrayList<>(new LinkedHashSet<>(given)));
        syntax.flag(() -> all = true, "--all");
        syntax.option(String.class, "NEW", given -> as = given, "--as");
        syntax.flag(() -> inPlace = true, "--in-place");
        syntax.flag(() -> undo = true, "--undo");
    }

    /** Before anything is read. */
    SetupOptions checked(AwsOptions aws) throws Failure {
        new Exclusive()
                .option("--as", as != null)
                .option("--in-place", inPlace)
                .option("--undo", undo)
                .check();
        if (aws.profile != null) {
            if (!profiles.isEmpty()) {
                throw Failure.usage(Message.of("aws.profile-twice"));
            }
            profiles.add(aws.profile);
        }
        for (String profile : profiles) {
            EnrolmentOptions.checkNotEmpty("PROFILE", profile);
        }
        if (all != profiles.isEmpty()) {
            throw Failure.usage(Message.of("aws.setup-profile-or-all"), EXPLAINED);
        }
        if (as != null) {
            checkName(as);
        }
        return this;
    }

    private void checkName(String name) throws Failure {
        if (all || profiles.size() > 1) {
            throw Failure.usage(Message.of("aws.setup-as-for-one"));
        }
        if (!ProfileSetup.isName(name)) {
            throw Failure.usage(Message.of("aws.setup-new-name"));
        }
    }

    boolean isDecided() {
        return as != null || inPlace || undo;
    }

    /** What somebody answers who gave none of the options: a name for a new profile, or nothing. */
    void answer(String name) throws Failure {
        if (name.isEmpty()) {
            inPlace = true;
            return;
        }
        checkName(name);
        as = name;
    }
}
