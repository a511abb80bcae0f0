package totp.aws;

import java.util.Optional;
import java.util.regex.Pattern;
import totp.aws.ConfigText.Section;

/** The line that makes a profile this program's. */
final class ProcessLine {
    static final String KEY = "credential_process";

    /** What no shell, and no reader of the config files, takes for something else. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./@%+:=,][A-Za-z0-9_./@%+:=,-]*");

    /** In double quotes; SDKs give the line to a shell or split it like one. */
    private static final Pattern QUOTABLE = Pattern.compile("[^-\\p{Cntrl}\"$`\\\\!][^\\p{Cntrl}\"$`\\\\!]*");

    private static final Pattern SINGLE = Pattern.compile("[^-\\p{Cntrl}'][^\\p{Cntrl}']*");

    private final AwsSettings settings;
    private final String program;

    ProcessLine(AwsSettings settings, String program) {
        this.settings = settings;
        this.program = program;
    }

    /** For a profile; empty if its name cannot stand there. */
    Optional<String> text(String profile) {
        return word(profile).map(word -> KEY + " = " + program + " aws credentials " + word);
    }

    private static Optional<String> word(String profile) {
        if (PLAIN.matcher(profile).matches()) {
            return Optional.of(profile);
        }
        if (profile.isBlank() || !profile.equals(profile.strip())) {
            return Optional.empty();
        }
        if (QUOTABLE.matcher(profile).matches()) {
            return Optional.of("\"" + profile + "\"");
        }
        return SINGLE.matcher(profile).matches() ? Optional.of("'" + profile + "'") : Optional.empty();
    }

    /** Whose sessions this program gives in a section; empty if it does not. */
    Optional<String> profileOf(Section section) {
        return section.entry(KEY).flatMap(entry -> OwnProcess.profile(settings.words(entry.value())));
    }
}
