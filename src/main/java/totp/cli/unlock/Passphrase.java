package totp.cli.unlock;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.crypto.Secret;
import totp.message.Message;

/** What a passphrase must be, and its one form: UTF-8 of the text in Unicode normal form C, whatever keyboard it came from. */
public final class Passphrase {
    /** In characters; below this a new one gets a warning. */
    private static final int LENGTH_ADVISED = 12;

    private Passphrase() {}

    /**
     * The one form of a passphrase, however it was typed.
     *
     * @throws Failure {@code BAD_INPUT} if it cannot be anybody's passphrase
     */
    public static Secret normalize(Secret typed) throws Failure {
        if (typed.use(Passphrase::isPlainAscii)) {
            return typed.copy();
        }
        CharBuffer chars;
        try {
            chars = typed.use(bytes -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)));
        } catch (CharacterCodingException e) {
            throw new Failure(ExitCode.BAD_INPUT, Message.of("unlock.passphrase-not-valid-utf")).because(e);
        }
        try {
            for (int i = 0; i < chars.length(); i++) {
                if (Character.isISOControl(chars.charAt(i))) {
                    throw new Failure(ExitCode.BAD_INPUT, Message.of("unlock.passphrase-holds-control-character"));
                }
            }
            if (chars.length() == 0) {
                throw new Failure(ExitCode.BAD_INPUT, Message.of("unlock.passphrase-empty"));
            }
            // The JDK normalizes into a String, which cannot be erased; almost everybody types normal form C anyway.
            return Normalizer.isNormalized(chars, Normalizer.Form.NFC)
                    ? typed.copy()
                    : Secret.adopt(
                            Normalizer.normalize(chars, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8));
        } finally {
            Arrays.fill(chars.array(), '\0');
        }
    }

    /** Whether somebody who has the file might guess it. */
    public static boolean isShort(Secret normalized) {
        return normalized.use(bytes -> {
            int characters = 0;
            for (byte b : bytes) {
                characters += (b & 0xc0) == 0x80 ? 0 : 1;
            }
            return characters < LENGTH_ADVISED;
        });
    }

    private static Boolean isPlainAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < ' ' || b == 0x7f) {
                return false;
            }
        }
        return bytes.length > 0;
    }
}
