package totp.cli.intake;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import totp.cli.session.Exclusive;
import totp.cli.session.Failure;
import totp.message.Message;

/** Where a picture comes from that is in no file. */
public final class CaptureOptions {
    @Option(names = "--screen")
    public boolean screen;

    @Option(names = "--clipboard")
    boolean clipboard;

    @Option(names = "--delay", paramLabel = "SEC")
    @Nullable
    Integer delay;

    @Option(names = "--wait", paramLabel = "SEC")
    @Nullable
    public Integer wait;

    @Option(names = "--deep")
    boolean deep;

    /**
     * Refuses options that contradict each other.
     *
     * @param from whether {@code --from} is given as well, for the commands that have it
     */
    public void check(boolean from) throws Failure {
        new Exclusive()
                .option("--from", from)
                .option("--screen", screen)
                .option("--clipboard", clipboard)
                .check();
        if (!screen && (delay != null || wait != null)) {
            throw Failure.usage(Message.of("intake.delay-wait-go-screen"));
        }
        if ((delay != null && delay < 0) || (wait != null && wait < 0)) {
            throw Failure.usage(Message.of("intake.delay-wait-take-number"));
        }
    }

    public boolean isGiven() {
        return screen || clipboard;
    }
}
