package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.Otp;
import totp.otp.OtpParameters;
import totp.otp.Scheme;

/** Whatever a scheme takes is still there when a vault is opened again: a parameter that got lost would change every code. */
class SchemesTest {
    private static final byte[] SIXTEEN = TestVaults.ascii("MTIzNDU2Nzg5MDEy");

    @ParameterizedTest
    @EnumSource(Scheme.class)
    void everyParameterSurvivesTheVault(Scheme scheme) throws Exception {
        OtpParameters unusual = new OtpParameters(scheme, Algorithm.SHA512, scheme.digits() == 7 ? 9 : 7, 47, 11);
        Otp otp = unusual.otp();
        assertEquals(otp, OtpParameters.of(otp).otp());
        assertEquals(scheme, otp.scheme());
        assertEquals(7, otp.digits());
        assertTrue(
                !scheme.takesAlgorithm() || otp.algorithm() == Algorithm.SHA512, "the hash is the one that was chosen");
        Payload payload = new Payload();
        Account.Builder account = Account.builder(UUID.randomUUID(), "a", otp, Secret.copyOf(SIXTEEN));
        if (scheme.takesPin()) {
            account.pin(Secret.adopt(TestVaults.ascii("1234")));
        }
        payload.entries.add(Payload.Entry.of(account.build()));
        try (Secret json = PayloadWriter.write(payload);
                Payload read = PayloadReader.read(json)) {
            assertEquals(otp, read.entries.get(0).account().otp());
        }
    }

    @ParameterizedTest
    @EnumSource(Scheme.class)
    void itsWordFindsIt(Scheme scheme) {
        assertEquals(Optional.of(scheme), Scheme.named(scheme.word()));
        assertEquals(
                1,
                Arrays.stream(Scheme.values())
                        .filter(s -> s.word().equals(scheme.word()))
                        .count());
    }
}
