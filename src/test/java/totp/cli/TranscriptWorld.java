package totp.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import totp.SeededRandom;
import totp.cli.session.ExitCode;
import totp.qr.PictureException;
import totp.qr.QrDrawing;
import totp.standin.AccessKey;
import totp.standin.LocalIam;
import totp.standin.Principal;

/** The folder, the clock and the AWS of one transcript, and the directives that change them. */
final class TranscriptWorld implements AutoCloseable {
    private static final Path FIXTURES = Path.of("src/test/imports");
    private static final int PICTURE_PIXELS = 40;

    private final Path dir;
    private final TestHost host;
    private @Nullable LocalIam iam;

    TranscriptWorld(Path dir) {
        this.dir = dir;
        host = new TestHost(dir);
    }

    TestHost host() {
        return host;
    }

    /** Does what a line says that is no call of the program. */
    void direct(String line) throws IOException {
        String[] words = line.split(" ", 3);
        String first = words.length < 2 ? "" : words[1];
        String rest = words.length < 3 ? "" : words[2];
        switch (words[0]) {
            case "", "#" -> {}
            case "clock" -> host.setClock(Instant.parse(first));
            case "env" -> {
                String[] pair = line.substring(4).split("=", 2);
                host.setVariable(pair[0], pair[1]);
            }
            case "file" -> write(first, rest.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));
            case "vault" -> makeVault();
            case "copy" -> copy(first, rest);
            case "twin" -> write(line.substring(5), Files.readAllBytes(dir.resolve(".local/share/totp/vault.totp")));
            case "picture" -> write(first, picture(rest.replace("\\n", "\n")));
            case "aws" -> startAws(first);
            case "fault" -> {
                LocalIam aws = Objects.requireNonNull(iam, "a fault is one of AWS, which no line has started");
                aws.faults().clear();
                if (!first.isEmpty()) {
                    aws.faults().add(line.substring(6));
                }
            }
            default -> fail("it is not understood: " + line);
        }
    }

    private void makeVault() throws IOException {
        write("pw", "correct horse battery staple".getBytes(StandardCharsets.UTF_8));
        host.setVariable("TOTP_PASSPHRASE_FILE", dir.resolve("pw").toString());
        TestHost.Result made =
                host.run("init", "--no-recovery-key", "--kdf-memory", "8", "--kdf-passes", "1", "--kdf-lanes", "1");
        assertEquals(ExitCode.DONE, made.code(), made.err());
    }

    /** The tests' own files alone: none of a user's gets into a transcript, and from there into the project. */
    private void copy(String fixture, String as) throws IOException {
        Path file = FIXTURES.resolve(fixture).normalize();
        boolean inside = file.startsWith(FIXTURES) && Files.isRegularFile(file) && isBelow(file, FIXTURES);
        assertTrue(inside, "there is no fixture " + fixture + " in " + FIXTURES);
        write(as.isEmpty() ? file.getFileName().toString() : as, Files.readAllBytes(file));
    }

    private static boolean isBelow(Path file, Path folder) throws IOException {
        return file.toRealPath().startsWith(folder.toRealPath());
    }

    /** A QR code of the text; of no text, a picture without any. */
    private static byte[] picture(String text) throws IOException {
        if (!text.isEmpty()) {
            try {
                return QrDrawing.of(text).png();
            } catch (PictureException e) {
                throw new IOException(e);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(PICTURE_PIXELS, PICTURE_PIXELS, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }

    /** An AWS account whose clock is the program's, and in which everything drawn by chance is the same in each run. */
    private void startAws(String user) throws IOException {
        assertTrue(iam == null && !user.isEmpty(), "aws USER, once");
        iam = LocalIam.builder().clock(host::now).random(new SeededRandom(5)).start();
        iam.setTimeChecked(false); // the SDK signs by the machine's clock, which is not this one
        Principal principal = iam.account().addUser(user);
        AccessKey key = iam.account().addKey(principal);
        Files.createDirectory(dir.resolve(".aws"));
        write(
                ".aws/credentials",
                ("[default]\naws_access_key_id = " + key.id() + "\naws_secret_access_key = " + key.secret() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        write(".aws/config", "[default]\nregion = eu-west-1\n".getBytes(StandardCharsets.UTF_8));
        host.setVariable("AWS_ENDPOINT_URL", iam.endpoint().toString());
        host.setVariable("AWS_EC2_METADATA_DISABLED", "true");
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = dir.resolve(name).normalize();
        assertTrue(file.startsWith(dir), "it is outside of the transcript's folder: " + name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, content, StandardOpenOption.WRITE);
    }

    @Override
    public void close() throws IOException {
        if (iam != null) {
            iam.close();
        }
    }
}
