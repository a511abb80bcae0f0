package totp.transfer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/** The content of a file that is to be imported, seen as bytes, as lines or as JSON. */
public final class Content implements AutoCloseable {
    /** The largest file that is read: 10,000 accounts, which is what a vault holds, are 4 MB where most is said of them. */
    public static final int BYTES_MAX = 16 << 20;

    /** The largest file whose format somebody named, and so vouches for: pictures of services can make it large. */
    public static final int NAMED_BYTES_MAX = 64 << 20;

    private final Secret bytes;
    private @Nullable Json json;
    private boolean jsonIsKnown;

    private Content(Secret bytes) {
        this.bytes = bytes;
    }

    /** Takes the bytes over. A byte order mark is dropped; UTF-16, which Windows programs write, becomes UTF-8. */
    public static Content adopt(byte[] bytes) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            byte[] rest = Arrays.copyOfRange(bytes, 3, bytes.length);
            Arrays.fill(bytes, (byte) 0);
            return new Content(Secret.adopt(rest));
        }
        boolean little = startsWith(bytes, 0xFF, 0xFE);
        if (little || startsWith(bytes, 0xFE, 0xFF)) {
            try {
                byte[] utf8 = utf8(bytes, little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
                Arrays.fill(bytes, (byte) 0);
                return new Content(Secret.adopt(utf8));
            } catch (CharacterCodingException e) {
                // No text, then: its bytes will tell what it is.
            }
        }
        return new Content(Secret.adopt(bytes));
    }

    private static byte[] utf8(byte[] bytes, Charset charset) throws CharacterCodingException {
        CharBuffer chars = charset.newDecoder().decode(ByteBuffer.wrap(bytes, 2, bytes.length - 2));
        byte[] utf8 = Utf8.encode(chars);
        Arrays.fill(chars.array(), '\0');
        return utf8;
    }

    private static boolean startsWith(byte[] bytes, int... first) {
        if (bytes.length < first.length) {
            return false;
        }
        for (int i = 0; i < first.length; i++) {
            if ((bytes[i] & 0xff) != first[i]) {
                return false;
            }
        }
        return true;
    }

    /** All of it, which lives as long as this. */
    Secret bytes() {
        return bytes;
    }

    int length() {
        return bytes.length();
    }

    /** @param first bytes, each 0 to 255 */
    boolean startsWith(int... first) {
        return bytes.use(content -> startsWith(content, first));
    }

    /**
     * The content as JSON, or null if it does not begin like an object or an array.
     *
     * @throws TransferException if it does and is none
     */
    @Nullable
    Json json() throws TransferException {
        if (!jsonIsKnown) {
            boolean looksLike = bytes.use(content -> {
                for (byte b : content) {
                    if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                        return b == '{' || b == '[';
                    }
                }
                return false;
            });
            json = looksLike ? Json.parse(bytes) : null;
            jsonIsKnown = true;
        }
        return json;
    }

    /** The content if it is a JSON object. */
    @Nullable
    Json jsonObject() throws TransferException {
        Json present = json();
        return present != null && present.isObject() ? present : null;
    }

    /** Takes one line after the other. */
    @FunctionalInterface
    interface LineReader {
        /** Reads one, which dies with the call; whether to continue. */
        boolean read(Secret line) throws TransferException;
    }

    /** Lends the lines without their ends and the blanks around them; LF, CR LF and CR end one, empty ones are left out. */
    void lines(LineReader reader) throws TransferException {
        // One at a time: a file of short ones would take thirty times its size as objects.
        bytes.lend(content -> {
            int begin = 0;
            for (int i = 0; i <= content.length; i++) {
                if (i == content.length || content[i] == '\n' || content[i] == '\r') {
                    int end = i;
                    while (begin < end && isBlank(content[begin])) {
                        begin++;
                    }
                    while (begin < end && isBlank(content[end - 1])) {
                        end--;
                    }
                    if (begin < end) {
                        try (Secret line = Secret.copyOf(content, begin, end)) {
                            if (!reader.read(line)) {
                                return;
                            }
                        }
                    }
                    begin = i + 1;
                }
            }
        });
    }

    /** Whether all of it is well-formed UTF-8. */
    boolean isUtf8() {
        return bytes.use(content -> {
            try {
                CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
                Arrays.fill(chars.array(), '\0');
                return true;
            } catch (CharacterCodingException e) {
                return false;
            }
        });
    }

    /** Whether there is a line, without the blanks around it, for which this holds. */
    boolean anyLine(Predicate<Secret> holds) throws TransferException {
        boolean[] found = {false};
        lines(line -> {
            found[0] = holds.test(line);
            return !found[0];
        });
        return found[0];
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Erases the content and what was read from it. */
    @Override
    public void close() {
        bytes.close();
        if (json != null) {
            json.close();
        }
    }
}
