package totp.cli.aws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import totp.standin.AccessKey;

/** Profiles of a user with a device, whose keys are in the credentials file alone. */
class WithProfiles extends WithAwsWorld {
    static final String ADMIN = "arn:aws:iam::123456789012:role/Admin";
    static final String AUDIT = "arn:aws:iam::123456789012:role/Audit";

    private @Nullable AccessKey alice;

    @BeforeEach
    void enrolAndWriteProfiles() throws IOException {
        alice = world().enrolledWithRoles("Admin", "Audit");
        config("""
                [profile me]
                region = eu-west-1
                [profile prod]
                role_arn = ADMIN
                source_profile = me
                [profile audit]
                role_arn = AUDIT
                source_profile = me
                mfa_serial = SERIAL
                """.replace("ADMIN", ADMIN).replace("AUDIT", AUDIT).replace("SERIAL", AwsWorld.SERIAL));
        write(
                "credentials",
                "[me]\naws_access_key_id = " + key().id() + "\naws_secret_access_key = " + key().secret() + "\n");
        world().host
                .setVariable(
                        "AWS_SHARED_CREDENTIALS_FILE",
                        folder().resolve("credentials").toString());
        world().iam.log().clear();
    }

    AccessKey key() {
        return Objects.requireNonNull(alice);
    }

    Path cache() {
        return folder().resolve("cache");
    }

    void write(String name, String text) throws IOException {
        Files.writeString(folder().resolve(name), text);
    }

    void config(String text) throws IOException {
        write("config", text);
        world().host.setVariable("AWS_CONFIG_FILE", folder().resolve("config").toString());
    }

    String id(String... arguments) {
        return Objects.requireNonNull(AwsWorld.json(world().succeed(arguments)).get("AccessKeyId"));
    }

    void later(Duration time) {
        world().host.setClock(world().host.now().plus(time));
    }
}
