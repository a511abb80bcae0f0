package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import totp.crypto.BadEncodingException;
import totp.crypto.Encoding;
import totp.crypto.Secret;

/** A text of several pieces of base64: ciphertext, salt, nonce and the like. */
final class Base64Parts {
    private Base64Parts() {}

    /** @throws TransferException if there are not {@code count} of them, or one is none or empty */
    static List<byte[]> of(String text, String separator, int count) throws TransferException {
        String[] pieces = text.split(Pattern.quote(separator), count + 1);
        if (pieces.length != count) {
            throw TransferException.damaged();
        }
        List<byte[]> parts = new ArrayList<>();
        for (String piece : pieces) {
            try (Secret base64 = Secret.adopt(piece.getBytes(StandardCharsets.UTF_8));
                    Secret decoded = Encoding.BASE64.decode(base64)) {
                parts.add(decoded.use(byte[]::clone));
            } catch (BadEncodingException e) {
                throw TransferException.damaged();
            }
        }
        return parts;
    }
}
