package totp.aws;

import java.io.ByteArrayInputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import totp.aws.ProfileSetup.Expected;

/**
 * Whether changed config files still say what they said. A mistake in them stops every tool of AWS on this machine, so both
 * readers there are have to agree before anything is written: this program's, which is the AWS CLI's, and the SDK's for Java.
 */
final class SetupCheck {
    private final AwsSettings settings;
    private final ProfileFiles before;
    private final Set<String> comeOrGone;
    private final Map<String, Expected> expected;
    private final boolean isLenient;

    SetupCheck(
            AwsSettings settings,
            ProfileFiles before,
            Set<String> comeOrGone,
            Map<String, Expected> expected,
            boolean isLenient) {
        this.settings = settings;
        this.before = before;
        this.comeOrGone = comeOrGone;
        this.expected = expected;
        this.isLenient = isLenient;
    }

    boolean holds(ProfileSetup setup) {
        byte[] config = setup.config();
        byte[] credentials = setup.credentials();
        try {
            ProfileFiles after = ProfileFiles.of(settings, config, credentials);
            boolean unreadBefore = before.equals(ProfileFiles.NONE) && isLenient;
            return unreadBefore || (sameProfiles(after) && sameChains(after) && sdkAgrees(setup));
        } catch (AwsException e) {
            return isLenient && before.equals(ProfileFiles.NONE);
        }
    }

    private boolean sameProfiles(ProfileFiles after) {
        return before.others().equals(after.others())
                && meant(before.config()).equals(meant(after.config()))
                && keys(before.credentials()).equals(keys(after.credentials()));
    }

    /** What the sections mean to this program, whoever else may see it. */
    private Map<String, Map<String, String>> meant(Map<String, Map<String, String>> sections) {
        Map<String, Map<String, String>> meant = new TreeMap<>();
        sections.forEach((profile, values) -> {
            Map<String, String> its = new TreeMap<>();
            values.forEach((key, value) -> its.put(plain(key.toLowerCase(Locale.ROOT)), value));
            if (OwnProcess.profile(settings.words(its.getOrDefault(ProcessLine.KEY, "")))
                    .isPresent()) {
                its.remove(ProcessLine.KEY);
                its.remove("source_profile", profile + ProfileSetup.LONG_TERM);
            }
            if (!comeOrGone.contains(profile) && !its.isEmpty()) {
                meant.put(profile, its);
            }
        });
        return meant;
    }

    private static String plain(String key) {
        String rest = key.startsWith(ProfileSetup.OWN_PREFIX) ? key.substring(ProfileSetup.OWN_PREFIX.length()) : key;
        return Profile.HANDED_OVER.contains(rest) ? rest : key;
    }

    /** Under the name that they have in the end or had in the beginning. */
    private Map<String, Map<String, String>> keys(Map<String, Map<String, String>> sections) {
        Map<String, Map<String, String>> all = new TreeMap<>();
        sections.forEach((profile, values) -> {
            boolean moved = comeOrGone.contains(profile) && profile.endsWith(ProfileSetup.LONG_TERM);
            all.put(moved ? profile.substring(0, profile.length() - ProfileSetup.LONG_TERM.length()) : profile, values);
        });
        return all;
    }

    private boolean sameChains(ProfileFiles after) throws AwsException {
        for (Map.Entry<String, Expected> entry : expected.entrySet()) {
            Profile its = Profile.in(after, entry.getKey());
            Chain chain = new ChainReader(settings.forProfile(entry.getKey()), its, Chain.Asked.NOTHING).chain();
            Chain was = entry.getValue().chain();
            boolean same = chain.hops().equals(was.hops())
                    && chain.serial().equals(was.serial())
                    && chain.duration().equals(was.duration())
                    && chain.base().kind() == was.base().kind()
                    && chain.base().description().equals(was.base().description());
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** The SDK refuses some of what the AWS CLI takes; a file that it refused before is left to its owner. */
    private boolean sdkAgrees(ProfileSetup setup) {
        Optional<Map<String, Map<String, String>>> old = sdk(setup.configBefore());
        if (old.isEmpty()) {
            return true;
        }
        Optional<Map<String, Map<String, String>>> now = sdk(setup.config());
        if (now.isEmpty() || !meant(old.get()).equals(meant(now.get()))) {
            return false;
        }
        // Of names with blanks it knows nothing.
        for (Map.Entry<String, Expected> entry : expected.entrySet()) {
            Map<String, String> its = now.get().get(entry.getKey());
            if (its != null && !entry.getValue().line().equals(ProcessLine.KEY + " = " + its.get(ProcessLine.KEY))) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Map<String, Map<String, String>>> sdk(byte[] config) {
        try {
            Map<String, Map<String, String>> profiles = new TreeMap<>();
            ProfileFile.builder()
                    .content(new ByteArrayInputStream(config))
                    .type(ProfileFile.Type.CONFIGURATION)
                    .build()
                    .profiles()
                    .forEach((name, profile) -> profiles.put(name, profile.properties()));
            return Optional.of(profiles);
        } catch (SdkException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }
}
