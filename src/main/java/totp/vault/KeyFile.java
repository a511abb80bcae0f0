package totp.vault;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import totp.crypto.BadEncodingException;
import totp.crypto.Encoding;
import totp.crypto.Hash;
import totp.crypto.Secret;

/**
 * A key in a file of its own: a title line, base64 of 32 random bytes, and the first eight hex digits of their SHA-256.
 * Arbitrary files are not accepted as keys, because files that people think of as fixed do change.
 */
public final class KeyFile {
    /** Longest file that is looked at. */
    public static final int FILE_BYTES_MAX = 256;

    static final int KEY_BYTES = 32;

    private static final byte[] TITLE = "totp-keyfile/1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_CHARACTERS = 44;
    private static final int CHECK_CHARACTERS = 8;

    private KeyFile() {}

    public static Secret generate(SecureRandom random) {
        return Secret.random(KEY_BYTES, random);
    }

    /** The content of the file. */
    public static Secret print(Secret key) {
        byte[] text = new byte[TITLE.length + KEY_CHARACTERS + 1 + CHECK_CHARACTERS + 1];
        System.arraycopy(TITLE, 0, text, 0, TITLE.length);
        try (Secret base64 = Encoding.BASE64.encode(key);
                Secret check = check(key)) {
            put(base64, text, TITLE.length);
            put(check, text, TITLE.length + KEY_CHARACTERS + 1);
        }
        text[TITLE.length + KEY_CHARACTERS] = '\n';
        text[text.length - 1] = '\n';
        return Secret.adopt(text);
    }

    /** The key, or nothing if the text is not a key file or its checksum does not fit; line ends may be CR LF. */
    public static Optional<Secret> parse(Secret text) {
        try (Secret plain = text.use(KeyFile::withoutCarriageReturns)) {
            return plain.use(KeyFile::key).filter(key -> {
                try (Secret printed = print(key)) {
                    // The canonical text, but for the last line end, which editors add and take away.
                    return sameText(printed, plain);
                }
            });
        }
    }

    private static Optional<Secret> key(byte[] text) {
        if (text.length < TITLE.length + KEY_CHARACTERS) {
            return Optional.empty();
        }
        try (Secret base64 = Secret.copyOf(text, TITLE.length, TITLE.length + KEY_CHARACTERS)) {
            return Optional.of(Encoding.BASE64.decode(base64)).filter(key -> key.length() == KEY_BYTES);
        } catch (BadEncodingException e) {
            return Optional.empty();
        }
    }

    private static boolean sameText(Secret printed, Secret text) {
        return printed.use(expected -> text.use(given -> {
            int length = expected.length - 1;
            int end = given.length;
            while (end > length && given[end - 1] == '\n') {
                end--;
            }
            return Arrays.compare(expected, 0, length, given, 0, end) == 0;
        }));
    }

    private static Secret withoutCarriageReturns(byte[] text) {
        byte[] kept = new byte[text.length];
        int length = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] != '\r' || i + 1 == text.length || text[i + 1] != '\n') {
                kept[length++] = text[i];
            }
        }
        Secret plain = Secret.copyOf(kept, 0, length);
        Arrays.fill(kept, (byte) 0);
        return plain;
    }

    private static Secret check(Secret key) {
        try (Secret digest = Secret.adopt(key.use(Hash.SHA256::digest));
                Secret hex = Encoding.HEX.encode(digest)) {
            return hex.use(text -> Secret.copyOf(text, 0, CHECK_CHARACTERS));
        }
    }

    private static void put(Secret source, byte[] target, int at) {
        source.lend(bytes -> {
            System.arraycopy(bytes, 0, target, at, bytes.length);
        });
    }
}
