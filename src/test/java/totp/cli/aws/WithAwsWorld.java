package totp.cli.aws;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of enrolling and of devices begin with: a world of their own for each. */
abstract class WithAwsWorld {
    @TempDir
    @Nullable
    Path folder;

    private @Nullable AwsWorld world;

    @BeforeEach
    void start() throws IOException {
        world = new AwsWorld(folder());
    }

    @AfterEach
    void stop() throws IOException {
        world().close();
    }

    AwsWorld world() {
        return Objects.requireNonNull(world);
    }

    /** The home of the user, and of the vault. */
    Path folder() {
        return Objects.requireNonNull(folder);
    }
}
