package totp.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.iam.model.IamResponse;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/** How calls are sent, whatever they say: once or patiently, page by page, with the time learnt from each answer. */
final class Calls {
    /** How long a call that only reads is repeated. */
    private static final Duration READ_PATIENCE = Duration.ofSeconds(15);

    /** Below it AWS takes a request whatever its time, and the SDK leaves its clock as it is. */
    private static final Duration SKEW_MIN = Duration.ofMinutes(4);

    /** Of up to a thousand items; no account has more devices, and a list that does not end is not AWS's. */
    private static final int PAGES_MAX = 200;

    private final World world;
    private final AwsClock clock;
    private final Pace pace;

    Calls(World world, AwsClock clock) {
        this(world, clock, Pace.none());
    }

    /** @param pace of all calls, whoever makes them */
    Calls(World world, AwsClock clock, Pace pace) {
        this.world = world;
        this.clock = clock;
        this.pace = pace;
    }

    /** By AWS's clock, as far as it is known. */
    Instant now() {
        return world.clock().instant().plus(clock.offset().orElse(Duration.ZERO));
    }

    /** A call that changes nothing, or nothing more the second time: repeated for a while where no answer came. */
    <R extends AwsResponse> R patiently(String action, Supplier<R> call) throws AwsException {
        Retries patience = new Retries(world, READ_PATIENCE);
        while (true) {
            try {
                return once(action, call);
            } catch (AwsException e) {
                boolean passing = switch (e.reason()) {
                    case THROTTLED, UNREACHABLE, UNKNOWN, BEING_CHANGED -> true;
                    default -> false;
                };
                if (!passing || !patience.lasts(e.message())) {
                    throw e;
                }
            }
        }
    }

    /**
     * Reads a list to its end.
     *
     * @param call asks for the page behind a marker, or for the first one
     * @param next the marker of the page behind this one, null behind the last
     * @param goesOn takes a page; false if no further one is wanted
     * @throws AwsException {@code UNKNOWN} for a list that has no end
     */
    <R extends AwsResponse> void pages(
            String action, Function<@Nullable String, R> call, Function<R, @Nullable String> next, Predicate<R> goesOn)
            throws AwsException {
        Set<String> seen = new HashSet<>();
        String marker = null;
        do {
            String from = marker;
            R page = patiently(action, () -> call.apply(from));
            if (!goesOn.test(page)) {
                return;
            }
            marker = next.apply(page);
            if (marker != null && (marker.isEmpty() || !seen.add(marker) || seen.size() >= PAGES_MAX)) {
                throw new AwsException(Reason.UNKNOWN, "EndlessList", Message.of("aws.list-no-end", action));
            }
        } while (marker != null);
    }

    /** One request; a second one only where the first was refused for its time, which the SDK has learnt from that. */
    <R extends AwsResponse> R once(String action, Supplier<R> call) throws AwsException {
        try {
            return send(action, call);
        } catch (AwsException e) {
            boolean skewed = Refusals.CLOCK_CODES.contains(e.code())
                    && clock.offset().orElse(Duration.ZERO).abs().compareTo(SKEW_MIN) >= 0;
            if (!skewed) {
                throw e;
            }
            return send(action, call);
        }
    }

    private <R extends AwsResponse> R send(String action, Supplier<R> call) throws AwsException {
        pace.await(world);
        try {
            R answer = sendNow(action, call);
            pace.taken();
            return answer;
        } catch (AwsException e) {
            if (e.reason() == Reason.THROTTLED) {
                pace.throttled();
            } else {
                pace.taken();
            }
            throw e;
        }
    }

    private <R extends AwsResponse> R sendNow(String action, Supplier<R> call) throws AwsException {
        long sent = clock.sending();
        try {
            R answer = call.get();
            clock.learn(sent, answer.sdkHttpResponse().firstMatchingHeader("Date"));
            return answer;
        } catch (NotAws e) {
            throw Refusals.notAws(action);
        } catch (AwsServiceException e) {
            if (e.awsErrorDetails() != null && e.awsErrorDetails().sdkHttpResponse() != null) {
                clock.learn(sent, e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Date"));
            }
            throw Refusals.of(action, e);
        } catch (SdkClientException e) {
            throw Refusals.of(action, e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // Whatever the SDK stumbled over, the request may have been carried out: unknown, and never a bug of ours.
            throw Refusals.unreadable(action, e);
        }
    }

    /** An answer of AWS names its request; a page of a portal, which the SDK takes for an empty answer, does not. */
    static <R extends IamResponse> R genuine(R answer) {
        String id = answer.responseMetadata().requestId();
        if (id == null || id.equals("UNKNOWN")) {
            throw new NotAws();
        }
        return answer;
    }

    /** Carries what was found amiss in an answer out of the SDK's functional interfaces. */
    static final class NotAws extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
