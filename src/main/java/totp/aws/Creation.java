package totp.aws;

/** What became of a virtual device that AWS was asked to make. */
public sealed interface Creation {
    /** The ARN that was asked for. */
    String serial();

    /** It is there, unassigned, and its seed is kept. */
    record Made(String serial) implements Creation {}

    /**
     * None was made, since there is one of this name.
     *
     * @param refusal in AWS's words
     */
    record Taken(String serial, Holder holder, AwsException refusal) implements Creation {}

    /**
     * No answer came. It may be there now, and then nobody knows its seed; it may as well be somebody else's in the making, so
     * that it stays.
     *
     * @param silence {@code UNKNOWN}
     */
    record Lost(String serial, AwsException silence) implements Creation {}

    /** Who has a device, as far as AWS tells this caller. */
    enum Holder {
        /** The user for whom it was to be made. */
        SAME_USER,
        /** Nobody, says AWS. */
        NOBODY,
        /** Somebody else, or nobody may know. */
        UNKNOWN
    }
}
