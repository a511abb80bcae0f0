package totp.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/**
 * The credentials of a profile: of several kinds in one profile that counts which counts for the AWS CLI (a role, a web
 * identity, a sign-in, keys of the credentials file, a login session, a helper program, keys of the config file).
 */
final class ProfileCredentials {
    /** Nobody needs more, and each is a call. */
    private static final int HOPS_MAX = 5;

    private final CredentialSources sources;
    private final RoleCredentials roles;
    private final SignIns signIns;
    private final AwsSettings settings;

    ProfileCredentials(CredentialSources sources, RoleCredentials roles, SignIns signIns, AwsSettings settings) {
        this.sources = sources;
        this.roles = roles;
        this.signIns = signIns;
        this.settings = settings;
    }

    /** @throws AwsException {@code CREDENTIALS} if it has none, {@code SETTINGS} if its sources go round in a circle */
    AwsCredentials of(Profile profile) throws AwsException {
        return of(profile, new ArrayList<>());
    }

    /** Those that the profile has itself, whatever role it names besides. */
    AwsCredentials base(Profile profile, Chain.Kind kind) throws AwsException {
        return switch (kind) {
            case WEB_IDENTITY ->
                roles.withWebIdentity(
                        profile.property("role_arn").orElse(""),
                        profile.property("web_identity_token_file").orElse(""),
                        profile.property("role_session_name"));
            case SSO -> signIns.withSso(profile);
            case LOGIN -> signIns.withLogin(profile);
            case PROCESS ->
                new HelperProgram(settings, profile.name())
                        .credentials(profile.property("credential_process").orElse(""));
            case KEYS, NAMED -> keys(profile);
        };
    }

    private AwsCredentials of(Profile profile, List<String> before) throws AwsException {
        before.add(profile.name());
        Optional<String> role = profile.property("role_arn");
        if (role.isPresent()) {
            return ofRole(profile, role.get(), before);
        }
        if (profile.sourceName().isPresent()) {
            return source(profile, profile.sourceName().get(), before);
        }
        if (profile.property("sso_account_id").isPresent()
                || profile.property("sso_session").isPresent()
                || profile.property("sso_start_url").isPresent()) {
            return signIns.withSso(profile);
        }
        if (profile.credentialsProperty("aws_access_key_id").isPresent()) {
            return keys(profile);
        }
        if (profile.property("login_session").isPresent()) {
            return signIns.withLogin(profile);
        }
        Optional<String> process = profile.property("credential_process");
        Optional<String> own = process.flatMap(line -> OwnProcess.profile(settings.words(line)));
        if (own.isPresent()) {
            return source(profile, own.get(), before);
        }
        if (process.isPresent()) {
            return new HelperProgram(settings, profile.name()).credentials(process.get());
        }
        return keys(profile);
    }

    private AwsCredentials ofRole(Profile profile, String role, List<String> before) throws AwsException {
        Optional<String> token = profile.property("web_identity_token_file");
        if (token.isPresent()) {
            return roles.withWebIdentity(role, token.get(), profile.property("role_session_name"));
        }
        Optional<String> source = profile.sourceName();
        Optional<String> named = profile.property("credential_source");
        if (source.isPresent() == named.isPresent()) {
            throw new AwsException(
                    Reason.SETTINGS, "BadProfile", Message.of("aws.profile-role-arn-needs", profile.name()));
        }
        return roles.assumed(
                profile,
                role,
                named.isPresent()
                        ? sources.named(named.get(), profile.name())
                        : source(profile, source.orElseThrow(), before));
    }

    /** A profile may name itself: then its own keys assume the role. */
    private AwsCredentials source(Profile profile, String source, List<String> before) throws AwsException {
        if (source.equals(profile.name())) {
            return keys(profile);
        }
        if (before.contains(source) || before.size() >= HOPS_MAX) {
            throw new AwsException(
                    Reason.SETTINGS,
                    "BadProfile",
                    Message.of("aws.source-profiles-go-round", HOPS_MAX, String.join(", ", before), source));
        }
        return of(profile.source(source), before);
    }

    private static AwsCredentials keys(Profile profile) throws AwsException {
        Optional<String> id = profile.property("aws_access_key_id");
        Optional<String> key = profile.property("aws_secret_access_key");
        if (id.isEmpty() || key.isEmpty()) {
            throw new AwsException(
                    Reason.CREDENTIALS,
                    "NoCredentials",
                    Message.of(
                            "aws.profile",
                            profile.name(),
                            id.isEmpty() && key.isEmpty()
                                    ? Message.of("aws.no-credentials")
                                    : Message.of("aws.only-one-half-access")));
        }
        return CredentialSources.keys(
                Message.of("aws.the-profile", profile.name()),
                id.get(),
                key.get(),
                profile.property("aws_session_token"));
    }
}
