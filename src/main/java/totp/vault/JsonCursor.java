package totp.vault;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.crypto.BadEncodingException;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AccountName;

/**
 * Walks through JSON that is held in memory and takes values of a demanded type and range. Everything that does not fit
 * is an {@link IOException}, whose message nobody may print: Jackson quotes the text it fails at.
 */
final class JsonCursor {
    /** The largest whole number that every JSON reader represents exactly. */
    static final long INTEGER_MAX = 1L << 53;

    private static final int TEXTS_MAX = 1024;

    /** In characters, sign, point and exponent included; Jackson counts the digits only. */
    private static final int NUMBER_LENGTH_MAX = 1000;

    private final byte[] json;
    private final JsonParser in;
    private long nameStart;

    JsonCursor(byte[] json) throws IOException {
        this.json = json;
        checkUtf8(json);
        in = PayloadJson.FACTORY.createParser(json);
        in.nextToken();
    }

    /** Jackson lets overlong forms, encoded surrogates and a byte order mark pass. */
    private static void checkUtf8(byte[] json) throws IOException {
        if (json.length > 0 && json[0] == (byte) 0xef) {
            throw new IOException("a byte order mark");
        }
        CharBuffer chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        Arrays.fill(chars.array(), '\0');
    }

    void beginObject() throws IOException {
        expect(JsonToken.START_OBJECT);
    }

    /** Goes to the next member's value and returns its name, or null behind the last one. */
    @Nullable
    String member() throws IOException {
        if (in.nextToken() == JsonToken.END_OBJECT) {
            return null;
        }
        expect(JsonToken.FIELD_NAME);
        nameStart = start();
        String name = in.currentName();
        in.nextToken();
        return name;
    }

    void beginArray() throws IOException {
        expect(JsonToken.START_ARRAY);
    }

    /** Goes to the next element of an array, if there is one. */
    boolean element() throws IOException {
        return in.nextToken() != JsonToken.END_ARRAY;
    }

    void endOfDocument() throws IOException {
        if (in.nextToken() != null) {
            throw new IOException("trailing text");
        }
    }

    boolean isNull() {
        return in.currentToken() == JsonToken.VALUE_NULL;
    }

    /** Offset of the present token. */
    long start() {
        return in.currentTokenLocation().getByteOffset();
    }

    long integer(long min, long max) throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT);
        long value = in.getLongValue();
        if (value < min || value > max) {
            throw new IOException("number out of range");
        }
        return value;
    }

    boolean truth() throws IOException {
        if (in.currentToken() != JsonToken.VALUE_TRUE) {
            expect(JsonToken.VALUE_FALSE);
            return false;
        }
        return true;
    }

    /** Well-formed Unicode without U+0000, of at most {@code bytesMax} bytes in UTF-8. */
    String text(int bytesMax) throws IOException {
        expect(JsonToken.VALUE_STRING);
        String text = in.getText();
        if (text.indexOf('\0') >= 0
                || !AccountName.isWellFormed(text)
                || text.length() > bytesMax
                || text.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
            throw new IOException("text out of range");
        }
        return text;
    }

    List<String> texts() throws IOException {
        beginArray();
        List<String> texts = new ArrayList<>();
        while (element()) {
            texts.add(text(Account.TEXT_BYTES_MAX));
            if (texts.size() > TEXTS_MAX) {
                throw new IOException("too many texts");
            }
        }
        return texts;
    }

    @Nullable
    Instant time() throws IOException {
        if (isNull()) {
            return null;
        }
        Optional<Instant> time = Rfc3339.parse(text(Account.TEXT_BYTES_MAX));
        return time.orElseThrow(() -> new IOException("not a time"));
    }

    UUID id() throws IOException {
        String text = text(Account.TEXT_BYTES_MAX);
        try {
            UUID id = UUID.fromString(text);
            if (text.equals(id.toString())) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Java's message repeats the text.
        }
        throw new IOException("not a UUID");
    }

    /** Base64 of 1 to 1024 bytes in its one canonical spelling, decoded without making a {@code String}. */
    Secret base64() throws IOException {
        try (Secret text = secretChars();
                Secret decoded = Encoding.BASE64.decode(text);
                Secret canonical = Encoding.BASE64.encode(decoded)) {
            if (!canonical.sameAs(text)) {
                throw new IOException("not canonical base64");
            }
            return bounded(decoded.copy());
        } catch (BadEncodingException e) {
            throw new IOException("not base64");
        }
    }

    /** Text of 1 to 1024 bytes of UTF-8, read without making a {@code String}. */
    Secret secretText() throws IOException {
        Secret text = bounded(secretChars());
        if (text.use(JsonCursor::holdsZero)) {
            text.close();
            throw new IOException("U+0000 in a text");
        }
        return text;
    }

    private static Boolean holdsZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private Secret secretChars() throws IOException {
        expect(JsonToken.VALUE_STRING);
        CharBuffer chars = CharBuffer.wrap(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
        ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(chars);
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(bytes).clear().put(new byte[utf8.capacity()]);
        return Secret.adopt(bytes);
    }

    private static Secret bounded(Secret secret) throws IOException {
        if (secret.length() == 0 || secret.length() > Account.SECRET_BYTES_MAX) {
            secret.close();
            throw new IOException("secret out of range");
        }
        return secret;
    }

    /** Skips the present value and returns the member that it belongs to, name and value as they stand. */
    Secret wholeMember() throws IOException {
        return sliceFrom(nameStart);
    }

    /** Skips the present value and returns it as it stands. */
    Secret wholeValue() throws IOException {
        return sliceFrom(start());
    }

    /** What stands from {@code start} to the end of the present value, which is skipped. */
    Secret sliceFrom(long start) throws IOException {
        int depth = 0;
        do {
            JsonToken token = in.currentToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_STRING) {
                in.finishToken();
            } else if (token.isNumeric()) {
                checkRange();
            }
        } while (depth > 0 && in.nextToken() != null);
        return Secret.copyOf(json, (int) start, (int) in.currentLocation().getByteOffset());
    }

    /** No reader may round a number that it only carries. */
    private void checkRange() throws IOException {
        boolean inRange = switch (in.getNumberType()) {
            case INT -> true;
            case LONG -> Math.abs(in.getLongValue()) <= INTEGER_MAX;
            case BIG_INTEGER -> false;
            default -> Math.abs(in.getDoubleValue()) <= INTEGER_MAX;
        };
        if (!inRange || in.getTextLength() > NUMBER_LENGTH_MAX) {
            throw new IOException("number out of range");
        }
    }

    private void expect(JsonToken token) throws IOException {
        if (in.currentToken() != token) {
            throw new IOException("another kind of value");
        }
    }
}
