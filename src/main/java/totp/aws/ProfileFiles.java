package totp.aws;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Both AWS config files.
 *
 * @param config profiles of the config file
 * @param credentials those of the credentials file, whose values count before the config file's
 * @param others the config file's other sections, by kind and name
 */
record ProfileFiles(
        Map<String, Map<String, String>> config,
        Map<String, Map<String, String>> credentials,
        Map<String, Map<String, String>> others) {
    static final ProfileFiles NONE = new ProfileFiles(Map.of(), Map.of(), Map.of());

    /** Those that variables name, or the usual ones. */
    static ProfileFiles read(AwsSettings settings) throws AwsException {
        return of(settings, ConfigFile.read(settings.configFile()), ConfigFile.read(settings.credentialsFile()));
    }

    /** Those that would be there, of these bytes. */
    static ProfileFiles of(AwsSettings settings, byte[] config, byte[] credentials) throws AwsException {
        return of(
                settings,
                ConfigFile.parse(settings.configFile(), config),
                ConfigFile.parse(settings.credentialsFile(), credentials));
    }

    private static ProfileFiles of(
            AwsSettings settings,
            Map<String, Map<String, String>> sections,
            Map<String, Map<String, String>> credentials) {
        Map<String, Map<String, String>> profiles = new LinkedHashMap<>();
        Map<String, Map<String, String>> others = new LinkedHashMap<>();
        for (Map.Entry<String, Map<String, String>> entry : sections.entrySet()) {
            List<String> words = settings.words(entry.getKey());
            Optional<String> profile = profile(words);
            if (profile.isPresent() && words.size() == 1) {
                profiles.putIfAbsent(profile.get(), entry.getValue());
            } else if (profile.isPresent()) {
                profiles.put(profile.get(), entry.getValue());
            } else if (words.size() == 2) {
                others.put(words.get(0) + " " + words.get(1), entry.getValue());
            }
        }
        return new ProfileFiles(profiles, credentials, others);
    }

    private static Optional<String> profile(List<String> words) {
        if (words.size() == 1 && words.get(0).equals("default")) {
            return Optional.of("default");
        }
        return words.size() == 2 && words.get(0).equals("profile") ? Optional.of(words.get(1)) : Optional.empty();
    }

    /** The profile that a section of the config file is about. */
    static Function<String, Optional<String>> names(AwsSettings settings) {
        return section -> profile(settings.words(section));
    }

    boolean has(String profile) {
        return config.containsKey(profile) || credentials.containsKey(profile);
    }

    Set<String> profiles() {
        Set<String> all = new TreeSet<>(config.keySet());
        all.addAll(credentials.keySet());
        return all;
    }
}
