package totp.cli.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import totp.SeededRandom;
import totp.cli.TestHost;
import totp.cli.session.ExitCode;
import totp.standin.AccessKey;
import totp.standin.Device;
import totp.standin.Lag;
import totp.standin.LocalIam;
import totp.standin.Principal;

/** A vault, a local IAM with the user alice, and one clock for both; whoever waits moves it. */
public final class AwsWorld implements AutoCloseable {
    static final String SERIAL = "arn:aws:iam::123456789012:mfa/alice";

    final TestHost host;
    final LocalIam iam;
    final Principal alice;
    private final Path home;

    public AwsWorld(Path home) throws IOException {
        this.home = home;
        host = new TestHost(home);
        iam = LocalIam.builder().clock(host::now).random(new SeededRandom(5)).start();
        iam.setTimeChecked(false); // the SDK signs by the machine's clock, which is not this one
        alice = iam.account().addUser("alice");
        host.setVariable("TOTP_PASSPHRASE_COMMAND", "printf 'correct horse battery staple'");
        host.setVariable("AWS_ENDPOINT_URL", iam.endpoint().toString());
        host.setVariable("AWS_EC2_METADATA_DISABLED", "true");
        host.setVariable("AWS_CONFIG_FILE", home.resolve("no-config").toString());
        host.setVariable(
                "AWS_SHARED_CREDENTIALS_FILE", home.resolve("no-credentials").toString());
        become(iam.account().addKey(alice));
        succeed("init", "--no-recovery-key", "--kdf-memory", "8", "--kdf-passes", "1", "--kdf-lanes", "1");
    }

    void become(AccessKey key) {
        host.setVariable("AWS_ACCESS_KEY_ID", key.id());
        host.setVariable("AWS_SECRET_ACCESS_KEY", key.secret());
        host.setVariable("AWS_SESSION_TOKEN", key.token());
    }

    /**
     * Alice has a device, which is the account {@code aws}, and keys that stand in no variable; so profiles count.
     *
     * @param roles that she may assume once she has given a code
     */
    AccessKey enrolledWithRoles(String... roles) {
        iam.devices().setSignInLag(Lag.NONE);
        succeed("enroll", "aws", "--no-verify");
        host.setClock(host.now().plusSeconds(600));
        AccessKey key = iam.account().addKey(alice);
        for (String role : roles) {
            iam.account().addTrustingRole(role, alice).demandMfa();
        }
        becomeNobody();
        host.setVariable("TOTP_AWS_CACHE", home.resolve("cache").toString());
        return key;
    }

    /** Whose keys are in no variable: profiles count. */
    void becomeNobody() {
        for (String variable : List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")) {
            host.setVariable(variable, "");
        }
    }

    public String succeed(String... arguments) {
        TestHost.Result result = host.run(arguments);
        assertEquals(ExitCode.DONE, result.code(), result.err());
        return result.out();
    }

    public TestHost.Result expect(ExitCode code, String... arguments) {
        TestHost.Result result = host.run(arguments);
        assertEquals(code, result.code(), result.err());
        return result;
    }

    TestHost.Result typing(List<String> lines, String... arguments) {
        return host.run(List.of(arguments), "", lines);
    }

    /** Begins a session of alice's with the code of an account, as a profile of the config files. */
    public void keepSession(String name) throws IOException {
        Path folder = Files.createDirectories(home.resolve("profiles"));
        AccessKey key = iam.account().addKey(alice);
        Files.writeString(
                folder.resolve("credentials"),
                "[me]\naws_access_key_id = " + key.id() + "\naws_secret_access_key = " + key.secret() + "\n");
        host.setVariable(
                "AWS_SHARED_CREDENTIALS_FILE", folder.resolve("credentials").toString());
        host.setVariable("TOTP_AWS_CACHE", folder.resolve("cache").toString());
        host.setClock(host.now().plusSeconds(600));
        succeed("aws", "credentials", "me", "--serial", name);
    }

    /** As if it were installed: profiles name it so. */
    public void putTotpOnPath() throws IOException {
        Path bin = Files.createDirectory(home.resolve("bin"));
        Files.createFile(
                bin.resolve("totp"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        host.setVariable("PATH", bin.toString());
    }

    Device device(String name) {
        return iam.devices().find("arn:aws:iam::123456789012:mfa/" + name).orElseThrow();
    }

    int calls(String action) {
        return iam.log().of(action).size();
    }

    /** The members of a flat JSON object as texts; of members that are objects, theirs, after a dot. */
    public static Map<String, String> json(String document) {
        Map<String, String> members = new LinkedHashMap<>();
        try (JsonParser in = new JsonFactory().createParser(document)) {
            String path = "";
            String array = "";
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token == JsonToken.START_OBJECT && in.currentName() != null) {
                    path = in.currentName() + ".";
                } else if (token == JsonToken.END_OBJECT) {
                    path = "";
                } else if (token == JsonToken.START_ARRAY) {
                    array = in.currentName();
                } else if (token.isScalarValue()) {
                    String name = in.currentName() == null ? array : in.currentName();
                    members.merge(path + name, in.getText(), (a, b) -> a + "," + b);
                }
            }
            return members;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, String> account(String name) {
        return json(succeed("show", name, "--json", "--reveal", "--yes"));
    }

    @Override
    public void close() throws IOException {
        iam.close();
    }
}
