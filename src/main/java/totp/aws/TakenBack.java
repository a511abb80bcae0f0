package totp.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import totp.aws.ConfigText.Entry;
import totp.aws.ConfigText.Section;
import totp.aws.ProfileSetup.Action;
import totp.aws.ProfileSetup.Outcome;
import totp.message.Message;

/** What {@link InPlace} and {@link ProfileSetup#as} did to a profile, found in the text and taken back, to the byte. */
final class TakenBack {
    private static final Set<String> OF_ADDED = Set.of(ProcessLine.KEY, "region", "totp_source_profile");

    private final ProfileSetup setup;
    private final String profile;

    TakenBack(ProfileSetup setup, String profile) {
        this.setup = setup;
        this.profile = profile;
    }

    boolean isNothing() {
        return own().isEmpty() && added().isEmpty();
    }

    private Optional<Section> own() {
        return setup.config.sections(profile).stream()
                .filter(section -> isFor(section, profile)
                        && !InPlace.own(section).isEmpty()
                        && InPlace.plain(section).isEmpty())
                .findFirst();
    }

    private boolean isFor(Section section, String wanted) {
        return setup.process().profileOf(section).filter(wanted::equals).isPresent();
    }

    /** The profile's own section if it was added, and those that were added for it. */
    private Optional<Section> added() {
        return setup.config.sections().stream()
                .filter(section -> isMarked(section)
                        && !isFor(section, section.profile())
                        && (section.profile().equals(profile) || isFor(section, profile))
                        && section.entry(ProcessLine.KEY).isPresent())
                .findFirst();
    }

    private boolean isMarked(Section section) {
        return setup.config
                .line(setup.config.lastBefore(section.header()))
                .strip()
                .equals(ProfileSetup.MARK);
    }

    List<Outcome> outcomes() {
        List<Outcome> outcomes = new ArrayList<>();
        own().ifPresent(section -> outcomes.add(restored(section)));
        for (Optional<Section> next = added(); next.isPresent(); next = added()) {
            Section section = next.get();
            String name = section.profile();
            Optional<String> source = setup.process().profileOf(section);
            if (!removeWhole(section)) {
                outcomes.add(Outcome.refused(name, Message.of("aws.setup-changed-since", name)));
                break;
            }
            setup.comesOrGoes(name);
            outcomes.add(Outcome.of(name, Action.restored, source, Optional.empty()));
        }
        return outcomes;
    }

    private Outcome restored(Section section) {
        String longTerm = profile + ProfileSetup.LONG_TERM;
        boolean byKeys = InPlace.isByKeys(section, profile);
        Optional<String> source = section.entry("totp_source_profile").map(Entry::value);
        Optional<String> serial = section.entry("totp_mfa_serial").map(Entry::value);
        if (byKeys) {
            List<Section> there = setup.credentials.sections(profile);
            List<Section> moved = setup.credentials.sections(longTerm);
            if (there.size() + moved.size() != 1) {
                return Outcome.refused(profile, Message.of("aws.setup-keys-gone", profile, longTerm));
            }
            moved.forEach(keys -> setup.credentials.rename(keys, ProfileSetup.LONG_TERM, ""));
            setup.comesOrGoes(longTerm);
        }
        if (byKeys && isMarked(section) && removeWhole(section)) {
            return Outcome.of(profile, Action.restored, source, serial);
        }
        List<Entry> entries = section.entries();
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (entry.key().equals(ProcessLine.KEY) || (byKeys && entry.key().equals("totp_source_profile"))) {
                setup.config.remove(entry);
            } else if (InPlace.own(section).contains(entry)) {
                setup.config.unprefix(entry, ProfileSetup.OWN_PREFIX);
            }
        }
        return Outcome.of(profile, Action.restored, source, serial);
    }

    /** A section that was appended, with the mark and the empty line above it, unless somebody put more into it. */
    private boolean removeWhole(Section section) {
        boolean isOurs = section.entries().stream().allMatch(entry -> OF_ADDED.contains(entry.key()));
        if (!isOurs) {
            return false;
        }
        for (int i = section.entries().size() - 1; i >= 0; i--) {
            setup.config.remove(section.entries().get(i));
        }
        int mark = setup.config.lastBefore(section.header());
        int blank = setup.config.lastBefore(mark);
        setup.config.remove(section.header());
        setup.config.remove(mark);
        if (setup.config.isThere(blank) && setup.config.line(blank).isEmpty()) {
            setup.config.remove(blank);
        }
        return true;
    }
}
