package totp.cli.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import totp.aws.DeviceException;
import totp.cli.aws.Sessions.Making;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.cli.session.Session;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.PrivateFolder;
import totp.vault.VaultException;

/**
 * Whose turn it is to make a session. Who waited takes what came of it, be it a session or a refusal: a device that is asked for
 * nine codes in three minutes is deaf to the tenth, and a server that has just said no says it again.
 */
final class SessionTurn {
    /** The SDKs' shortest patience with a program is a minute. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(45);

    private static final Duration LONGEST_TOLD = Duration.ofSeconds(60);
    private static final int BYTES_MAX = 16 << 10;

    private final Session session;
    private final Path folder;
    private final long came;
    private boolean waited;

    /** @param state the folder of what this machine remembers; locks and refusals hold no secret */
    SessionTurn(Session session, Path state) {
        this.session = session;
        this.folder = state.resolve("aws");
        this.came = session.host().now().toEpochMilli();
    }

    /** Whether somebody else had the turn when we came, so that what is there now is new. */
    boolean waited() {
        return waited;
    }

    /**
     * Makes it, unless somebody has meanwhile.
     *
     * @param again looks whether it is there by now
     * @throws Failure {@code BUSY} if the turn does not come within 45 s; what kept others from making it while we waited
     */
    SessionEntry take(String key, Supplier<Optional<SessionEntry>> again, Making making)
            throws Failure, DeviceException {
        PrivateFolder place;
        Closeable lock;
        try {
            place = PrivateFolder.make(folder);
            lock = locked(place, key + ".lock");
        } catch (VaultException e) {
            throw Failure.of(e);
        }
        try {
            Optional<SessionEntry> made = again.get();
            if (made.isPresent()) {
                return made.get();
            }
            Optional<Failure> refused = refusal(place, key);
            if (refused.isPresent()) {
                throw refused.get();
            }
            return made(place, key, making);
        } finally {
            Sessions.release(lock);
        }
    }

    private Closeable locked(PrivateFolder place, String name) throws VaultException {
        try {
            return place.lock(name, Duration.ZERO, session.host().pause());
        } catch (VaultException e) {
            if (e.reason() != VaultException.Reason.BUSY) {
                throw e;
            }
            waited = true;
            return place.lock(name, LONGEST_WAIT, session.host().pause());
        }
    }

    private SessionEntry made(PrivateFolder place, String key, Making making) throws Failure, DeviceException {
        try {
            return making.make();
        } catch (DeviceException e) {
            Failure told = Sessions.failure(e);
            tell(place, key, told);
            throw told;
        } catch (Failure e) {
            if (e.code() == ExitCode.AWS_REFUSED || e.code() == ExitCode.AWS_UNREACHABLE) {
                tell(place, key, e);
            }
            throw e;
        }
    }

    private void tell(PrivateFolder place, String key, Failure failure) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("time", Long.toString(session.host().now().toEpochMilli()));
            json.writeStringField("exit", Integer.toString(failure.code().number()));
            json.writeStringField("message", failure.message().toString());
            List<Message> hints = failure.hints();
            json.writeStringField("hint", hints.isEmpty() ? "" : hints.get(0).toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        try (Secret text = Secret.adopt(bytes.toByteArray())) {
            place.write(key + ".fail", text);
        } catch (VaultException e) {
            // The others ask AWS themselves.
        }
    }

    /** What came of it while we waited. */
    private Optional<Failure> refusal(PrivateFolder place, String key) {
        Optional<Secret> text = place.read(key + ".fail", BYTES_MAX);
        try (@Nullable Secret closed = text.orElse(null)) {
            return Optional.ofNullable(closed)
                    .map(secret -> secret.use(SessionEntry::members))
                    .flatMap(this::refusal);
        }
    }

    private Optional<Failure> refusal(Map<String, String> told) {
        long now = session.host().now().toEpochMilli();
        String time = told.getOrDefault("time", "");
        String exit = told.getOrDefault("exit", "");
        if (!waited || !time.matches("[0-9]{1,15}") || !exit.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        long at = Long.parseLong(time);
        boolean ours = at >= came && at <= now && now - at < LONGEST_TOLD.toMillis();
        ExitCode code = exit.equals(Integer.toString(ExitCode.AWS_REFUSED.number()))
                ? ExitCode.AWS_REFUSED
                : ExitCode.AWS_UNREACHABLE;
        String hint = told.getOrDefault("hint", "");
        Message[] hints = hint.isEmpty() ? new Message[0] : new Message[] {Message.said(hint)};
        return ours
                ? Optional.of(new Failure(code, Message.said(told.getOrDefault("message", "")), hints))
                : Optional.empty();
    }
}
