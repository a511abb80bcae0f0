package totp.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/** Roles that are assumed with other credentials, or with the token of another identity provider. */
final class RoleCredentials {
    /** A few kilobytes, says whoever issues them. */
    private static final int TOKEN_BYTES_MAX = 64 << 10;

    /** For CloudTrail, where neither profile nor environment gives one. */
    private static final String SESSION_NAME = "totp";

    private final AwsSettings settings;
    private final Connections connections;
    private final Calls calls;

    RoleCredentials(AwsSettings settings, Connections connections, Calls calls) {
        this.settings = settings;
        this.connections = connections;
        this.calls = calls;
    }

    /** @param base whose session this is to be */
    AwsCredentials assumed(Profile profile, String role, AwsCredentials base) throws AwsException {
        Integer duration = duration(profile);
        try (StsClient sts = connections.sts(StaticCredentialsProvider.create(base))) {
            return session(
                    "AssumeRole",
                    role,
                    calls.patiently(
                                    "AssumeRole",
                                    () -> sts.assumeRole(request -> request.roleArn(role)
                                            .roleSessionName(profile.property("role_session_name")
                                                    .orElse(SESSION_NAME))
                                            .externalId(profile.property("external_id")
                                                    .orElse(null))
                                            .durationSeconds(duration)))
                            .credentials());
        }
    }

    AwsCredentials withWebIdentity(String role, String tokenFile, Optional<String> sessionName) throws AwsException {
        String token = token(settings.path(tokenFile));
        try (StsClient sts = connections.sts(AnonymousCredentialsProvider.create())) {
            return session(
                    "AssumeRoleWithWebIdentity",
                    role,
                    calls.patiently(
                                    "AssumeRoleWithWebIdentity",
                                    () -> sts.assumeRoleWithWebIdentity(request -> request.roleArn(role)
                                            .roleSessionName(sessionName.orElse(SESSION_NAME))
                                            .webIdentityToken(token)))
                            .credentials());
        }
    }

    private static AwsCredentials session(String action, String role, Credentials answer) throws AwsException {
        return SessionKeys.of(answer)
                .map(SessionKeys::credentials)
                .orElseThrow(() -> new AwsException(
                        Reason.UNKNOWN, "NotAnAwsAnswer", Message.of("aws.gave-no-credentials", action, role)));
    }

    @SuppressWarnings("NullAway") // null is the SDK's word for what is not given
    private static Integer duration(Profile profile) throws AwsException {
        Optional<String> seconds = profile.property("duration_seconds");
        if (seconds.isEmpty()) {
            return null;
        }
        if (!seconds.get().matches("[0-9]{1,6}")) {
            throw new AwsException(
                    Reason.SETTINGS, "BadProfile", Message.of("aws.duration-seconds-profile-no", profile.name()));
        }
        return Integer.valueOf(seconds.get());
    }

    private static String token(Path file) throws AwsException {
        try {
            if (Files.size(file) > TOKEN_BYTES_MAX) {
                throw new AwsException(
                        Reason.CREDENTIALS, "NoCredentials", Message.of("aws.web-identity-token-too", file));
            }
            String token = Files.readString(file).strip();
            if (!token.isEmpty()) {
                return token;
            }
        } catch (IOException e) {
            throw new AwsException(
                    Reason.CREDENTIALS, "NoCredentials", Message.of("aws.cannot-read-web-identity", file), e);
        }
        throw new AwsException(Reason.CREDENTIALS, "NoCredentials", Message.of("aws.web-identity-token-empty", file));
    }
}
