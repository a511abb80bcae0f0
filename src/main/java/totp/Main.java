package totp;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import totp.agent.Answer;
import totp.cli.Program;
import totp.cli.session.ExitCode;
import totp.cli.session.Host;
import totp.cli.session.Machine;

/** The program's entry, and the only place that exits. */
public final class Main {
    private static final int SLICE_MILLIS = 1000;

    private Main() {}

    public static void main(String[] arguments) {
        Map<String, String> environment = environment();
        @Nullable
        Answer answer = Shortcut.ask(
                arguments, environment, System.getProperty("os.name", ""), System.getProperty("user.name", ""));
        if (answer == null) {
            Host host = Host.system(environment);
            exit(status(arguments, host), host);
        } else {
            Runtime.getRuntime().halt(show(answer));
        }
    }

    private static int status(String[] arguments, Host host) {
        try {
            return Program.run(arguments, host).number();
        } catch (Machine.Became e) {
            return e.status();
        }
    }

    /** With the caller's locale, also where the launcher had to put another one in its place for Java. */
    static Map<String, String> environment() {
        String locale = System.getProperty("totp.lc_all");
        if (locale == null) {
            return System.getenv();
        }
        Map<String, String> ofCaller = new HashMap<>(System.getenv());
        ofCaller.put("LC_ALL", locale);
        return ofCaller;
    }

    private static int show(Answer answer) {
        try {
            answer.show(
                    new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err), new Clock());
            return answer.code();
        } catch (IOException e) {
            return Program.unwritten(Host.system(environment()), e).number();
        } catch (InterruptedException e) {
            return ExitCode.INTERRUPTED.number();
        }
    }

    /** A class and no lambda: the first of those loads two hundred classes. */
    static final class Clock implements Answer.Pause {
        /** In slices, since the clock may be set and the machine may sleep. */
        @Override
        public void until(long epochMillis) throws InterruptedException {
            long left = epochMillis - System.currentTimeMillis();
            while (left > 0) {
                Thread.sleep(Math.min(left, SLICE_MILLIS));
                left = epochMillis - System.currentTimeMillis();
            }
        }
    }

    /** What is left to be done at the end is done on the way of {@code exit}, which is a long one. */
    private static void exit(int code, Host host) {
        if (host.machine().hasExitActions()) {
            System.exit(code);
        }
        Runtime.getRuntime().halt(code);
    }
}
