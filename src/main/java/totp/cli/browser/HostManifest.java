package totp.cli.browser;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import totp.cli.session.JsonWriter;

/**
 * The file by which a browser knows the host.
 *
 * @param path of the program, absolute
 * @param callers who may start it: an origin for each extension, for Firefox its id
 */
record HostManifest(String path, List<String> callers) {
    static final int BYTES_MAX = 64 << 10;

    private static final String NAME = "totp";
    private static final String ORIGIN = "chrome-extension://";

    static HostManifest of(String path, boolean forFirefox, List<String> ids) {
        return new HostManifest(
                path,
                forFirefox ? ids : ids.stream().map(id -> ORIGIN + id + "/").toList());
    }

    /** The ids of the extensions. */
    List<String> ids() {
        return callers.stream()
                .map(caller ->
                        caller.startsWith(ORIGIN) ? caller.substring(ORIGIN.length(), caller.length() - 1) : caller)
                .toList();
    }

    byte[] write(boolean forFirefox) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JsonWriter.write(bytes, out -> {
            out.writeStartObject();
            out.writeStringField("name", NAME);
            out.writeStringField("description", "Codes of the vault of totp, for its popup");
            out.writeStringField("path", path);
            out.writeStringField("type", "stdio");
            out.writeArrayFieldStart(forFirefox ? "allowed_extensions" : "allowed_origins");
            for (String caller : callers) {
                out.writeString(caller);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /**
     * Reads one.
     *
     * @return empty for what is none
     */
    static Optional<HostManifest> read(byte[] json) {
        try (JsonParser in = new JsonFactory().createParser(json)) {
            String path = "";
            List<String> callers = new ArrayList<>();
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String member = in.currentName();
                JsonToken value = in.nextToken();
                if (member.equals("path") && value == JsonToken.VALUE_STRING) {
                    path = in.getText();
                } else if (member.startsWith("allowed_") && value == JsonToken.START_ARRAY) {
                    while (in.nextToken() == JsonToken.VALUE_STRING) {
                        callers.add(in.getText());
                    }
                } else {
                    in.skipChildren();
                }
            }
            return Optional.of(new HostManifest(path, callers));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
