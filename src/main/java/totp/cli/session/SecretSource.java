package totp.cli.session;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.message.Message;

/** A secret that a pair of options may give: {@code --pin-file FILE} or {@code --pin-fd N}. It never stands in an argument. */
public final class SecretSource {
    private final String option;
    private final @Nullable Path file;
    private final @Nullable Integer descriptor;

    /**
     * What the user gave.
     *
     * @param option the options' name without {@code -file} and {@code -fd}
     */
    public SecretSource(String option, @Nullable Path file, @Nullable Integer descriptor) {
        this.option = option;
        this.file = file;
        this.descriptor = descriptor;
    }

    public boolean isGiven() {
        return file != null || descriptor != null;
    }

    /** Refuses both at once, before anything is read or asked. */
    public void check() throws Failure {
        new Exclusive()
                .option(option + "-file", file != null)
                .option(option + "-fd", descriptor != null)
                .check();
    }

    /** What a question names as the other ways to answer it. */
    public Message answers() {
        return Message.of("session.file-file-fd-n", option, option);
    }

    /** As it was read, with the line end of a file; empty if neither option is given. */
    public Optional<Secret> read(Session session) throws Failure {
        Input input = new Input(session);
        if (file != null) {
            return Optional.of(input.file(file));
        }
        return descriptor == null ? Optional.empty() : Optional.of(input.descriptor(descriptor, option + "-fd"));
    }
}
