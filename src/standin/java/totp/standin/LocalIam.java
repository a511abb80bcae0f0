package totp.standin;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/** The server: IAM and STS of an organization on one port of the loopback. How to use it: see the package. */
public final class LocalIam implements AutoCloseable {
    private final ServerClock clock;
    private final Organization organization;
    private final Account account;
    private final Service service;
    private final Faults faults = new Faults();
    private final CallLog log = new CallLog();
    private final AtomicReference<Optional<Bucket>> bucket = new AtomicReference<>(Optional.empty());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpPort port;

    private LocalIam(Builder builder) throws IOException {
        clock = new ServerClock(builder.clock);
        organization = new Organization(builder.partition, clock, builder.random);
        account = organization.management();
        service = new Service(organization, clock, builder.random);
        port = HttpPort.listen(builder.port, this::handle);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What must be known before the start; everything else can be changed while it runs. */
    public static final class Builder {
        private InstantSource clock = InstantSource.system();
        private RandomGenerator random = new SecureRandom();
        private String partition = "aws";
        private int port;

        private Builder() {}

        /** AWS's time, before the offset that {@link LocalIam#clock()} can be given. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** For seeds, keys and ids. */
        public Builder random(RandomGenerator source) {
            random = source;
            return this;
        }

        /** Such as aws-cn. */
        public Builder partition(String name) {
            partition = name;
            return this;
        }

        /** 0, the default: any that is free. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        public LocalIam start() throws IOException {
            return new LocalIam(this);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port.number());
    }

    /** The same server as the endpoint of STS that serves all regions: it does not know AssumeRoot. */
    public URI globalEndpoint() {
        return URI.create("http://localhost:" + port.number());
    }

    /** With which a program speaks to this server, with these credentials; nothing else of AWS_ should be set. */
    public Map<String, String> environment(AccessKey key) {
        Map<String, String> variables = environment();
        variables.put("AWS_ACCESS_KEY_ID", key.id());
        variables.put("AWS_SECRET_ACCESS_KEY", key.secret());
        if (key.temporary()) {
            variables.put("AWS_SESSION_TOKEN", key.token());
        }
        return variables;
    }

    /** The part of it that has no credentials. */
    Map<String, String> environment() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("AWS_ENDPOINT_URL", endpoint().toString());
        variables.put("AWS_ENDPOINT_URL_SIGNIN", endpoint().toString());
        // The first is read by the SDKs, the second by older command lines.
        variables.put("AWS_REGION", account.region());
        variables.put("AWS_DEFAULT_REGION", account.region());
        // Else who has no credentials waits seconds for an address that is only there in a data centre.
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        return variables;
    }

    public Account account() {
        return account;
    }

    /** The account, and those that it manages. */
    public Organization organization() {
        return organization;
    }

    public Devices devices() {
        return account.devices();
    }

    public ServerClock clock() {
        return clock;
    }

    public Faults faults() {
        return faults;
    }

    public CallLog log() {
        return log;
    }

    /** How many items a list gives at once, whatever was asked for. */
    public void setPageSizeMax(int items) {
        organization.setPageSizeMax(items);
    }

    /** How many calls a second are answered, by the server's clock; after a rest as many at once. 0: all of them. */
    public void setBucket(double callsPerSecond) {
        bucket.set(callsPerSecond > 0 ? Optional.of(new Bucket(callsPerSecond, clock.instant())) : Optional.empty());
    }

    /** Whether a signature that is five minutes off is refused; switch it off for clients whose clock stands still. */
    public void setTimeChecked(boolean checked) {
        service.setTimeChecked(checked);
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        port.close();
    }

    private HttpAnswer handle(HttpRequest request) {
        Instant arrived = clock.instant();
        Query query = Query.parse(request.body());
        Call call = new Call(request, query);
        Map<String, String> told = query.withoutCodes();
        told.putAll(account.devices().steps(query));
        String caller = service.claimedCaller(request);
        HttpAnswer answer = faults.next(query.action(), caller).around(call);
        log.add(new CallLog.Call(
                arrived,
                query.action(),
                caller,
                request.header("user-agent"),
                Map.copyOf(told),
                call.done,
                answer.status(),
                answer.error()));
        return answer;
    }

    /** What a fault stands around. */
    private final class Call implements Fault.Work {
        private final HttpRequest request;
        private final Query query;
        private boolean done;

        private Call(HttpRequest request, Query query) {
            this.request = request;
            this.query = query;
        }

        @Override
        public HttpAnswer answer() {
            if (!bucket.get().map(of -> of.take(clock.instant())).orElse(true)) {
                return service.refusal(query, AwsError.throttling());
            }
            HttpAnswer answer = service.answer(request);
            done = answer.error().isEmpty();
            return answer;
        }

        @Override
        public HttpAnswer refusal(AwsError error) {
            return service.refusal(query, error);
        }

        @Override
        public boolean pause(Duration time) {
            try {
                return !closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public Instant now() {
            return clock.instant();
        }
    }
}
