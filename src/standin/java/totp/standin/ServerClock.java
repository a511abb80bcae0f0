package totp.standin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** AWS's clock as this server has it: another one, with an offset, and the only one that decides here. */
public final class ServerClock implements InstantSource {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final InstantSource base;
    private volatile Duration offset = Duration.ZERO;

    ServerClock(InstantSource base) {
        this.base = base;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(offset);
    }

    /** How far ahead of the base clock; may be changed while the server runs. */
    public void setOffset(Duration ahead) {
        offset = ahead;
    }

    public long step() {
        return Codes.step(instant());
    }

    /** Whole seconds, cut and not rounded, as web servers write it. */
    static String httpDate(Instant time) {
        return HTTP_DATE.format(time);
    }

    /** As in the XML answers: whole seconds. */
    static String xmlDate(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond()).toString();
    }
}
