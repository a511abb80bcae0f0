package totp.aws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import totp.aws.Chain.Asked;
import totp.aws.ConfigText.Section;
import totp.message.Message;

/**
 * Hands profiles of the AWS config files over to this program, or takes that back, in the texts of both files. Reads and writes
 * no file: it is given what they hold and says what they should.
 */
public final class ProfileSetup {
    /** The keys of a profile whose keys are handed over go by its name and this. */
    static final String LONG_TERM = "-long-term";

    /** Stands above a section that is ours from its first line to its last. */
    static final String MARK = "# added by totp aws setup";

    static final String OWN_PREFIX = "totp_";

    /** Which every SDK takes, without quotes. */
    private static final Pattern NEW_NAME = Pattern.compile("[A-Za-z0-9_/.%@:+][A-Za-z0-9_/.%@:+-]{0,63}");

    final AwsSettings settings;
    final ConfigText config;
    final ConfigText credentials;

    private final byte[] configBefore;
    private final ProfileFiles before;
    private final ProcessLine process;

    /** By profile, what its chain must still be behind all changes, and how it begins this program. */
    private final Map<String, Expected> expected = new LinkedHashMap<>();

    record Expected(Chain chain, String line) {}

    /** Profiles that are there now and were not, or the other way round. */
    private final Set<String> comeOrGone = new TreeSet<>();

    private final Set<String> handedOver = new LinkedHashSet<>();
    private final boolean isLenient;

    /** What became of a profile. */
    public enum Action {
        added,
        converted,
        restored,
        unchanged,
        refused
    }

    /**
     * One profile's part.
     *
     * @param source whose credentials it uses
     * @param serial the device that the files name
     * @param reason why it was refused, with what to do
     */
    public record Outcome(
            String profile,
            Action action,
            Optional<String> source,
            Optional<String> serial,
            Optional<Message> reason,
            List<Message> hints) {
        static Outcome of(String profile, Action action, Optional<String> source, Optional<String> serial) {
            return new Outcome(profile, action, source, serial, Optional.empty(), List.of());
        }

        static Outcome refused(String profile, Message reason, Message... hints) {
            return new Outcome(
                    profile, Action.refused, Optional.empty(), Optional.empty(), Optional.of(reason), List.of(hints));
        }
    }

    /**
     * Takes both files.
     *
     * @param program how this program is called in a {@code credential_process}; not needed to take something back
     * @param isLenient whether files are changed that cannot be read as the AWS CLI reads them: to take something back
     * @throws AwsException {@code SETTINGS} if they cannot be read, and must be
     */
    public ProfileSetup(AwsSettings settings, String program, byte[] config, byte[] credentials, boolean isLenient)
            throws AwsException {
        this.settings = settings;
        this.process = new ProcessLine(settings, program);
        this.isLenient = isLenient;
        this.config = ConfigText.of(config, ProfileFiles.names(settings));
        this.credentials = ConfigText.of(credentials, Optional::of);
        this.configBefore = config.clone();
        this.before = files(config, credentials, isLenient);
    }

    private ProfileFiles files(byte[] config, byte[] credentials, boolean isLenient) throws AwsException {
        try {
            return ProfileFiles.of(settings, config, credentials);
        } catch (AwsException e) {
            if (isLenient) {
                return ProfileFiles.NONE;
            }
            throw e;
        }
    }

    /** The profiles that name a device with a serial that is wanted, in the order of the files. */
    public List<String> withDevice(Predicate<String> isWanted) {
        List<String> all = new ArrayList<>();
        for (String profile : everyName()) {
            try {
                Optional<String> serial = Profile.in(before, profile).property("mfa_serial");
                if (serial.isPresent() && isWanted.test(serial.get()) && !isKeysOfAnother(profile)) {
                    all.add(profile);
                }
            } catch (AwsException e) {
                // It is in a section that counts for nothing.
            }
        }
        return all;
    }

    private boolean isKeysOfAnother(String profile) {
        return config.sections().stream()
                .anyMatch(section ->
                        InPlace.isByKeys(section, section.profile()) && profile.equals(section.profile() + LONG_TERM));
    }

    /** The profiles that something can be taken back from. */
    public List<String> handedOver() {
        return everyName().stream()
                .filter(profile -> !new TakenBack(this, profile).isNothing())
                .toList();
    }

    private Set<String> everyName() {
        Set<String> names = new LinkedHashSet<>();
        config.sections().forEach(section -> names.add(section.profile()));
        credentials.sections().forEach(section -> names.add(section.profile()));
        return names;
    }

    /** Whether this is how a new profile can be called. */
    public static boolean isName(String name) {
        return NEW_NAME.matcher(name).matches();
    }

    /** Lets a profile itself be this program's. */
    public Outcome inPlace(String profile) throws AwsException {
        Profile its = Profile.in(before, profile);
        Outcome outcome = new InPlace(this, profile, its).outcome();
        if (outcome.action() != Action.refused) {
            handedOver.add(profile);
        }
        return outcome;
    }

    /** Adds a profile that has the sessions of another one; empty if there is something else of that name. */
    public Optional<Outcome> as(String profile, String name) throws AwsException {
        Profile its = Profile.in(before, profile);
        Optional<Section> there = config.section(name);
        Optional<String> known = there.flatMap(process::profileOf);
        if (before.has(name)) {
            boolean same = known.isPresent() && known.get().equals(profile) && !name.equals(profile);
            return same ? Optional.of(Outcome.of(name, Action.unchanged, known, Optional.empty())) : Optional.empty();
        }
        Optional<String> line = process.text(profile);
        if (line.isEmpty()) {
            return Optional.of(cannotBeNamed(name));
        }
        Chain chain = chain(its);
        if (chain.hops().isEmpty() && !chain.base().isLongTerm()) {
            return Optional.of(Outcome.refused(name, Message.of("aws.setup-nothing", profile)));
        }
        List<String> lines = new ArrayList<>(List.of(MARK, "[profile " + name + "]", line.get()));
        its.property("region")
                .filter(region -> !region.contains("\n"))
                .ifPresent(region -> lines.add("region = " + region));
        config.append(lines);
        mustStay(name, chain, line.get());
        comeOrGone.add(name);
        return Optional.of(Outcome.of(name, Action.added, Optional.of(profile), chain.serial()));
    }

    /** Takes back what was done to a profile, and those that were added for it. */
    public List<Outcome> undo(String profile) throws AwsException {
        List<Outcome> outcomes = new TakenBack(this, profile).outcomes();
        if (outcomes.isEmpty()) {
            if (!everyName().contains(profile)) {
                Profile.in(before, profile);
            }
            return List.of(Outcome.of(profile, Action.unchanged, Optional.empty(), Optional.empty()));
        }
        return outcomes;
    }

    static Outcome cannotBeNamed(String profile) {
        return Outcome.refused(profile, Message.of("aws.setup-name-unfit", profile));
    }

    Chain chain(Profile profile) throws AwsException {
        return new ChainReader(settings.forProfile(profile.name()), profile, Asked.NOTHING).chain();
    }

    ProcessLine process() {
        return process;
    }

    /** What has to lead to the same sessions as it did. */
    void mustStay(String profile, Chain chain, String line) {
        expected.put(profile, new Expected(chain, line));
    }

    void comesOrGoes(String profile) {
        comeOrGone.add(profile);
    }

    /** Profiles whose role is assumed with a profile that was handed over, and for which the AWS CLI will go on asking for a code. */
    public List<String> askedStill() {
        List<String> all = new ArrayList<>();
        for (Section section : config.sections()) {
            boolean fromOurs = section.entry("source_profile")
                    .filter(entry -> handedOver.contains(entry.value()))
                    .isPresent();
            if (fromOurs
                    && section.entry("role_arn").isPresent()
                    && section.entry("mfa_serial").isPresent()) {
                all.add(section.profile());
            }
        }
        return all;
    }

    byte[] configBefore() {
        return configBefore;
    }

    public byte[] config() {
        return config.bytes();
    }

    public byte[] credentials() {
        return credentials.bytes();
    }

    public List<String> configChanges() {
        return config.changes();
    }

    /** Of the credentials file: headers alone. */
    public List<String> credentialsChanges() {
        return credentials.changes();
    }

    public boolean isChanged() {
        return config.isChanged() || credentials.isChanged();
    }

    /** Whether every other profile reads as before, and these lead to the same sessions, for this program and for the SDK. */
    public boolean isSound() {
        return new SetupCheck(settings, before, comeOrGone, expected, isLenient).holds(this);
    }
}
