package totp.cli.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import totp.cli.TestHost;
import totp.cli.WithVault;
import totp.cli.session.ExitCode;
import totp.cli.session.Platform;
import totp.cli.session.TestMachine;
import totp.qr.PictureException;
import totp.qr.QrDrawing;

/** Pictures with codes, through the command line. */
class ScanTest extends WithVault {
    private static final String ALICE = "otpauth://totp/Example:alice?secret=" + ONE + "&issuer=Example";
    private static final String BOB = "otpauth://hotp/bob?secret=" + ONE + "&counter=7";

    @Test
    void eachCodeIsNamedWithoutItsSecret() throws Exception {
        String picture = picture("both.png", ALICE, BOB);
        assertEquals("totp\tExample:alice\nhotp\tbob\n", succeed("scan", picture));
        String json = succeed("scan", picture, "--json");
        assertTrue(json.contains("\"issuer\":\"Example\",\"account\":\"alice\""), json);
        assertFalse(json.contains(ONE), json);
        assertEquals(ALICE + "\n" + BOB + "\n", succeed("scan", "--raw", picture));
        assertTrue(succeed("scan", picture, "--json", "--raw").contains("\"payload\":\"" + ALICE + "\""));
    }

    @Test
    void whatIsNoKeyUriIsShownUnlessItLooksLikeASecret() throws Exception {
        assertEquals("text\thttps://example.com/\n", succeed("scan", picture("url.png", "https://example.com/")));
        assertEquals("secret\t\n", succeed("scan", picture("seed.png", ONE)));
        assertEquals("secret\t\n", succeed("scan", picture("wifi.png", "WIFI:S:home;T:WPA;P:hunter2;;")));
        assertEquals(
                "a b\\u{001b}c\n",
                succeed("scan", "--raw", picture("odd.png", "a\r\nb\u001bc")).replace("\\u{1b}", "\\u{001b}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--screen", "--clipboard"})
    void whoHasNoDisplayIsToldWhatNeedsNone(String option) throws IOException {
        host().setMachine(new TestMachine(Platform.UNIX));
        host().setVariable("TOTP_PASSPHRASE_FILE", file("pw", "correct horse battery staple"));
        TestHost.Result result = host().run("add", "x", option);
        assertEquals(ExitCode.IO, result.code(), result.err());
        assertTrue(
                result.err().contains("there is no display\ntotp: hint: give a picture or a text as a file"),
                result.err());
    }

    @Test
    void aPictureWithoutACodeIsNotFound() throws Exception {
        Path empty = path("empty.png");
        ImageIO.write(new BufferedImage(200, 200, BufferedImage.TYPE_INT_RGB), "png", empty.toFile());
        TestHost.Result result = host().run("scan", empty.toString());
        assertEquals(ExitCode.NOT_FOUND, result.code());
        assertTrue(result.err().contains("zoom"), result.err());
        assertEquals(
                ExitCode.NOT_FOUND,
                host().run("add", "x", "--from", empty.toString()).code());
        assertEquals(ExitCode.BAD_INPUT, host().run("scan", "pom.xml").code());
        assertEquals(
                ExitCode.IO, host().run("scan", path("none.png").toString()).code());
        assertEquals(ExitCode.USAGE, host().run("scan").code());
        assertEquals(
                ExitCode.USAGE,
                host().run("scan", "--delay", "3", empty.toString()).code());
    }

    /** Noise that is narrower than the blocks in which it is looked through. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "21, 21", "23, 23", "1, 30", "2, 30", "30, 1", "5, 400"})
    void aTinyPictureHasNoCode(int width, int height) throws Exception {
        BufferedImage noise = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        java.util.SplittableRandom random = new java.util.SplittableRandom(width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                noise.setRGB(x, y, random.nextInt());
            }
        }
        Path file = path("noise.png");
        ImageIO.write(noise, "png", file.toFile());
        TestHost.Result result = host().run("scan", file.toString());
        assertEquals(ExitCode.NOT_FOUND, result.code(), result.err());
    }

    @Test
    void anExportWithoutAUsableAccountIsRefused() throws Exception {
        Path file = path("md5.txt");
        String message = "0a0c" + "0a0548656c6c6f" + "12016d" + "2004" + "100118012000";
        Files.writeString(
                file,
                "otpauth-migration://offline?data="
                        + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(message)));
        TestHost.Result result = host().run("add", "--from", file.toString());
        assertEquals(ExitCode.BAD_INPUT, result.code(), result.err());
        assertTrue(result.err().contains("there is no account in it that could be added"), result.err());
    }

    @Test
    void anAccountComesOutOfAPicture() throws Exception {
        succeed("add", "mine", "--from", picture("alice.png", ALICE));
        assertEquals("94287082", code("59", "8"));
        assertTrue(succeed("show", "mine").contains("alice"));
        TestHost.Result url = host().run("add", "x", "--from", picture("url.png", "https://example.com/"));
        assertEquals(ExitCode.BAD_INPUT, url.code());
    }

    private String code(String at, String digits) {
        succeed("edit", "mine", "--digits", digits);
        return succeed("code", "mine", "--at", at).strip();
    }

    @Test
    void severalAccountsOfAPictureAreAddedTogether() throws Exception {
        String picture = picture("both.png", ALICE, BOB);
        assertEquals(ExitCode.USAGE, host().run("add", "one", "--from", picture).code());
        succeed("add", "--from", picture);
        assertEquals("bob\nExample:alice\n", succeed("list"));
        assertEquals(ExitCode.EXISTS, host().run("add", "--from", picture).code());
        succeed("rm", "bob");
        TestHost.Result again = host().run("add", "--from", picture);
        assertEquals(ExitCode.DONE, again.code());
        assertTrue(again.err().contains("Example:alice is there already"), again.err());
        assertEquals("bob\nExample:alice\n", succeed("list"));
    }

    @Test
    void anExportOfGoogleAuthenticatorIsPutTogetherAndMissingPartsAreNamed() throws Exception {
        String first = migration("first", 0, 3);
        String third = migration("third", 2, 3);
        assertEquals("migration\tpart 1 of 3, 1 account\n", succeed("scan", picture("first.png", first)));
        TestHost.Result result = host().run("add", "--from", picture("parts.png", third, first));
        assertEquals(ExitCode.DONE, result.code(), result.err());
        assertTrue(result.err().contains("of 3 parts of this export part 2 is missing"), result.err());
        assertEquals("Example:first\nExample:third\n", succeed("list"));
    }

    @Test
    void whatIsDrawnIsReadBack() throws Exception {
        succeed("add", "mine", "--from", picture("alice.png", ALICE));
        assertEquals(ExitCode.CANNOT_ASK, host().run("qr", "mine").code());
        String png = path("out.png").toString();
        succeed("qr", "mine", "--yes", "--png", png);
        assertEquals("totp\tExample:alice\n", succeed("scan", png));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(png))));
        assertEquals(
                ExitCode.EXISTS, host().run("qr", "mine", "--yes", "--png", png).code());
        String svg = path("out.svg").toString();
        succeed("qr", "mine", "--yes", "--svg", svg);
        assertTrue(Files.readString(Path.of(svg)).startsWith("<svg xmlns="));
        host().setVariable("LANG", "C.UTF-8");
        assertTrue(succeed("qr", "mine", "--yes").startsWith("\u2588\u2588\u2588\u2588"));
        assertTrue(succeed("qr", "mine", "--yes", "--color", "always").startsWith("\u001b[38;5;231;48;5;16m\u2588"));
        host().setVariable("LANG", "C");
        assertTrue(succeed("qr", "mine", "--yes").contains("##############"));
    }

    private String succeed(String... arguments) {
        return done(arguments).out();
    }

    /** Beside each other, left to right. */
    private String picture(String name, String... payloads) throws IOException, PictureException {
        BufferedImage picture = new BufferedImage(900 * payloads.length, 900, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < payloads.length; i++) {
            BufferedImage drawn = ImageIO.read(
                    new ByteArrayInputStream(QrDrawing.of(payloads[i]).png()));
            picture.createGraphics().drawImage(drawn, 900 * i + 50, 50, null);
        }
        Path file = path(name);
        ImageIO.write(picture, "png", file.toFile());
        return file.toString();
    }

    private static String migration(String account, int index, int size) {
        byte[] name = account.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        String entry = "0a0a48656c6c6f21deadbeef" + "12" + hex(name.length)
                + HexFormat.of().formatHex(name) + "1a074578616d706c65" + "200128013002";
        String message = "0a" + hex(entry.length() / 2) + entry + "100118" + hex(size) + "20" + hex(index) + "287b";
        return "otpauth-migration://offline?data="
                + Base64.getEncoder()
                        .encodeToString(HexFormat.of().parseHex(message))
                        .replace("+", "%2B");
    }

    private static String hex(int number) {
        return HexFormat.of().toHexDigits((byte) number);
    }
}
