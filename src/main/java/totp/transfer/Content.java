package totp.transfer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/** The content of a file that is to be imported, seen as bytes, as lines or as JSON. */
public final class Content implements AutoCloseable {
    /** The largest file that is read. */
    public static final int BYTES_MAX = 64 << 20;

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
        ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(chars);
        Arrays.fill(chars.array(), '\0');
        byte[] utf8 = new byte[encoded.remaining()];
        encoded.get(utf8).clear().put(new byte[encoded.capacity()]);
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

    /** The lines without their ends and the blanks around them; LF, CR LF and CR end one. The caller closes them. */
    List<Secret> lines() {
        return bytes.use(content -> {
            List<Secret> lines = new ArrayList<>();
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
                        lines.add(Secret.copyOf(content, begin, end));
                    }
                    begin = i + 1;
                }
            }
            return lines;
        });
    }

    /** Whether there is a line, without the blanks around it, for which this holds. */
    boolean anyLine(Predicate<Secret> holds) {
        List<Secret> lines = lines();
        try {
            return lines.stream().anyMatch(holds);
        } finally {
            lines.forEach(Secret::close);
        }
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
