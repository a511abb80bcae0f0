package totp.cli.aws;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import totp.aws.AwsException;
import totp.cli.session.Failure;

/** When a run through many users ends before its last one: where what failed for one would fail for all. */
final class StopRule {
    private static final int IN_A_ROW = 3;

    private final Map<Step, Integer> denied = new EnumMap<>(Step.class);
    private int unanswered;

    /** What is done for a user, by the call that it makes. */
    enum Step {
        LIST,
        PASSWORD,
        CREATE,
        ENABLE
    }

    /** A step was taken. */
    void taken(Step step) {
        denied.remove(step);
        unanswered = 0;
    }

    /**
     * A step failed.
     *
     * @return whether none of the others is to be tried
     */
    boolean ends(Step step, Failure failure) {
        Optional<AwsException> aws = EnrolmentReport.aws(failure);
        if (aws.isEmpty()) {
            return switch (failure.code()) {
                // What one user's name, password or earlier device is.
                case USAGE, EXISTS, AWS_REFUSED -> false;
                default -> true;
            };
        }
        return switch (aws.get().reason()) {
            case CREDENTIALS, SETTINGS, INTERRUPTED -> true;
            case LIMIT -> step == Step.CREATE;
            case DENIED -> denied.merge(step, 1, Integer::sum) >= IN_A_ROW;
            case UNREACHABLE, UNKNOWN -> ++unanswered >= IN_A_ROW;
            default -> false;
        };
    }
}
