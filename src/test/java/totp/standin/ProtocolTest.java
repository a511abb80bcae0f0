package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of the answers: what the SDK does not look at, other clients may. */
final class ProtocolTest {
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

    private final Bench bench = new Bench();
    private final LocalIam server = bench.server;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void errorOfIam() throws Exception {
        HttpResponse<String> answer = post(FORM, "Action=ListUsers&Version=2010-05-08");
        assertEquals(403, answer.statusCode());
        assertEquals(Optional.of("text/xml"), answer.headers().firstValue("content-type"));
        assertEquals(
                Optional.of("Mon, 23 Nov 2026 12:00:10 GMT"), answer.headers().firstValue("date"));
        String body = answer.body().replaceFirst("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID");
        assertEquals("""
                <ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
                <Error>
                <Type>Sender</Type>
                <Code>MissingAuthenticationToken</Code>
                <Message>Request is missing Authentication Token</Message>
                </Error>
                <RequestId>ID</RequestId>
                </ErrorResponse>
                """, body);
    }

    @Test
    void errorOfStsAndOfNeither() throws Exception {
        assertTrue(post(FORM, "Action=GetCallerIdentity&Version=2011-06-15")
                .body()
                .startsWith("<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"));
        HttpResponse<String> answer = post(FORM, "Action=GetCallerIdentity&Version=2010-05-08");
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("<Code>InvalidAction</Code>"), answer.body());
        assertTrue(post(FORM, "").body().contains("for version NO_VERSION_SPECIFIED"));
    }

    @Test
    void markupInMessagesIsEscaped() throws Exception {
        String body = post(FORM, "Action=%3Cb%3E%26&Version=2010-05-08").body();
        assertTrue(body.contains("Could not find operation &lt;b&gt;&amp; for version"), body);
    }

    @Test
    void onlyFormsByPost() throws Exception {
        assertEquals(400, post("application/json", "{}").statusCode());
        HttpResponse<String> answer = send(request().GET().build());
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("<Code>InvalidInput</Code>"), answer.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n\r\n",
                "POST / HTTP/1.1\r\nno colon\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"
            })
    void whatIsNotHttpEndsTheConnection(String bytes) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                server.endpoint().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            assertEquals(-1, answer.read());
        }
        assertTrue(server.log().all().isEmpty());
    }

    /** For tests that start the program itself. */
    @Test
    void environmentOfAProgram() {
        assertEquals(
                Map.of(
                        "AWS_ENDPOINT_URL",
                        server.endpoint().toString(),
                        "AWS_ENDPOINT_URL_SIGNIN",
                        server.endpoint().toString(),
                        "AWS_ACCESS_KEY_ID",
                        bench.key.id(),
                        "AWS_SECRET_ACCESS_KEY",
                        bench.key.secret(),
                        "AWS_REGION",
                        "us-east-1",
                        "AWS_DEFAULT_REGION",
                        "us-east-1",
                        "AWS_EC2_METADATA_DISABLED",
                        "true"),
                server.environment(bench.key));
    }

    private HttpResponse<String> post(String type, String body) throws Exception {
        return send(request()
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private java.net.http.HttpRequest.Builder request() {
        return java.net.http.HttpRequest.newBuilder(URI.create(server.endpoint() + "/"));
    }

    private static HttpResponse<String> send(java.net.http.HttpRequest request) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, BodyHandlers.ofString());
    }
}
