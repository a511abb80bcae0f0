package totp.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import totp.aws.ConfigText.Entry;
import totp.aws.ConfigText.Section;
import totp.aws.ProfileSetup.Action;
import totp.aws.ProfileSetup.Outcome;
import totp.message.Message;

/**
 * A profile that becomes this program's by itself. Of several kinds of credentials in one profile each SDK takes another one
 * first, so that nothing may be left there but the one line: what says how to come by them is put out of the others' sight,
 * by {@code totp_} before its key, and keys get another profile.
 */
final class InPlace {
    private static final Pattern KEY_NAME = Pattern.compile("[a-z_]{1,40}");

    /** What else would count before the line, or beside it. */
    private static final List<String> SIGN_INS = List.of(
            "login_session",
            "sso_account_id",
            "sso_role_name",
            "sso_session",
            "sso_start_url",
            "web_identity_token_file");

    /** What may go with the keys. */
    private static final Set<String> WITH_KEYS =
            Set.of("aws_access_key_id", "aws_secret_access_key", "aws_account_id", "aws_mfa_device", "mfa_serial");

    private final ProfileSetup setup;
    private final String profile;
    private final Profile its;
    private final Optional<Section> section;
    private final Optional<Section> keys;
    private final String longTerm;

    InPlace(ProfileSetup setup, String profile, Profile its) {
        this.setup = setup;
        this.profile = profile;
        this.its = its;
        this.section = setup.config.section(profile);
        this.keys = setup.credentials.section(profile);
        this.longTerm = profile + ProfileSetup.LONG_TERM;
    }

    Outcome outcome() throws AwsException {
        Optional<String> line = setup.process().text(profile);
        if (line.isEmpty()) {
            return ProfileSetup.cannotBeNamed(profile);
        }
        if (setup.config.sections(profile).size() > 1) {
            return refused(Message.of("aws.setup-stands-twice"));
        }
        if (section.isPresent() && isDone(section.get())) {
            return done(section.get());
        }
        Optional<Outcome> refused = refusal();
        if (refused.isPresent()) {
            return refused.get();
        }
        return isWithoutKeys() ? convert(line.get()) : convertKeys(line.get());
    }

    private boolean isDone(Section its) {
        return setup.process().profileOf(its).filter(profile::equals).isPresent()
                && !own(its).isEmpty()
                && plain(its).isEmpty();
    }

    /** A run that was broken off between the files is brought to its end. */
    private Outcome done(Section its) throws AwsException {
        Optional<String> source = its.entry("totp_source_profile").map(Entry::value);
        Optional<String> serial = its.entry("totp_mfa_serial").map(Entry::value);
        boolean byKeys = isByKeys(its, profile);
        if (byKeys && keys.isPresent()) {
            if (setup.credentials.section(longTerm).isPresent()) {
                return refused(Message.of("aws.setup-long-term-there", longTerm));
            }
            renameKeys();
            return Outcome.of(profile, Action.converted, source, serial);
        }
        return keys.flatMap(found -> found.entry("aws_access_key_id")).isPresent()
                ? refused(Message.of("aws.setup-keys-beside", profile))
                : Outcome.of(profile, Action.unchanged, source, serial);
    }

    /** Whether its keys have a profile of their own. */
    static boolean isByKeys(Section section, String profile) {
        return section.entry("totp_role_arn").isEmpty()
                && section.entry("totp_source_profile")
                        .filter(entry -> entry.value().equals(profile + ProfileSetup.LONG_TERM))
                        .isPresent();
    }

    /** The keys that are this program's already. */
    static List<Entry> own(Section section) {
        return section.entries().stream()
                .filter(entry -> entry.key().startsWith(ProfileSetup.OWN_PREFIX)
                        && Profile.HANDED_OVER.contains(entry.key().substring(ProfileSetup.OWN_PREFIX.length())))
                .toList();
    }

    /** Those that can be handed over. */
    static List<Entry> plain(Section section) {
        return section.entries().stream()
                .filter(entry -> Profile.HANDED_OVER.contains(entry.key()))
                .toList();
    }

    private boolean isWithoutKeys() {
        return has("role_arn") || (has("source_profile") && !hasKeys());
    }

    private boolean has(String key) {
        return section.flatMap(found -> found.entry(key)).isPresent();
    }

    private boolean hasKeys() {
        return keys.flatMap(found -> found.entry("aws_access_key_id")).isPresent();
    }

    private Outcome refused(Message reason) {
        return Outcome.refused(
                profile,
                Message.of("aws.setup-profile", profile, reason),
                Message.of("aws.setup-as-instead", ProfileSetup.isName(profile) ? profile : "PROFILE"));
    }

    private Optional<Outcome> refusal() {
        if (section.isPresent() && !own(section.get()).isEmpty()) {
            return Optional.of(refused(Message.of("aws.setup-own-keys")));
        }
        if (its.property(ProcessLine.KEY).isPresent()) {
            return Optional.of(refused(Message.of("aws.setup-process-there")));
        }
        for (String key : SIGN_INS) {
            if (its.property(key).isPresent()) {
                return Optional.of(refused(Message.of("aws.setup-signs-in", key)));
            }
        }
        if (has("aws_access_key_id") || has("aws_secret_access_key") || has("aws_session_token")) {
            return Optional.of(refused(Message.of("aws.setup-keys-in-config")));
        }
        if (isWithoutKeys()) {
            return hasKeys() ? Optional.of(refused(Message.of("aws.setup-keys-beside", profile))) : refusalOfRole();
        }
        if (hasKeys()) {
            return refusalOfKeys();
        }
        return Optional.of(inCredentials().orElseGet(() -> refused(Message.of("aws.setup-no-way"))));
    }

    private Optional<Outcome> inCredentials() {
        return keys.flatMap(found -> plain(found).stream().findFirst())
                .map(entry -> refused(Message.of("aws.setup-in-credentials", entry.key())));
    }

    private Optional<Outcome> refusalOfRole() {
        boolean loops = !has("role_arn")
                && its.property("source_profile").filter(longTerm::equals).isPresent();
        if (loops) {
            return Optional.of(refused(Message.of("aws.setup-no-way")));
        }
        return inCredentials();
    }

    private Optional<Outcome> refusalOfKeys() {
        Section its = keys.orElseThrow();
        if (setup.credentials.sections(profile).size() > 1) {
            return Optional.of(refused(Message.of("aws.setup-stands-twice")));
        }
        if (its.entry("aws_session_token").isPresent()) {
            return Optional.of(refused(Message.of("aws.setup-of-session")));
        }
        for (Entry entry : its.entries()) {
            if (!WITH_KEYS.contains(entry.key())) {
                String shown = KEY_NAME.matcher(entry.key()).matches() ? entry.key() : "…";
                return Optional.of(refused(Message.of("aws.setup-in-credentials", shown)));
            }
        }
        if (has("source_profile") || has("credential_source")) {
            return Optional.of(refused(Message.of("aws.setup-keys-beside", profile)));
        }
        boolean taken = setup.config.section(longTerm).isPresent()
                || setup.credentials.section(longTerm).isPresent();
        return taken ? Optional.of(refused(Message.of("aws.setup-long-term-there", longTerm))) : Optional.empty();
    }

    private Outcome convert(String line) throws AwsException {
        Chain chain = setup.chain(its);
        setup.mustStay(profile, chain, line);
        Section found = section.orElseThrow();
        List<Entry> moved = plain(found);
        moved.forEach(entry -> setup.config.prefix(entry, ProfileSetup.OWN_PREFIX));
        Entry last = moved.get(moved.size() - 1);
        setup.config.insert(last.last(), last.indent(), List.of(line));
        return Outcome.of(profile, Action.converted, its.property("source_profile"), chain.serial());
    }

    private Outcome convertKeys(String line) throws AwsException {
        Chain chain = setup.chain(its);
        setup.mustStay(profile, chain, line);
        List<String> lines = List.of("totp_source_profile = " + longTerm, line);
        if (section.isPresent()) {
            Section found = section.get();
            plain(found).forEach(entry -> setup.config.prefix(entry, ProfileSetup.OWN_PREFIX));
            // As far in as the next key: what stands deeper than the key before it would be a part of its value.
            String indent =
                    found.entries().stream().findFirst().map(Entry::indent).orElse("");
            setup.config.insert(found.header(), indent, lines);
        } else {
            List<String> all = new ArrayList<>(List.of(ProfileSetup.MARK, header()));
            all.addAll(lines);
            setup.config.append(all);
        }
        renameKeys();
        return Outcome.of(profile, Action.converted, Optional.of(longTerm), chain.serial());
    }

    private String header() {
        if (profile.equals("default")) {
            return "[default]";
        }
        return ProfileSetup.isName(profile) ? "[profile " + profile + "]" : "[profile '" + profile + "']";
    }

    private void renameKeys() {
        setup.credentials.rename(keys.orElseThrow(), "", ProfileSetup.LONG_TERM);
        setup.comesOrGoes(longTerm);
    }
}
