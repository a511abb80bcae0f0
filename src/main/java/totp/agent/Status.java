package totp.agent;

/** What an agent answers: the kinds of an answer's frames. */
public final class Status {
    /** For standard output: one field, bytes. */
    public static final int OUT = 1;

    /** For standard error: one field, bytes. */
    public static final int ERR = 2;

    /** What follows is not to be shown before this moment: one field, milliseconds since 1970. */
    public static final int UNTIL = 3;

    /** The last one: one field, the exit code. */
    public static final int END = 4;

    /** The command needs the caller's terminal, files or programs: nothing was done, and the caller does it. The last one. */
    public static final int ELSEWHERE = 5;

    /** The agent has no time, room or keys for it any more, or does not understand it: nothing was done. The last one. */
    public static final int REFUSED = 6;

    private Status() {}
}
