package totp.cli.intake;

import org.jspecify.annotations.Nullable;
import totp.cli.session.Exclusive;
import totp.cli.session.Failure;
import totp.cli.session.Syntax;
import totp.message.Message;

/** Where a picture comes from that is in no file. */
public final class CaptureOptions {
    public boolean screen;
    boolean clipboard;

    @Nullable
    Integer delay;

    public @Nullable Integer wait;
    boolean deep;

    public void declare(Syntax syntax) {
        syntax.flag(() -> screen = true, "--screen");
        syntax.flag(() -> clipboard = true, "--clipboard");
        syntax.option(Integer.class, "SEC", given -> delay = given, "--delay");
        syntax.option(Integer.class, "SEC", given -> wait = given, "--wait");
        syntax.flag(() -> deep = true, "--deep");
    }

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
