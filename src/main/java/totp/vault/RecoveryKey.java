package totp.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import totp.crypto.Hash;
import totp.crypto.Secret;

/**
 * Twenty random bytes that open a vault when the passphrase is lost, as text that can be written down: {@code TRK1-} and
 * six groups of six Crockford base32 characters, the last four of which are a checksum.
 */
public final class RecoveryKey {
    static final int BYTES = 20;

    private static final String PREFIX = "TRK1-";
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    /** Those of the prefix are digits like any other. */
    private static final int PREFIX_CHARACTERS = 4;

    private static final int KEY_CHARACTERS = 32;
    private static final int CHECK_CHARACTERS = 4;
    private static final int GROUP = 6;
    private static final byte[] CHECK_DOMAIN = "totp-recovery/1".getBytes(StandardCharsets.US_ASCII);

    private RecoveryKey() {}

    public static Secret generate(SecureRandom random) {
        return Secret.random(BYTES, random);
    }

    /** The text, 46 ASCII characters. */
    public static Secret print(Secret key) {
        byte[] characters = new byte[KEY_CHARACTERS + CHECK_CHARACTERS];
        key.lend(bytes -> {
            for (int i = 0; i < KEY_CHARACTERS; i++) {
                characters[i] = (byte) ALPHABET.charAt(fiveBits(bytes, i));
            }
            byte[] check = check(bytes);
            for (int i = 0; i < CHECK_CHARACTERS; i++) {
                characters[KEY_CHARACTERS + i] = (byte) ALPHABET.charAt(fiveBits(check, i));
            }
        });
        ByteBuffer text = ByteBuffer.allocate(PREFIX.length() + characters.length + characters.length / GROUP - 1);
        text.put(PREFIX.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < characters.length; i += GROUP) {
            if (i > 0) {
                text.put((byte) '-');
            }
            text.put(characters, i, GROUP);
        }
        Arrays.fill(characters, (byte) 0);
        return Secret.adopt(text.array());
    }

    /**
     * Reads the text in either case, with or without prefix and dashes, and with the letters that are mistaken for 0 and
     * 1 taken for them; nothing if the checksum does not fit.
     */
    public static Optional<Secret> parse(Secret text) {
        byte[] digits = new byte[PREFIX_CHARACTERS + KEY_CHARACTERS + CHECK_CHARACTERS];
        try {
            int count = text.use(bytes -> digits(bytes, digits));
            int start = count == digits.length && startsWithPrefix(digits) ? PREFIX_CHARACTERS : 0;
            if (count - start != KEY_CHARACTERS + CHECK_CHARACTERS) {
                return Optional.empty();
            }
            byte[] plain = Arrays.copyOfRange(digits, start, count);
            Optional<Secret> key = Optional.of(decode(plain)).filter(decoded -> checkFits(decoded, plain));
            Arrays.fill(plain, (byte) 0);
            return key;
        } finally {
            Arrays.fill(digits, (byte) 0);
        }
    }

    /** Fills {@code digits} and returns how many there are, or 0 if the text cannot be a key. */
    private static Integer digits(byte[] text, byte[] digits) {
        int count = 0;
        for (byte character : text) {
            if (character == '-' || character == ' ' || (character >= '\t' && character <= '\r')) {
                continue;
            }
            int digit = digit(character);
            if (digit < 0 || count == digits.length) {
                return 0;
            }
            digits[count++] = (byte) digit;
        }
        return count;
    }

    private static boolean startsWithPrefix(byte[] digits) {
        for (int i = 0; i < PREFIX_CHARACTERS; i++) {
            if (digits[i] != ALPHABET.indexOf(PREFIX.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int digit(byte character) {
        char upper = (char) Character.toUpperCase(character & 0xff);
        return switch (upper) {
            case 'O' -> 0;
            case 'I', 'L' -> 1;
            default -> ALPHABET.indexOf(upper);
        };
    }

    private static Secret decode(byte[] digits) {
        byte[] key = new byte[BYTES];
        for (int i = 0; i < BYTES * 8; i++) {
            int bit = digits[i / 5] >> (4 - i % 5) & 1;
            key[i / 8] |= (byte) (bit << (7 - i % 8));
        }
        return Secret.adopt(key);
    }

    private static boolean checkFits(Secret key, byte[] digits) {
        byte[] check = key.use(RecoveryKey::check);
        boolean fits = true;
        for (int i = 0; i < CHECK_CHARACTERS; i++) {
            fits &= digits[KEY_CHARACTERS + i] == fiveBits(check, i);
        }
        return fits;
    }

    private static byte[] check(byte[] key) {
        byte[] message = Arrays.copyOf(CHECK_DOMAIN, CHECK_DOMAIN.length + key.length);
        System.arraycopy(key, 0, message, CHECK_DOMAIN.length, key.length);
        byte[] digest = Hash.SHA256.digest(message);
        Arrays.fill(message, (byte) 0);
        return digest;
    }

    /** The {@code index}-th group of five bits. */
    private static int fiveBits(byte[] bytes, int index) {
        int value = 0;
        for (int i = index * 5; i < index * 5 + 5; i++) {
            value = value << 1 | (bytes[i / 8] >> (7 - i % 8) & 1);
        }
        return value;
    }
}
