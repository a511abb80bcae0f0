package totp.cli.session;

/** What {@code --debug} tells of an exception: the places only, for messages of exceptions could hold anything. */
final class Trace {
    private Trace() {}

    static String of(Throwable e) {
        StringBuilder trace = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            trace.append(cause == e ? "" : "caused by ")
                    .append(cause.getClass().getName())
                    .append('\n');
            for (StackTraceElement element : cause.getStackTrace()) {
                trace.append("    at ").append(element).append('\n');
            }
        }
        return trace.toString();
    }
}
