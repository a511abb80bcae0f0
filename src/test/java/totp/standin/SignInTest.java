package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sign-in to the console: whose sessions it takes, and how long what it gives is good. */
final class SignInTest {
    private static final String CONSOLE = "https://console.aws.amazon.com/";

    private final Bench bench = new Bench();
    private final LocalIam server = bench.server;
    private Principal role = bench.alice;

    @BeforeEach
    void makeARole() {
        role = server.account().addRole("Admin", "alice");
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    private AccessKey session(AccessKey.Kind kind) {
        return server.account().addSession(role, kind, true, Duration.ofHours(1));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String document(AccessKey key) {
        return "{\"sessionId\":\"" + key.id() + "\",\"sessionKey\":\"" + key.secret() + "\",\"sessionToken\":\""
                + key.token() + "\"}";
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> ask(String session, String more) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(server.endpoint() + "/federation"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("Action=getSigninToken&Session=" + encoded(session) + more)));
    }

    private String token(AccessKey key) throws Exception {
        HttpResponse<String> answer = ask(document(key), "");
        assertEquals(200, answer.statusCode());
        return answer.body().replaceAll("\\{\"SigninToken\":\"([A-Za-z0-9_-]+)\"}", "$1");
    }

    private int signIn(String token, String destination) throws Exception {
        return send(HttpRequest.newBuilder(
                        URI.create(server.endpoint() + "/federation?Action=login&Issuer=me&Destination="
                                + encoded(destination) + "&SigninToken=" + encoded(token))))
                .statusCode();
    }

    @Test
    void aRolesSessionSignsInForAQuarterOfAnHour() throws Exception {
        String token = token(session(AccessKey.Kind.ROLE));
        assertEquals(302, signIn(token, CONSOLE));
        assertEquals(400, signIn(token, "https://example.com/"));
        assertEquals(400, signIn(token.substring(1), CONSOLE));
        server.clock().setOffset(Duration.ofMinutes(15));
        assertEquals(400, signIn(token, CONSOLE));
    }

    @Test
    void aUsersSessionAndLongTermKeysAreRefused() throws Exception {
        AccessKey user = server.account().addSession(bench.alice, AccessKey.Kind.SESSION, true, Duration.ofHours(1));
        assertEquals(400, ask(document(user), "").statusCode());
        assertEquals(400, ask(document(bench.key), "").statusCode());
    }

    @Test
    void whatIsNotWholeIsRefused() throws Exception {
        AccessKey key = session(AccessKey.Kind.ROLE);
        String whole = document(key);
        assertEquals(200, ask(whole, "").statusCode());
        assertEquals(400, ask(whole.replace(key.secret(), "x"), "").statusCode());
        assertEquals(400, ask(whole.replace("}", ",\"more\":\"1\"}"), "").statusCode());
        assertEquals(400, ask(whole.replace("sessionToken", "sessionID"), "").statusCode());
        server.clock().setOffset(Duration.ofHours(1));
        assertEquals(400, ask(whole, "").statusCode());
    }

    @Test
    void onlyARoleOfLongTermKeysChoosesHowLong() throws Exception {
        String own = document(session(AccessKey.Kind.ROLE));
        String chained = document(session(AccessKey.Kind.CHAINED_ROLE));
        assertEquals(200, ask(own, "&SessionDuration=900").statusCode());
        assertEquals(200, ask(own, "&SessionDuration=43200").statusCode());
        assertEquals(400, ask(own, "&SessionDuration=899").statusCode());
        assertEquals(400, ask(own, "&SessionDuration=43201").statusCode());
        assertEquals(200, ask(chained, "").statusCode());
        assertEquals(400, ask(chained, "&SessionDuration=900").statusCode());
    }

    @Test
    void theLogHasNoKeys() throws Exception {
        AccessKey key = session(AccessKey.Kind.ROLE);
        token(key);
        CallLog.Call call = server.log().of("getSigninToken").get(0);
        assertTrue(call.done());
        assertFalse(call.line().contains(key.token()), call.line());
    }
}
