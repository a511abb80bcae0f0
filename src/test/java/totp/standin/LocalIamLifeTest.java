package totp.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidAuthenticationCodeException;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import software.amazon.awssdk.services.sts.model.StsException;

/** The life of a device as the real SDK sees it: created, enrolled, used to sign in, taken away, deleted. */
final class LocalIamLifeTest {
    private static final String SERIAL = "arn:aws:iam::123456789012:mfa/alice";

    private final Bench bench = new Bench();
    private final LocalIam server = bench.server;
    private final IamClient iam = bench.iam;
    private final StsClient sts = bench.sts;

    @AfterEach
    void stop() throws IOException {
        bench.close();
    }

    @Test
    void wholeLife() {
        byte[] seed = create("alice");
        long step = server.clock().step();
        enable(seed, step);
        assertEquals(
                List.of("alice " + SERIAL + " 2026-11-23T12:00:10Z"),
                iam.listMFADevices().mfaDevices().stream()
                        .map(device -> device.userName() + " " + device.serialNumber() + " " + device.enableDate())
                        .toList());

        Credentials session = signIn(Codes.at(seed, step + 1)).credentials();
        assertEquals(Bench.NOW.plus(Duration.ofHours(12)), session.expiration());
        try (IamClient withMfa = SdkClients.iam(server, session)) {
            withMfa.deactivateMFADevice(request -> request.serialNumber(SERIAL));
            assertTrue(withMfa.listMFADevices().mfaDevices().isEmpty());
            withMfa.deleteVirtualMFADevice(request -> request.serialNumber(SERIAL));
            assertTrue(withMfa.listVirtualMFADevices().virtualMFADevices().isEmpty());
        }
        assertEquals(
                List.of(
                        "CreateVirtualMFADevice",
                        "EnableMFADevice",
                        "ListMFADevices",
                        "GetSessionToken",
                        "DeactivateMFADevice",
                        "ListMFADevices",
                        "DeleteVirtualMFADevice",
                        "ListVirtualMFADevices"),
                server.log().actions());
    }

    @Test
    void newDeviceComesWithItsSeedTwice() throws Exception {
        server.account().setAlias("example-corp");
        VirtualMFADevice device = iam.createVirtualMFADevice(
                        request -> request.virtualMFADeviceName("a+b@c").path("/team/"))
                .virtualMFADevice();
        assertEquals("arn:aws:iam::123456789012:mfa/team/a+b@c", device.serialNumber());
        String seed = device.base32StringSeed().asUtf8String();
        assertEquals(64, seed.length());
        assertEquals(40, Base32.decode(seed).length);
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(device.qrCodePNG().asByteArray()));
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        BinaryBitmap picture =
                new BinaryBitmap(new GlobalHistogramBinarizer(new RGBLuminanceSource(width, height, pixels)));
        // Without the hint ZXing looks for it as in a photograph, and misses one perfect picture of a hundred.
        assertEquals(
                "otpauth://totp/Amazon%20Web%20Services:a%2Bb%40c@example-corp?secret=" + seed
                        + "&issuer=Amazon%20Web%20Services",
                new QRCodeReader()
                        .decode(picture, Map.of(DecodeHintType.PURE_BARCODE, true))
                        .getText());
    }

    @Test
    void orderGapsAndReplays() {
        byte[] seed = create("alice");
        long step = server.clock().step();
        refusedPair(Codes.at(seed, step), Codes.at(seed, step - 1));
        refusedPair(Codes.at(seed, step - 1), Codes.at(seed, step + 1));
        refusedPair(Codes.at(seed, step + 1000), Codes.at(seed, step + 1001));
        enable(seed, step);
        // What registered the device still begins a session, each of it one.
        signIn(Codes.at(seed, step));
        signIn(Codes.at(seed, step - 1));
        refusedSignIn(Codes.at(seed, step), "invalid MFA one time pass code");
        signIn(Codes.at(seed, step + 2));
        refusedSignIn(Codes.at(seed, step + 3), "invalid MFA one time pass code");
        server.clock().setOffset(Duration.ofSeconds(30));
        signIn(Codes.at(seed, step + 3));
    }

    /** The trap for tools with a wrong clock: success, and then nothing of the right time works until a resync. */
    @Test
    void pairOfAnotherTimeAndResync() {
        byte[] seed = create("alice");
        long step = server.clock().step();
        enable(seed, step - 40);
        assertEquals(1, iam.listMFADevices().mfaDevices().size());
        refusedSignIn(Codes.at(seed, step), "invalid MFA one time pass code");
        signIn(Codes.at(seed, step - 38));
        assertThrows(InvalidAuthenticationCodeException.class, () -> resync(seed, step - 40));
        resync(seed, step);
        signIn(Codes.at(seed, step + 1));
    }

    @Test
    void signInNeedsTheRightDeviceAndBothOrNone() {
        byte[] seed = create("alice");
        String code = Codes.at(seed, server.clock().step());
        refusedSignIn(code, "unable to validate MFA code");
        StsException refused =
                assertThrows(StsException.class, () -> sts.getSessionToken(request -> request.serialNumber(SERIAL)));
        assertTrue(refused.getMessage().contains("must provide both MFA serial number and one time pass code"));
        refused = assertThrows(
                StsException.class,
                () -> sts.getSessionToken(
                        request -> request.serialNumber(SERIAL).tokenCode("12345 6")));
        assertEquals("ValidationError", refused.awsErrorDetails().errorCode());
        assertFalse(refused.getMessage().contains("12345"), refused.getMessage());
    }

    /** Such a session may call no IAM action, and no session begins another. */
    @Test
    void sessionWithoutMfa() {
        Credentials session =
                sts.getSessionToken(request -> request.durationSeconds(900)).credentials();
        assertEquals(Bench.NOW.plusSeconds(900), session.expiration());
        try (IamClient without = SdkClients.iam(server, session);
                StsClient again = SdkClients.sts(server, session)) {
            IamException refused = assertThrows(IamException.class, without::listMFADevices);
            assertEquals("InvalidClientTokenId", refused.awsErrorDetails().errorCode());
            assertEquals(403, refused.statusCode());
            assertEquals(bench.alice.arn(), again.getCallerIdentity().arn());
            StsException nested = assertThrows(StsException.class, again::getSessionToken);
            assertEquals("AccessDenied", nested.awsErrorDetails().errorCode());
            assertTrue(nested.getMessage().contains("Cannot call GetSessionToken with session credentials"));
            server.clock().setOffset(Duration.ofMinutes(15));
            StsException expired = assertThrows(StsException.class, again::getCallerIdentity);
            assertEquals("ExpiredToken", expired.awsErrorDetails().errorCode());
        }
    }

    @Test
    void rootIsSeenInTheSummary() {
        assertEquals(0, summary().get(SummaryKeyType.ACCOUNT_MFA_ENABLED));
        assertEquals(0, summary().get(SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT));
        server.devices().putVirtual(server.account().root(), "root-account-mfa-device");
        server.devices().putUnassigned("left-over");
        AccessKey rootKey = server.account().addKey(server.account().root());
        assertEquals(1, summary().get(SummaryKeyType.ACCOUNT_MFA_ENABLED));
        assertEquals(1, summary().get(SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT));
        assertEquals(2, summary().get(SummaryKeyType.MFA_DEVICES));
        assertEquals(1, summary().get(SummaryKeyType.MFA_DEVICES_IN_USE));
        assertEquals(
                List.of("arn:aws:iam::123456789012:root"),
                iam.listVirtualMFADevices(request -> request.assignmentStatus("Assigned")).virtualMFADevices().stream()
                        .map(device -> device.user().arn())
                        .toList());
        try (StsClient root = SdkClients.sts(server, rootKey)) {
            assertEquals(
                    "arn:aws:iam::123456789012:root", root.getCallerIdentity().arn());
            assertEquals(
                    Bench.NOW.plusSeconds(3600),
                    root.getSessionToken(request -> request.durationSeconds(7200))
                            .credentials()
                            .expiration());
        }
    }

    private Map<SummaryKeyType, Integer> summary() {
        return iam.getAccountSummary().summaryMap();
    }

    private byte[] create(String name) {
        return Base32.decode(iam.createVirtualMFADevice(request -> request.virtualMFADeviceName(name))
                .virtualMFADevice()
                .base32StringSeed()
                .asUtf8String());
    }

    private void enable(byte[] seed, long step) {
        enable(Codes.at(seed, step - 1), Codes.at(seed, step));
    }

    private void enable(String first, String second) {
        iam.enableMFADevice(request -> request.userName("alice")
                .serialNumber(SERIAL)
                .authenticationCode1(first)
                .authenticationCode2(second));
    }

    private void refusedPair(String first, String second) {
        InvalidAuthenticationCodeException refused =
                assertThrows(InvalidAuthenticationCodeException.class, () -> enable(first, second));
        assertEquals(403, refused.statusCode());
    }

    private void resync(byte[] seed, long step) {
        iam.resyncMFADevice(request -> request.userName("alice")
                .serialNumber(SERIAL)
                .authenticationCode1(Codes.at(seed, step - 1))
                .authenticationCode2(Codes.at(seed, step)));
    }

    private GetSessionTokenResponse signIn(String code) {
        return sts.getSessionToken(request -> request.serialNumber(SERIAL).tokenCode(code));
    }

    private void refusedSignIn(String code, String message) {
        StsException refused = assertThrows(StsException.class, () -> signIn(code));
        assertEquals("AccessDenied", refused.awsErrorDetails().errorCode());
        assertEquals(403, refused.statusCode());
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }
}
