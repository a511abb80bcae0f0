package totp.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import totp.aws.AwsException.Reason;
import totp.aws.Chain.Hop;
import totp.message.Message;

/** What STS would refuse, or answer with something that was not meant, told before anything is sent. */
final class ChainRules {
    private static final Pattern DEVICE =
            Pattern.compile("arn:(aws[a-z-]*):iam::([0-9]{12}):[a-z0-9]+/[\\w+=,.@/-]{1,512}");
    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");

    private static final Duration SHORTEST = Duration.ofMinutes(15);
    private static final Duration LONGEST_ROLE = Duration.ofHours(12);
    private static final Duration LONGEST_SESSION = Duration.ofHours(36);

    private ChainRules() {}

    static void checkSession(Duration duration) throws AwsException {
        require(within(duration, LONGEST_SESSION), Message.of("aws.duration-of-session"));
    }

    static Hop checked(Hop hop) throws AwsException {
        require(Chain.ROLE.matcher(hop.roleArn()).matches(), Message.of("aws.no-role-arn", hop.profile()));
        boolean named = hop.sessionName().isEmpty()
                || SESSION_NAME.matcher(hop.sessionName().get()).matches();
        require(named, Message.of("aws.no-session-name", hop.profile()));
        boolean id = hop.externalId().isEmpty()
                || EXTERNAL_ID.matcher(hop.externalId().get()).matches();
        require(id, Message.of("aws.no-external-id", hop.profile()));
        require(within(hop.lifetime(), LONGEST_ROLE), Message.of("aws.duration-of-role", hop.profile()));
        return hop;
    }

    private static boolean within(Duration duration, Duration longest) {
        return duration.compareTo(SHORTEST) >= 0 && duration.compareTo(longest) <= 0;
    }

    /** Of roles and device, which must be of one; empty where there are none. */
    static Optional<String> partition(List<Hop> hops, Optional<String> serial) throws AwsException {
        List<String> found = new ArrayList<>();
        for (Hop hop : hops) {
            Matcher matcher = Chain.ROLE.matcher(hop.roleArn());
            if (matcher.matches()) {
                found.add(matcher.group(1));
            }
        }
        if (serial.isPresent()) {
            Matcher matcher = DEVICE.matcher(serial.get());
            if (matcher.matches()) {
                require(!serial.get().contains(":u2f/"), Message.of("aws.serial-of-passkey", serial.get()));
                found.add(matcher.group(1));
            } else {
                // Else it is the number of a hardware device, or the name of an account here.
                require(!serial.get().startsWith("arn:"), Message.of("aws.no-serial"));
            }
        }
        require(found.stream().distinct().count() <= 1, Message.of("aws.partitions-differ", String.join(", ", found)));
        return found.stream().findFirst();
    }

    /** A region that an option or a profile gives is meant: one elsewhere would have keys sent to where nobody knows them. */
    static void checkRegion(String partition, Optional<String> region) throws AwsException {
        require(
                region.isEmpty() || Partitions.mayHave(partition, region.get()),
                Message.of("aws.region-elsewhere", region.orElse(""), partition));
    }

    private static void require(boolean holds, Message otherwise) throws AwsException {
        if (!holds) {
            throw bad(otherwise);
        }
    }

    static AwsException bad(Message message) {
        return new AwsException(Reason.SETTINGS, "BadProfile", message);
    }
}
