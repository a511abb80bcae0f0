package totp.standin;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Who asks, may they, and what is the answer in XML: everything between a request and an action. */
final class Service {
    /** What tells IAM from STS on one port. */
    private enum Api {
        IAM("2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/"),
        STS("2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"),
        UNKNOWN("", "http://webservices.amazon.com/AWSFault/2005-15-09");

        private final String version;
        private final String namespace;

        Api(String version, String namespace) {
            this.version = version;
            this.namespace = namespace;
        }

        static Api of(Query query) {
            for (Api api : values()) {
                if (api.version.equals(query.version())) {
                    return api;
                }
            }
            return UNKNOWN;
        }
    }

    /** Actions that answer with nothing but that they were done have no result element. */
    private static final Set<String> WITHOUT_RESULT = Set.of(
            "EnableMFADevice",
            "ResyncMFADevice",
            "DeactivateMFADevice",
            "DeleteVirtualMFADevice",
            "UpdateAccessKey",
            "DeleteAccessKey",
            "DeleteLoginProfile",
            "AddUserToGroup",
            "RemoveUserFromGroup",
            "DeleteGroup",
            "AttachGroupPolicy",
            "DetachGroupPolicy",
            "AttachUserPolicy",
            "DetachUserPolicy",
            "DeletePolicy",
            "DeletePolicyVersion",
            "SetDefaultPolicyVersion");

    private final Organization organization;
    private final ServerClock clock;
    private final RandomGenerator random;

    /** Made when an account is first called. */
    private final Map<Account, Map<Api, Map<String, Action>>> actions = new HashMap<>();

    private final SignIn signIn;
    private volatile boolean timeChecked = true;

    Service(Organization organization, ServerClock clock, RandomGenerator random) {
        this.organization = organization;
        this.clock = clock;
        this.random = random;
        signIn = new SignIn(organization, clock, random);
    }

    private Map<String, Action> actions(Account account, Api api) {
        return actions.computeIfAbsent(
                        account,
                        of -> Map.of(
                                Api.IAM, new IamActions(of, organization).byName(),
                                Api.STS, new StsActions(of, organization).byName(),
                                Api.UNKNOWN, Map.of()))
                .get(api);
    }

    /** For clients whose clock stands still. */
    void setTimeChecked(boolean checked) {
        timeChecked = checked;
    }

    /** One call at a time: nothing here is about throughput, and every state between is one that cannot be seen. */
    synchronized HttpAnswer answer(HttpRequest request) {
        if (request.path().equals(SignIn.PATH)) {
            return signIn.answer(request);
        }
        Query query = Query.parse(request.body());
        Api api = Api.of(query);
        try {
            return answer(200, "", success(api, query, run(api, query, request)));
        } catch (AwsError refused) {
            return refusal(query, refused);
        }
    }

    synchronized HttpAnswer refusal(Query query, AwsError error) {
        Xml xml = new Xml()
                .group(
                        "ErrorResponse",
                        " xmlns=\"" + Api.of(query).namespace + "\"",
                        response -> response.group(
                                        "Error",
                                        content -> content.element("Type", error.type())
                                                .element("Code", error.code())
                                                .element("Message", error.getMessage()))
                                .element("RequestId", requestId()));
        return answer(error.status(), error.code(), xml);
    }

    /** Whose key it is, whether or not it signed rightly; empty if nobody's. */
    String claimedCaller(HttpRequest request) {
        try {
            String keyId = SigV4.parse(request.header("authorization")).keyId();
            return organization.owner(keyId).map(Principal::arn).orElse("");
        } catch (AwsError unsigned) {
            return "";
        }
    }

    private Consumer<Xml> run(Api api, Query query, HttpRequest request) throws AwsError {
        if (!request.method().equals("POST")
                || !request.path().equals("/")
                || !request.header("content-type").startsWith("application/x-www-form-urlencoded")) {
            throw new AwsError(400, "InvalidInput", "This server takes forms by POST to / only.");
        }
        if (isGlobal(request) && query.action().equals("AssumeRoot")) {
            throw new AwsError(400, "InvalidAction", "Unknown Operation");
        }
        if (!actions(organization.management(), api).containsKey(query.action())) {
            throw new AwsError(
                    400,
                    "InvalidAction",
                    "Could not find operation " + query.action() + " for version "
                            + (query.version().isEmpty() ? "NO_VERSION_SPECIFIED" : query.version()));
        }
        AccessKey key = authenticate(request);
        if (api == Api.IAM && key.kind() == AccessKey.Kind.SESSION && !key.mfa()) {
            // Sessions that began without a code may call no IAM API, whatever their policies say.
            throw AwsError.invalidToken();
        }
        Caller caller = new Caller(key, clock.instant());
        return actions(caller.principal().account(), api).get(query.action()).run(caller, query);
    }

    /** The endpoint of STS that serves all regions, and not all actions; here it goes by the name of the loopback. */
    private static boolean isGlobal(HttpRequest request) {
        String host = request.header("host");
        return host.startsWith("localhost") || host.equals("sts.amazonaws.com");
    }

    private AccessKey authenticate(HttpRequest request) throws AwsError {
        SigV4 signature = SigV4.parse(request.header("authorization"));
        AccessKey key = organization.key(signature.keyId()).orElseThrow(AwsError::invalidToken);
        if (!key.token().equals(request.header("x-amz-security-token"))) {
            throw AwsError.invalidToken();
        }
        if (timeChecked) {
            SigV4.verifyTime(request, clock.instant());
        }
        signature.verify(request, key.secret());
        if (key.temporary() && !clock.instant().isBefore(key.expires())) {
            throw new AwsError(403, "ExpiredToken", "The security token included in the request is expired");
        }
        if (!key.temporary()) {
            Account account = key.principal().account();
            // IAM is in one region, whatever name clients have for it.
            String region = signature.service().equals("iam") ? account.region() : signature.region();
            account.keys().used(key, signature.service(), region);
        }
        return key;
    }

    private Xml success(Api api, Query query, Consumer<Xml> result) {
        String action = query.action();
        return new Xml().group(action + "Response", " xmlns=\"" + api.namespace + "\"", response -> {
            if (!WITHOUT_RESULT.contains(action)) {
                response.group(action + "Result", result);
            }
            response.group("ResponseMetadata", metadata -> metadata.element("RequestId", requestId()));
        });
    }

    private HttpAnswer answer(int status, String error, Xml xml) {
        Instant now = clock.instant();
        return HttpAnswer.of(status, error, "text/xml", xml.toString()).with("Date", ServerClock.httpDate(now));
    }

    private String requestId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
