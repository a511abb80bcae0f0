package totp.cli.browser;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import totp.cli.browser.PopupRefusal.Code;

/**
 * One request of the popup: an object of texts, with {@code v}, {@code id} and {@code op}. Read strictly: two readers of one
 * request must not see two.
 *
 * @param id which the answer repeats
 * @param members all others that are texts
 */
record PopupRequest(long id, String op, Map<String, String> members) {
    /** Of the protocol. */
    static final int VERSION = 1;

    /** Of everything but pictures. */
    static final int BYTES_MAX = 64 << 10;

    static final String SCAN = "scan";

    private static final int MEMBERS_MAX = 10;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1)
                    .maxNumberLength(15)
                    .maxNameLength(20)
                    .maxStringLength(NativeMessages.BYTES_MAX)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    /**
     * Reads it.
     *
     * @throws Unreadable if it is none
     */
    static PopupRequest read(byte[] json) throws Unreadable {
        Map<String, String> members = new HashMap<>();
        long id = 0;
        long version = 0;
        try (JsonParser in = FACTORY.createParser(json)) {
            require(in.nextToken() == JsonToken.START_OBJECT, id);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                JsonToken value = in.nextToken();
                switch (name) {
                    case "v" -> version = number(in, value, id);
                    case "id" -> id = number(in, value, id);
                    default -> {
                        require(value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NULL, id);
                        require(members.size() < MEMBERS_MAX, id);
                        members.put(name, value == JsonToken.VALUE_NULL ? "" : in.getText());
                    }
                }
            }
            require(in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null, id);
        } catch (IOException e) {
            throw new Unreadable(id, new PopupRefusal(Code.BAD_REQUEST, "the request cannot be read"));
        }
        if (version != VERSION) {
            throw new Unreadable(
                    id,
                    version > VERSION
                            ? new PopupRefusal(Code.NEWER_CLIENT, "the extension is newer than this program")
                            : new PopupRefusal(Code.BAD_REQUEST, "the request has no version"));
        }
        String op = Optional.ofNullable(members.remove("op")).orElse("");
        if (json.length > BYTES_MAX && !op.equals(SCAN)) {
            throw new Unreadable(id, new PopupRefusal(Code.TOO_LARGE, "the request is too large"));
        }
        return new PopupRequest(id, op, members);
    }

    private static long number(JsonParser in, JsonToken value, long id) throws IOException, Unreadable {
        require(value == JsonToken.VALUE_NUMBER_INT && in.getLongValue() >= 0, id);
        return in.getLongValue();
    }

    private static void require(boolean holds, long id) throws Unreadable {
        if (!holds) {
            throw new Unreadable(id, new PopupRefusal(Code.BAD_REQUEST, "the request cannot be read"));
        }
    }

    /** A member; empty if it is not there. */
    String text(String member) {
        return members.getOrDefault(member, "");
    }

    /** There is no such request. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private final long id;
        private final PopupRefusal why;

        private Unreadable(long id, PopupRefusal why) {
            super(why);
            this.id = id;
            this.why = why;
        }

        /** As far as it was read. */
        long id() {
            return id;
        }

        PopupRefusal why() {
            return why;
        }
    }
}
