package totp.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import totp.aws.AwsException.Reason;
import totp.aws.Chain.Asked;
import totp.aws.Chain.Hop;
import totp.aws.Chain.Kind;
import totp.aws.Chain.Origin;
import totp.message.Message;

/** One look through the files. */
final class ChainReader {
    private final AwsSettings settings;
    private final Profile first;
    private final Asked asked;
    private final List<String> seen = new ArrayList<>();
    private final List<Hop> hops = new ArrayList<>();
    private Optional<String> serial = Optional.empty();

    /** The one that has the credentials, once it is found. */
    private Profile last;

    ChainReader(AwsSettings settings, Profile first, Asked asked) {
        this.settings = settings;
        this.first = first;
        this.last = first;
        this.asked = asked;
    }

    Chain chain() throws AwsException {
        Profile from = first;
        if (asked.roleArn() != null) {
            from = asked.sourceProfile() == null ? first : first.source(asked.sourceProfile());
            hops.add(new Hop(
                    first.name(),
                    asked.roleArn(),
                    Optional.ofNullable(asked.externalId()),
                    Optional.ofNullable(asked.sessionName()),
                    Optional.ofNullable(asked.duration())));
        }
        Origin base = base(from);
        List<Hop> ordered = new ArrayList<>();
        for (int i = hops.size() - 1; i >= 0; i--) {
            ordered.add(ChainRules.checked(i == 0 ? withOptions(hops.get(i)) : hops.get(i)));
        }
        Optional<String> device = Optional.ofNullable(asked.serial()).or(() -> serial);
        Endpoints endpoints = new Endpoints(settings, first);
        Optional<String> partition = ChainRules.partition(ordered, device);
        Optional<String> known = endpoints.givenRegion(last, partition);
        if (partition.isPresent()) {
            ChainRules.checkRegion(partition.get(), known);
        }
        String region = Endpoints.checkedRegion(
                known.or(() -> partition.flatMap(Partitions::usualRegion)).orElse(Endpoints.USUAL));
        Optional<Duration> duration = ordered.isEmpty() ? userDuration() : Optional.empty();
        String address = endpoints.of("sts").map(Object::toString).orElse("");
        return new Chain(
                first.name(),
                base,
                List.copyOf(ordered),
                device,
                duration,
                partition.orElse(Partitions.ofRegion(region)),
                region,
                known.orElse(""),
                address);
    }

    /** The options are about the role that is asked for: the last one. */
    private Hop withOptions(Hop hop) {
        return asked.roleArn() != null
                ? hop
                : new Hop(
                        hop.profile(),
                        hop.roleArn(),
                        Optional.ofNullable(asked.externalId()).or(hop::externalId),
                        Optional.ofNullable(asked.sessionName()).or(hop::sessionName),
                        Optional.ofNullable(asked.duration()).or(hop::duration));
    }

    private Optional<Duration> userDuration() throws AwsException {
        Optional<Duration> wanted = Optional.ofNullable(asked.duration());
        if (wanted.isPresent()) {
            ChainRules.checkSession(wanted.get());
        }
        return wanted;
    }

    private Origin base(Profile from) throws AwsException {
        Profile profile = from;
        while (true) {
            if (seen.contains(profile.name()) || seen.size() > Chain.HOPS_MAX) {
                throw around(profile.name());
            }
            seen.add(profile.name());
            last = profile;
            Optional<String> role = profile.property("role_arn");
            Optional<String> source = profile.sourceName();
            if (role.isPresent() && profile.property("web_identity_token_file").isPresent()) {
                return found(
                        profile,
                        Kind.WEB_IDENTITY,
                        role.get() + " "
                                + profile.property("web_identity_token_file").get());
            }
            if (role.isPresent()) {
                Optional<String> named = profile.property("credential_source");
                if (source.isPresent() == named.isPresent()) {
                    throw ChainRules.bad(Message.of("aws.profile-role-arn-needs", profile.name()));
                }
                hop(profile, role.get());
                if (named.isPresent()) {
                    return named(profile, named.get());
                }
            } else {
                addSerial(profile);
                if (source.isEmpty()) {
                    Optional<String> other = ourProcess(profile);
                    if (other.isEmpty()) {
                        return own(profile);
                    }
                    source = other;
                }
            }
            if (source.orElseThrow().equals(profile.name())) {
                addSerial(profile);
                return keys(profile);
            }
            profile = profile.source(source.get());
        }
    }

    private void hop(Profile profile, String role) throws AwsException {
        if (serial.isPresent()) {
            // What was read before is a role whose source is this role: no code can go with it.
            throw ChainRules.bad(Message.of(
                    "aws.serial-on-chained-role", hops.get(hops.size() - 1).profile()));
        }
        hops.add(new Hop(
                profile.name(),
                role,
                profile.property("external_id"),
                profile.property("role_session_name"),
                seconds(profile)));
        serial = profileSerial(profile);
    }

    /** The base's own counts behind that of the role next to it. */
    private void addSerial(Profile profile) {
        if (serial.isEmpty()) {
            serial = profileSerial(profile);
        }
    }

    private static Optional<String> profileSerial(Profile profile) {
        return profile.property("mfa_serial");
    }

    /** The profile that {@code totp aws credentials} would be run for: never run, since it would ask this again. */
    private Optional<String> ourProcess(Profile profile) {
        if (profile.credentialsProperty("aws_access_key_id").isPresent()) {
            return Optional.empty();
        }
        return profile.property("credential_process").flatMap(line -> OwnProcess.profile(settings.words(line)));
    }

    private Origin own(Profile profile) throws AwsException {
        if (profile.property("sso_account_id").isPresent()
                || profile.property("sso_session").isPresent()
                || profile.property("sso_start_url").isPresent()) {
            return found(
                    profile,
                    Kind.SSO,
                    profile.property("sso_session")
                                    .or(() -> profile.property("sso_start_url"))
                                    .orElse("") + " "
                            + profile.property("sso_account_id").orElse("") + " "
                            + profile.property("sso_role_name").orElse(""));
        }
        if (profile.credentialsProperty("aws_access_key_id").isPresent()) {
            return keys(profile);
        }
        Optional<String> login = profile.property("login_session");
        if (login.isPresent()) {
            return found(profile, Kind.LOGIN, login.get());
        }
        Optional<String> process = profile.property("credential_process");
        if (process.isPresent()) {
            return new Origin(profile.name(), Kind.PROCESS, process.get(), true);
        }
        if (profile.property("aws_access_key_id").isPresent()) {
            return keys(profile);
        }
        throw new AwsException(
                Reason.CREDENTIALS,
                "NoCredentials",
                Message.of("aws.profile", profile.name(), Message.of("aws.no-credentials")));
    }

    private Origin named(Profile profile, String source) {
        boolean keys = source.equals("Environment")
                && settings.variable("AWS_SESSION_TOKEN").isEmpty();
        String which = keys ? " " + settings.variable("AWS_ACCESS_KEY_ID").orElse("") : "";
        return new Origin(profile.name(), Kind.NAMED, source + which, keys);
    }

    private static Origin found(Profile profile, Kind kind, String description) {
        return new Origin(profile.name(), kind, description, false);
    }

    private static Origin keys(Profile profile) throws AwsException {
        Optional<String> id = profile.property("aws_access_key_id");
        if (id.isEmpty() || profile.property("aws_secret_access_key").isEmpty()) {
            throw new AwsException(
                    Reason.CREDENTIALS,
                    "NoCredentials",
                    Message.of(
                            "aws.profile",
                            profile.name(),
                            id.isEmpty() ? Message.of("aws.no-credentials") : Message.of("aws.only-one-half-access")));
        }
        boolean longTerm = profile.property("aws_session_token").isEmpty();
        return new Origin(profile.name(), Kind.KEYS, id.get(), longTerm);
    }

    private static Optional<Duration> seconds(Profile profile) throws AwsException {
        Optional<String> seconds = profile.property("duration_seconds");
        if (seconds.isPresent() && !seconds.get().matches("[0-9]{1,6}")) {
            throw ChainRules.bad(Message.of("aws.duration-seconds-profile-no", profile.name()));
        }
        return seconds.map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private AwsException around(String again) {
        return ChainRules.bad(
                Message.of("aws.source-profiles-go-round", Chain.HOPS_MAX, String.join(", ", seen), again));
    }
}
