package totp.aws;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import totp.aws.AwsException.Reason;
import totp.aws.UserFacts.Part;

/** Asks AWS about one user after the other, at the pace that the connection has. */
public final class LiveUsers {
    /** How often a call is begun anew that was throttled for as long as a call is. */
    private static final int ATTEMPTS = 4;

    private final Iam iam;
    private final Map<Part, AwsException> denied = new EnumMap<>(Part.class);

    LiveUsers(Iam iam) {
        this.iam = iam;
    }

    /** What could not be asked, with what AWS said the first time; it is not asked of anybody else then. */
    public Map<Part, AwsException> denied() {
        return Map.copyOf(denied);
    }

    /**
     * What AWS says of a user.
     *
     * @param parts what is wanted; {@code SIGN_IN} nobody tells
     * @param madeBefore only of keys that are older it is asked when they were used
     */
    public LiveUser ask(String user, Set<Part> parts, Instant madeBefore) throws AwsException {
        Set<Part> asked = EnumSet.noneOf(Part.class);
        List<MfaDevice> devices = List.of();
        List<AccessKey> keys = List.of();
        Optional<Instant> password = Optional.empty();
        try {
            if (parts.contains(Part.DEVICES)) {
                devices = attempt(Part.DEVICES, asked, List.of(), () -> iam.devices(user));
            }
            if (parts.contains(Part.KEYS)) {
                keys = attempt(
                        Part.KEYS, asked, List.of(), () -> iam.accessKeys(user).listed());
            }
        } catch (AwsException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return LiveUser.GONE;
            }
            throw e;
        }
        if (parts.contains(Part.USE) && asked.contains(Part.KEYS)) {
            keys = withUse(keys, madeBefore, asked);
        }
        if (parts.contains(Part.PASSWORD)) {
            password = attempt(
                    Part.PASSWORD,
                    asked,
                    Optional.empty(),
                    () -> iam.passwords().find(user).map(LoginProfiles.Password::created));
        }
        return new LiveUser(true, asked, password, devices, keys);
    }

    private List<AccessKey> withUse(List<AccessKey> keys, Instant madeBefore, Set<Part> asked) throws AwsException {
        List<AccessKey> known = new ArrayList<>();
        asked.add(Part.USE);
        for (AccessKey key : keys) {
            boolean matters = key.active() && key.created().isBefore(madeBefore);
            known.add(
                    matters
                            ? attempt(
                                    Part.USE, asked, key, () -> iam.accessKeys().withUse(key))
                            : key);
        }
        if (denied.containsKey(Part.USE)) {
            asked.remove(Part.USE);
        }
        return known;
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws AwsException;
    }

    private <T> T attempt(Part part, Set<Part> asked, T otherwise, Question<T> question) throws AwsException {
        if (denied.containsKey(part)) {
            return otherwise;
        }
        try {
            T answer = slowly(question);
            asked.add(part);
            return answer;
        } catch (AwsException e) {
            if (e.reason() != Reason.DENIED && e.reason() != Reason.MFA_DEMANDED) {
                throw e;
            }
            denied.put(part, e);
            return otherwise;
        }
    }

    private static <T> T slowly(Question<T> question) throws AwsException {
        for (int attempt = 1; ; attempt++) {
            try {
                return question.ask();
            } catch (AwsException e) {
                if (e.reason() != Reason.THROTTLED || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
