package totp.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/**
 * A sign-in to AWS's console with a role's session: the federation endpoint gives a token for it, and an address with that token
 * signs in whoever opens it within a quarter of an hour. So the address is as secret as the session (IAM user guide, "Enabling
 * custom identity broker access").
 */
public final class ConsoleSignIn {
    private static final String ISSUER = "totp";
    private static final String FEDERATION = "/federation";
    private static final int ANSWER_BYTES_MAX = 65_536;

    /** What the console's own session may last. */
    private static final Duration LONGEST = Duration.ofHours(12);

    private static final Map<String, String> SIGN_IN = Map.of(
            "aws", "https://signin.aws.amazon.com",
            "aws-cn", "https://signin.amazonaws.cn",
            "aws-us-gov", "https://signin.amazonaws-us-gov.com");

    private static final Map<String, String> CONSOLE = Map.of(
            "aws", "https://console.aws.amazon.com/",
            "aws-cn", "https://console.amazonaws.cn/",
            "aws-us-gov", "https://console.amazonaws-us-gov.com/");

    private final AwsSettings settings;
    private final Chain chain;
    private final Consumer<Message> warning;

    public ConsoleSignIn(AwsSettings settings, Chain chain, Consumer<Message> warning) {
        this.settings = settings.inRegion(chain.region()).forProfile(chain.profile());
        this.chain = chain;
        this.warning = warning;
    }

    /**
     * Where the console is, or a service in it.
     *
     * @param destination an address, the name of a service as it stands in the console's addresses, or nothing
     * @throws AwsException {@code SETTINGS} for a partition without a console that this knows, and for what is no destination
     */
    public String destination(String destination) throws AwsException {
        String console = CONSOLE.get(chain.partition());
        if (console == null) {
            throw new AwsException(
                    Reason.SETTINGS, "NoConsole", Message.of("aws.no-console-of-partition", chain.partition()));
        }
        if (destination.isEmpty()) {
            return console + (chain.knownRegion().isEmpty() ? "" : "?region=" + chain.knownRegion());
        }
        if (destination.matches("[a-z0-9][a-z0-9-]{0,40}")) {
            return console + destination + "/home"
                    + (chain.knownRegion().isEmpty() ? "" : "?region=" + chain.knownRegion());
        }
        if (!destination.startsWith("https://") || destination.chars().anyMatch(c -> c <= ' ')) {
            throw new AwsException(Reason.SETTINGS, "BadDestination", Message.of("aws.bad-destination"));
        }
        return destination;
    }

    /**
     * The address that signs in.
     *
     * @param destination as {@link #destination} gives it
     * @param lifetime of the console's session, which only long-term keys may choose
     * @throws AwsException {@code REFUSED} if the endpoint wants no such session, or what keeps it from answering
     */
    public String address(TemporaryCredentials session, String destination, Optional<Duration> lifetime)
            throws AwsException {
        URI endpoint = endpoint();
        StringBuilder form = new StringBuilder("Action=getSigninToken&Session=").append(encoded(json(session)));
        lifetime.ifPresent(length -> form.append("&SessionDuration=")
                .append((length.compareTo(LONGEST) > 0 ? LONGEST : length).toSeconds()));
        String token = token(post(endpoint, form.toString().getBytes(StandardCharsets.US_ASCII)));
        return endpoint + "?Action=login&Issuer=" + ISSUER + "&Destination=" + encoded(destination) + "&SigninToken="
                + encoded(token);
    }

    /** The variable holds the whole address; one without a path is a server's. */
    private URI endpoint() throws AwsException {
        Optional<String> given = settings.variable("AWS_ENDPOINT_URL_SIGNIN");
        if (given.isPresent()) {
            URI uri = Endpoints.checked(given.get());
            String path = uri.getPath();
            return path == null || path.isEmpty() || path.equals("/")
                    ? URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + FEDERATION)
                    : uri;
        }
        return URI.create(SIGN_IN.get(chain.partition()) + FEDERATION);
    }

    private static String json(TemporaryCredentials session) {
        StringWriter text = new StringWriter();
        text.append("{\"sessionId\":\"")
                .append(session.accessKeyId())
                .append("\",\"sessionKey\":\"")
                .append(session.secretAccessKey())
                .append("\",\"sessionToken\":\"")
                .append(session.sessionToken())
                .append("\"}");
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private byte[] post(URI endpoint, byte[] form) throws AwsException {
        SdkHttpFullRequest request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-www-form-urlencoded")
                .putHeader("Content-Length", Integer.toString(form.length))
                .putHeader("User-Agent", settings.program())
                .contentStreamProvider(() -> new ByteArrayInputStream(form))
                .build();
        try (SdkHttpClient client =
                new Transport(settings, Profile.of(settings, warning)).open(Optional.of(endpoint))) {
            HttpExecuteResponse answer = client.prepareRequest(HttpExecuteRequest.builder()
                            .request(request)
                            .contentStreamProvider(
                                    request.contentStreamProvider().orElseThrow())
                            .build())
                    .call();
            int status = answer.httpResponse().statusCode();
            byte[] body = new byte[0];
            if (answer.responseBody().isPresent()) {
                try (InputStream in = answer.responseBody().get()) {
                    body = in.readNBytes(ANSWER_BYTES_MAX);
                }
            }
            check(status);
            return body;
        } catch (ConnectException | UnknownHostException | SSLException e) {
            throw new AwsException(
                    Reason.UNREACHABLE, "Unreachable", Message.of("aws.sign-in-not-reached", endpoint.getHost()), e);
        } catch (IOException e) {
            throw new AwsException(
                    Reason.UNKNOWN, "NoAnswer", Message.of("aws.sign-in-no-answer", endpoint.getHost()), e);
        }
    }

    private static void check(int status) throws AwsException {
        if (status == 400 || status == 401 || status == 403) {
            throw new AwsException(Reason.REFUSED, "SignInRefused", Message.of("aws.sign-in-refused", status));
        }
        if (status != 200) {
            throw new AwsException(Reason.UNKNOWN, "NotAnAwsAnswer", Message.of("aws.sign-in-answered", status));
        }
    }

    private static String token(byte[] answer) throws AwsException {
        try {
            Optional<String> token = JsonNode.parser()
                    .parse(answer)
                    .field("SigninToken")
                    .filter(JsonNode::isString)
                    .map(JsonNode::asString);
            if (token.isPresent() && !token.get().isEmpty()) {
                return token.get();
            }
        } catch (RuntimeException e) {
            // No JSON: a proxy's page, for instance, which may repeat what it was sent.
        }
        throw new AwsException(Reason.UNKNOWN, "NotAnAwsAnswer", Message.of("aws.sign-in-answered", 200));
    }
}
