package totp.standin;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The federation endpoint of the sign-in service: a role's session becomes a token, and a token a sign-in to the console. It is
 * asked by whoever has the keys, and then by a browser, so nothing is signed.
 */
final class SignIn {
    static final String PATH = "/federation";

    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(15);
    private static final int QUARTER = 900;
    private static final int LONGEST = 43_200;

    /** As the documentation has it: these three, in any order, and nothing else. */
    private static final Pattern MEMBER =
            Pattern.compile("\\G\\s*[{,]\\s*\"(sessionId|sessionKey|sessionToken)\"\\s*:\\s*\"([^\"\\\\]*)\"");

    private final Organization organization;
    private final ServerClock clock;
    private final RandomGenerator random;
    private final Map<String, Instant> tokens = new HashMap<>();

    SignIn(Organization organization, ServerClock clock, RandomGenerator random) {
        this.organization = organization;
        this.clock = clock;
        this.random = random;
    }

    HttpAnswer answer(HttpRequest request) {
        Query query = Query.parse(request.method().equals("POST") ? request.body() : request.query());
        return switch (query.action()) {
            case "getSigninToken" -> token(query);
            case "login" -> login(query);
            default -> refused("Action");
        };
    }

    private HttpAnswer token(Query query) {
        Optional<AccessKey> key = key(query.text("Session"));
        if (key.isEmpty() || !clock.instant().isBefore(key.get().expires())) {
            return refused("Session");
        }
        AccessKey.Kind kind = key.get().kind();
        if (kind != AccessKey.Kind.ROLE && kind != AccessKey.Kind.CHAINED_ROLE) {
            return refused("Only federation tokens or assume role tokens may be used for federated login");
        }
        String seconds = query.text("SessionDuration");
        if (!seconds.isEmpty() && (kind == AccessKey.Kind.CHAINED_ROLE || !isDuration(seconds))) {
            return refused("SessionDuration");
        }
        byte[] bytes = new byte[48];
        random.nextBytes(bytes);
        String token = java.util.Base64.getUrlEncoder().encodeToString(bytes);
        tokens.put(token, clock.instant().plus(TOKEN_LIFETIME));
        return HttpAnswer.of(200, "", "application/json", "{\"SigninToken\":\"" + token + "\"}");
    }

    private static boolean isDuration(String seconds) {
        return seconds.matches("[1-9][0-9]{2,4}")
                && Integer.parseInt(seconds) >= QUARTER
                && Integer.parseInt(seconds) <= LONGEST;
    }

    private Optional<AccessKey> key(String session) {
        Map<String, String> members = new HashMap<>();
        Matcher matcher = MEMBER.matcher(session);
        int end = 0;
        while (matcher.find()) {
            members.put(matcher.group(1), matcher.group(2));
            end = matcher.end();
        }
        if (members.size() != 3 || !session.substring(end).strip().equals("}")) {
            return Optional.empty();
        }
        return organization
                .key(members.get("sessionId"))
                .filter(key -> key.temporary()
                        && key.secret().equals(members.get("sessionKey"))
                        && key.token().equals(members.get("sessionToken")));
    }

    private HttpAnswer login(Query query) {
        Instant until = tokens.getOrDefault(query.text("SigninToken"), Instant.MIN);
        URI destination = URI.create(query.text("Destination"));
        boolean console = "https".equals(destination.getScheme())
                && destination.getHost() != null
                && destination
                        .getHost()
                        .matches("(.*\\.)?console\\.(aws\\.amazon\\.com|amazonaws\\.cn|amazonaws-us-gov\\.com)");
        if (!clock.instant().isBefore(until) || !console) {
            return refused("SigninToken");
        }
        return HttpAnswer.of(302, "", "text/html", "").with("Location", destination.toString());
    }

    private static HttpAnswer refused(String what) {
        return HttpAnswer.of(400, "InvalidSignIn", "text/html", "<html>" + what + "</html>");
    }
}
