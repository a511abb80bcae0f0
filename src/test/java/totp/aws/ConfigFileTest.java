package totp.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import totp.aws.AwsException.Reason;

/** The AWS config files as the AWS CLI (Python's configparser) takes them; localiam.py holds both against each other. */
class ConfigFileTest {
    @TempDir
    @Nullable
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[default]\nregion = eu-west-1\n",
                "[default]\r\nregion = eu-west-1\r\n",
                "\ufeff[default]\nregion=eu-west-1",
                "[default]\n    region = eu-west-1\n",
                "[default]\n\tREGION: eu-west-1  \n",
                "# a comment = [x]\n\n[default]\n; another\nregion   =eu-west-1\n# region = x\n",
                "   [default]\nregion = eu-west-1\n",
                "[default] ; not a comment, and yet passed over\nregion = eu-west-1"
            })
    void whatTheAwsCliTakesIsTaken(String text) throws Exception {
        assertEquals(Map.of("default", Map.of("region", "eu-west-1")), read(text));
    }

    @Test
    void valuesKeepWhatStandsBehindThemAndGoOnInDeeperLines() throws Exception {
        assertEquals(
                Map.of(
                        "profile \"my prod\"",
                        Map.of("region", "eu-west-1 # Ireland", "s3", "\nmax = 20\naddressing = path", "output", "")),
                read("""
                [profile "my prod"]
                region = eu-west-1 # Ireland
                s3 =
                  max = 20

                  # a comment
                  addressing = path
                output =
                """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\nregion = SECRET\n[default]\n",
                "[default]\nSECRET\n",
                "[default]\n= SECRET\n",
                "[default]\nx = 1\n\n[default]\nx = SECRET\n",
                "[default]\nx = 1\nX = SECRET\n",
                "[default\nx = SECRET\n"
            })
    void whatTheAwsCliRefusesIsRefusedWithFileAndLineAndWithoutItsText(String text) {
        AwsException refusal = assertThrows(AwsException.class, () -> read(text));
        assertEquals(Reason.SETTINGS, refusal.reason());
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains(Objects.requireNonNull(folder).toString()), message);
        assertTrue(message.matches(".*line [1-9].*"), message);
        assertFalse(message.contains("SECRET"), message);
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws Exception {
        Path file = Objects.requireNonNull(folder).resolve("config");
        Files.write(file, new byte[] {'[', 'x', ']', '\n', (byte) 0xff});
        assertEquals(
                Reason.SETTINGS,
                assertThrows(AwsException.class, () -> ConfigFile.read(file)).reason());
    }

    @Test
    void noFileIsNoSections() throws Exception {
        assertEquals(Map.of(), ConfigFile.read(Path.of("/nonexistent/config")));
    }

    private Map<String, Map<String, String>> read(String text) throws Exception {
        Path file = Objects.requireNonNull(folder).resolve("config");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        return ConfigFile.read(file);
    }
}
