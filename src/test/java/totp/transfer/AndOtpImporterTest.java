package totp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import totp.crypto.AesGcm;
import totp.crypto.Bytes;
import totp.crypto.Hash;
import totp.crypto.Secret;

final class AndOtpImporterTest {
    private static final String ROWS =
            "[{\"secret\":\"GEZDGNBVGY3TQOJQ\",\"label\":\"A - a\",\"type\":\"TOTP\",\"digits\":6,\"period\":30}]";

    /** As the first versions encrypted; the file in {@code src/test/imports} was sealed by OpenSSL. */
    private static byte[] old(int firstByte) {
        byte[] nonce = Bytes.counting(firstByte, AesGcm.NONCE_BYTES);
        Secret key = Secret.adopt(Hash.SHA256.digest("pass".getBytes(StandardCharsets.UTF_8)));
        byte[] sealed = AesGcm.seal(key, nonce, new byte[0], Bytes.secret(ROWS));
        byte[] file = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, file, nonce.length, sealed.length);
        return file;
    }

    /** Whatever its first byte is, even one with which JSON begins; nobody but the user knows that it is andOTP's. */
    @Test
    void theFirstLayoutIsReadByItsName() throws TransferException {
        for (int firstByte : new int[] {'[', '{', 0x01, 0x81, 0xEF, 0xF0}) {
            try (Content content = Content.adopt(old(firstByte))) {
                assertThrows(TransferException.class, () -> Importers.read(content, Fixture.password("pass")));
            }
            try (Content content = Content.adopt(old(firstByte));
                    Harvest harvest = Importers.read("andotp", content, Fixture.password("pass"))
                            .orElseThrow()
                            .harvest()) {
                assertEquals(
                        List.of("entry\ttotp\tA\ta\t31323334353637383930\tSHA1\t6\t30\t\t\t"), Fixture.lines(harvest));
            }
            try (Content content = Content.adopt(old(firstByte))) {
                assertThrows(
                        WrongPasswordException.class,
                        () -> Importers.read("andotp", content, Fixture.password("other")));
            }
        }
    }

    /** Fonts, films and icons begin with small numbers too. */
    @Test
    void otherBinaryFilesAreNotTakenForBackups() throws TransferException {
        for (String head :
                List.of("00000018667479706d703432", "000001000200", "000001ba", "89504e470d0a1a0a", "504b0304")) {
            try (Content content = Content.adopt(Arrays.copyOf(Bytes.hex(head), 1000))) {
                assertTrue(Importers.recognising(content).isEmpty(), head);
            }
        }
    }
}
