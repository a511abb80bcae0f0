package totp.aws;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.signin.SigninClient;
import software.amazon.awssdk.services.signin.auth.LoginCredentialsProvider;
import software.amazon.awssdk.services.sso.SsoClient;
import software.amazon.awssdk.services.sso.model.RoleCredentials;
import software.amazon.awssdk.services.ssooidc.SsoOidcClient;
import software.amazon.awssdk.services.ssooidc.SsoOidcTokenProvider;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/** Credentials that somebody signed in for in a browser: IAM Identity Center ({@code aws sso login}) and {@code aws login}. */
final class SignIns {
    private static final int TOKEN_BYTES_MAX = 256 << 10;

    private final AwsSettings settings;
    private final Connections connections;
    private final Calls calls;

    SignIns(AwsSettings settings, Connections connections, Calls calls) {
        this.settings = settings;
        this.connections = connections;
        this.calls = calls;
    }

    /** The role of Identity Center that the profile names. */
    AwsCredentials withSso(Profile profile) throws AwsException {
        String account = required(profile, "sso_account_id");
        String role = required(profile, "sso_role_name");
        Optional<String> session = profile.property("sso_session");
        String region = session.isPresent()
                ? profile.sectionProperty("sso-session", session.get(), "sso_region")
                        .or(() -> profile.property("sso_region"))
                        .orElseThrow(() -> missing(profile, Message.of("aws.sso-region-in-session")))
                : required(profile, "sso_region");
        String token = session.isPresent()
                ? sessionToken(profile, session.get(), region)
                : cachedToken(profile, required(profile, "sso_start_url"));
        try (SsoClient sso = connections.sso(region)) {
            RoleCredentials keys = calls.patiently(
                            "GetRoleCredentials",
                            () -> sso.getRoleCredentials(request -> request.accessToken(token)
                                    .accountId(account)
                                    .roleName(role)))
                    .roleCredentials();
            return CredentialSources.keys(
                    Message.of("aws.the-profile", profile.name()),
                    keys.accessKeyId(),
                    keys.secretAccessKey(),
                    Optional.of(keys.sessionToken()));
        } catch (AwsException e) {
            throw e.code().equals("UnauthorizedException") ? signedOut(profile, "aws sso login", e) : e;
        }
    }

    /** Of a session the SDK renews the token, and writes it where the AWS CLI keeps it. */
    private String sessionToken(Profile profile, String session, String region) throws AwsException {
        try (SsoOidcClient oidc = connections.ssoOidc(region);
                SsoOidcTokenProvider provider = SsoOidcTokenProvider.builder()
                        .sessionName(session)
                        .ssoOidcClient(oidc)
                        .build()) {
            return provider.resolveToken().token();
        } catch (SdkException | IllegalStateException | IllegalArgumentException e) {
            throw signedOut(profile, "aws sso login", e);
        }
    }

    /** Without a session the token lies under the address of the start page and is never renewed. */
    private String cachedToken(Profile profile, String startUrl) throws AwsException {
        Path file = settings.home().resolve(".aws/sso/cache").resolve(sha1(startUrl) + ".json");
        try {
            if (Files.size(file) > TOKEN_BYTES_MAX) {
                throw signedOut(profile, "aws sso login", null);
            }
            JsonNode document = JsonNode.parser().parse(Files.readAllBytes(file));
            Optional<String> token = document.field("accessToken").map(JsonNode::asString);
            Optional<String> end = document.field("expiresAt").map(JsonNode::asString);
            if (token.isPresent()
                    && end.isPresent()
                    && calls.now().isBefore(Instant.parse(end.get().replace("UTC", "Z")))) {
                return token.get();
            }
            throw signedOut(profile, "aws sso login", null);
        } catch (IOException | DateTimeException | SdkException | UnsupportedOperationException e) {
            throw signedOut(profile, "aws sso login", e);
        }
    }

    AwsCredentials withLogin(Profile profile) throws AwsException {
        try (SigninClient client = connections.signin(AnonymousCredentialsProvider.create());
                LoginCredentialsProvider provider = LoginCredentialsProvider.builder()
                        .loginSession(required(profile, "login_session"))
                        .signinClient(client)
                        .build()) {
            return provider.resolveCredentials();
        } catch (SdkException | IllegalStateException | IllegalArgumentException e) {
            throw signedOut(profile, "aws login", e);
        }
    }

    private static AwsException signedOut(Profile profile, String command, @Nullable Throwable cause) {
        AwsException signedOut = new AwsException(
                Reason.CREDENTIALS,
                "SignedOut",
                Message.of("aws.nobody-signed-profile-session", profile.name(), command, profile.name()));
        if (cause != null) {
            signedOut.initCause(cause);
        }
        return signedOut;
    }

    private static String required(Profile profile, String property) throws AwsException {
        return profile.property(property).orElseThrow(() -> missing(profile, Message.said(property)));
    }

    private static AwsException missing(Profile profile, Message property) {
        return new AwsException(
                Reason.SETTINGS, "BadProfile", Message.of("aws.profile-lacks", profile.name(), property));
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-1", e);
        }
    }
}
