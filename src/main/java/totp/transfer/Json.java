package totp.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import totp.crypto.BadEncodingException;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * JSON of a stranger, read into a tree whose texts can be erased. Members that are absent and members that are {@code null}
 * are the same: programs write either.
 */
final class Json implements AutoCloseable {
    static final int DEPTH_MAX = 64;

    /** Sixty for each account that a vault can hold; a tree of many more would take hundreds of megabytes. */
    private static final int VALUES_MAX = 600_000;

    /** The extension keeps its accounts as members of one object. */
    private static final int MEMBERS_MAX = 100_000;

    private static final int NAME_CHARS_MAX = 64 * 1024;

    /** Buffers are not pooled: a pool would keep decrypted text alive for as long as the process lives. */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNameLength(NAME_CHARS_MAX)
                    .maxNumberLength(100)
                    .maxStringLength(Content.NAMED_BYTES_MAX)
                    .build())
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    /** One of: a map of members, a list of elements, a text, a Long, a Double, a Boolean. */
    private final Object value;

    private Json(Object value) {
        this.value = value;
    }

    /** @throws TransferException if it is not exactly one value of JSON in UTF-8, or deeper or larger than allowed */
    static Json parse(Secret text) throws TransferException {
        return text.use(bytes -> {
            List<Secret> texts = new ArrayList<>();
            try (JsonParser in = FACTORY.createParser(bytes)) {
                int[] left = {VALUES_MAX};
                in.nextToken();
                Json json = read(in, texts, left);
                if (json == null || in.nextToken() != null) {
                    throw notJson();
                }
                return json;
            } catch (IOException | TransferException e) {
                texts.forEach(Secret::close);
                throw notJson(); // Jackson's message quotes the text
            }
        });
    }

    private static TransferException notJson() {
        return new TransferException(Message.of("transfer.json-damaged"));
    }

    private static @Nullable Json read(JsonParser in, List<Secret> texts, int[] left)
            throws IOException, TransferException {
        if (--left[0] < 0) {
            throw notJson();
        }
        JsonToken token = in.currentToken();
        if (token == null) {
            throw notJson();
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Json> members = new LinkedHashMap<>();
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String name = in.currentName();
                    if (members.size() == MEMBERS_MAX) {
                        throw notJson();
                    }
                    in.nextToken();
                    Json member = read(in, texts, left);
                    if (member != null) {
                        members.put(name, member);
                    }
                }
                yield new Json(members);
            }
            case START_ARRAY -> {
                List<Json> elements = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    Json element = read(in, texts, left);
                    if (element != null) {
                        elements.add(element);
                    }
                }
                yield new Json(elements);
            }
            case VALUE_STRING -> {
                Secret text = text(in);
                texts.add(text);
                yield new Json(text);
            }
            case VALUE_NUMBER_INT ->
                new Json(
                        in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                                ? (Object) in.getDoubleValue()
                                : (Object) in.getLongValue());
            case VALUE_NUMBER_FLOAT -> new Json(in.getDoubleValue());
            case VALUE_TRUE -> new Json(true);
            case VALUE_FALSE -> new Json(false);
            case VALUE_NULL -> null;
            default -> throw notJson();
        };
    }

    private static Secret text(JsonParser in) throws IOException {
        return Secret.adopt(
                Utf8.encode(CharBuffer.wrap(in.getTextCharacters(), in.getTextOffset(), in.getTextLength())));
    }

    boolean isObject() {
        return value instanceof Map;
    }

    boolean isArray() {
        return value instanceof List;
    }

    boolean isText() {
        return value instanceof Secret;
    }

    /** The members of an object, in order; of anything else none. */
    @SuppressWarnings("unchecked")
    Map<String, Json> members() {
        return value instanceof Map ? (Map<String, Json>) value : Map.of();
    }

    /** The elements of an array; of anything else none. */
    @SuppressWarnings("unchecked")
    List<Json> elements() {
        return value instanceof List ? (List<Json>) value : List.of();
    }

    boolean has(String name) {
        return members().containsKey(name);
    }

    @Nullable
    Json get(String name) {
        return members().get(name);
    }

    /** The object that is the member {@code name}. */
    Json object(String name) throws TransferException {
        Json member = get(name);
        if (member == null || !member.isObject()) {
            throw missing(name);
        }
        return member;
    }

    /** The object that is the member {@code name}, or one without members if it is absent. */
    Json objectOrEmpty(String name) throws TransferException {
        return has(name) ? object(name) : new Json(Map.of());
    }

    /** The elements of the array that is the member {@code name}; none if it is absent. */
    List<Json> array(String name) throws TransferException {
        Json member = get(name);
        if (member != null && !member.isArray()) {
            throw missing(name);
        }
        return member == null ? List.of() : member.elements();
    }

    /** This text. */
    String text() throws TransferException {
        return secret().use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** This text, which lives as long as the tree. */
    Secret secret() throws TransferException {
        if (value instanceof Secret text) {
            return text;
        }
        throw new TransferException(Message.of("transfer.value-no-text"));
    }

    /** The text that is the member {@code name}, or an empty one. */
    String text(String name) throws TransferException {
        Json member = get(name);
        if (member == null) {
            return "";
        }
        if (!member.isText()) {
            throw new TransferException(Message.of("transfer.no-text", name));
        }
        return member.text();
    }

    /** The text that is the member {@code name}, or an empty one, also if it is no text: to call an entry by that is damaged. */
    String label(String name) {
        Json member = get(name);
        return member != null && member.value instanceof Secret text
                ? text.use(bytes -> new String(bytes, StandardCharsets.UTF_8))
                : "";
    }

    /** The text that is the member {@code name}, which must be there; it lives as long as the tree. */
    Secret secret(String name) throws TransferException {
        Json member = get(name);
        if (member == null || !member.isText()) {
            throw missing(name);
        }
        return member.secret();
    }

    /** The bytes that the member {@code name} spells. */
    byte[] bytes(String name, Encoding encoding) throws TransferException {
        try (Secret decoded = encoding.decode(secret(name))) {
            return decoded.use(byte[]::clone);
        } catch (BadEncodingException e) {
            throw missing(name);
        }
    }

    /** The whole number that is the member {@code name}, also if it is written as a text; null if it is absent or empty. */
    @Nullable
    Long number(String name) throws TransferException {
        Json member = get(name);
        if (member == null) {
            return null;
        }
        if (member.value instanceof Long number) {
            return number;
        }
        if (member.value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            return number.longValue();
        }
        if (member.isText()) {
            String text = member.text().strip();
            if (text.isEmpty()) {
                return null;
            }
            if (text.matches("-?[0-9]{1,18}")) {
                return Long.parseLong(text);
            }
        }
        throw new TransferException(Message.of("transfer.no-whole-number", name));
    }

    /** Whether the member {@code name} is {@code true}. */
    boolean flag(String name) {
        Json member = get(name);
        return member != null && Boolean.TRUE.equals(member.value);
    }

    private static TransferException missing(String name) {
        return new TransferException(Message.of("transfer.missing-another-kind", name));
    }

    /** Erases the texts. */
    @Override
    public void close() {
        if (value instanceof Secret text) {
            text.close();
        }
        members().values().forEach(Json::close);
        elements().forEach(Json::close);
    }
}
