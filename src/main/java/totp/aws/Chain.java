package totp.aws;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import totp.message.Message;

/**
 * How a profile comes by its credentials: the base, which has some of its own, and the roles that are assumed from there on,
 * each with the session of the one before. The SDK for Java knows nothing of {@code mfa_serial}, so this follows the config
 * files by itself. Nothing is sent, and no class of the SDK is loaded: with a chain alone a session that was kept is found.
 *
 * @param profile as it was named; {@code default} where nothing was
 * @param base whose credentials begin it
 * @param hops the roles, the one next to the base first; none for a user's own session
 * @param serial the device that is given with a code, where an option or a profile names it
 * @param duration of a user's own session, where an option gives it
 * @param knownRegion the same where somebody said one; else empty
 * @param partition of roles and device, or of the region where there are none
 * @param stsAddress that somebody set; empty for AWS's own, whose sessions are good in all regions, whichever one was asked
 */
public record Chain(
        String profile,
        Origin base,
        List<Hop> hops,
        Optional<String> serial,
        Optional<Duration> duration,
        String partition,
        String region,
        String knownRegion,
        String stsAddress) {
    /** Nobody needs more, and each is a call. */
    static final int HOPS_MAX = 5;

    static final Pattern ROLE = Pattern.compile("arn:(aws[a-z-]*):iam::([0-9]{12}):role/[\\w+=,.@/-]{1,512}");
    /** Of a role, unless something else is asked for. */
    public static final Duration ROLE_DURATION = Duration.ofHours(1);

    /** What a chain begins with. */
    public enum Kind {
        KEYS,
        PROCESS,
        SSO,
        LOGIN,
        WEB_IDENTITY,
        /** {@code credential_source}: the text of {@link Origin#description} behind its first word. */
        NAMED
    }

    /**
     * Where it begins.
     *
     * @param profile the profile that has the credentials
     * @param description tells one base from another: an access key id, or how the credentials are found; no secret
     * @param isLongTerm whether these are a user's keys, as far as the files tell
     */
    public record Origin(String profile, Kind kind, String description, boolean isLongTerm) {}

    /**
     * A role on the way.
     *
     * @param profile the one that names it
     * @param sessionName where one is given; else the user's name goes there, which trust policies ask for
     * @param duration where one is given
     */
    public record Hop(
            String profile,
            String roleArn,
            Optional<String> externalId,
            Optional<String> sessionName,
            Optional<Duration> duration) {
        public Duration lifetime() {
            return duration.orElse(ROLE_DURATION);
        }

        /** The account that the role is in. */
        public String accountId() {
            Matcher matcher = ROLE.matcher(roleArn);
            return matcher.matches() ? matcher.group(2) : "";
        }
    }

    /** What options say beside the profile, or in its place; null for what is not given. */
    public record Asked(
            @Nullable String roleArn,
            @Nullable String sourceProfile,
            @Nullable String externalId,
            @Nullable String sessionName,
            @Nullable String serial,
            @Nullable Duration duration) {
        public static final Asked NOTHING = new Asked(null, null, null, null, null, null);
    }

    /**
     * Reads the files.
     *
     * @param warning takes a line about files that nobody needs
     * @throws AwsException {@code SETTINGS} for what goes round, contradicts itself or cannot be, {@code CREDENTIALS} for a
     *     profile that is not there or has none
     */
    public static Chain of(AwsSettings settings, Asked asked, Consumer<Message> warning) throws AwsException {
        // Where only a role's source is named, nobody needs a profile "default": the source has region and address.
        String source = asked.sourceProfile();
        AwsSettings counted =
                source != null && settings.askedProfile().isEmpty() ? settings.forProfile(source) : settings;
        return new ChainReader(counted, Profile.of(counted, warning), asked).chain();
    }

    /** Whether every AWS tool comes to the profile's sessions by itself, since this program is its {@code credential_process}. */
    public static boolean isServed(AwsSettings settings, Consumer<Message> warning) throws AwsException {
        return Profile.of(settings, warning)
                .property("credential_process")
                .flatMap(line -> OwnProcess.profile(settings.words(line)))
                .isPresent();
    }

    /** Whether one role for longer than an hour is wanted of long-term keys: it takes a code of its own, and no session before. */
    public boolean isDirect() {
        return hops.size() == 1 && hops.get(0).lifetime().compareTo(ROLE_DURATION) > 0;
    }

    public Optional<Hop> last() {
        return hops.isEmpty() ? Optional.empty() : Optional.of(hops.get(hops.size() - 1));
    }
}
