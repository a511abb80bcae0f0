package totp.transfer;

import java.util.List;
import java.util.Map;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * Key URIs that stand as texts in JSON of any form: cotp's list, arrays, objects of names and URIs, and what scripts and small
 * programs write. What stands beside them is counted, and a key that is in no URI is left out by name.
 */
final class JsonUris {
    /** What entries are called, in the order in which it counts. */
    private static final List<String> NAMES =
            List.of("name", "label", "title", "issuer", "account", "account_name", "id");

    private static final List<String> KEYS = List.of("secret", "totp", "otp", "seed", "key");

    private final Harvest harvest;
    private int passed;

    private JsonUris(Harvest harvest) {
        this.harvest = harvest;
    }

    /** Whether a text in it is a key URI, or holds one. */
    static boolean areIn(Json json) throws TransferException {
        if (json.isText()) {
            try (Content lines = Content.adopt(json.secret().use(byte[]::clone))) {
                return lines.anyLine(KeyUriFinder::isIn);
            }
        }
        for (Json member : json.members().values()) {
            if (areIn(member)) {
                return true;
            }
        }
        for (Json element : json.elements()) {
            if (areIn(element)) {
                return true;
            }
        }
        return false;
    }

    static void read(Json json, Harvest harvest) throws TransferException {
        JsonUris uris = new JsonUris(harvest);
        uris.walk(json, "");
        if (uris.passed > 0) {
            harvest.warn(
                    uris.passed == 1
                            ? Message.of("transfer.entry-without-key-uri")
                            : Message.of("transfer.entries-without-key-uri", uris.passed));
        }
    }

    /** Whether something came of it. */
    private boolean walk(Json json, String name) throws TransferException {
        if (json.isText()) {
            return texts(json.secret(), name, false);
        }
        if (json.isArray()) {
            return elements(json, name);
        }
        String own = name(json, name);
        boolean any = false;
        for (Map.Entry<String, Json> member : json.members().entrySet()) {
            any |= walk(member.getValue(), own.isEmpty() ? member.getKey() : own);
        }
        return any;
    }

    private boolean elements(Json array, String name) throws TransferException {
        boolean any = false;
        for (Json element : array.elements()) {
            if (element.isText() ? texts(element.secret(), name, true) : walk(element, name)) {
                any = true;
            } else if (holdsKey(element)) {
                any = true;
                harvest.take(name(element, name), () -> {
                    throw new TransferException(Message.of("transfer.key-stands-no-key"));
                });
            } else if (element.isObject() || element.isText()) {
                passed++;
            }
        }
        return any;
    }

    /** Whether it has a key, though in no URI: by the name of a member, or by its looks. */
    private static boolean holdsKey(Json element) throws TransferException {
        for (Json member : element.members().values()) {
            if (member.isText() && member.secret().use(UriLines::looksLikeSecret)) {
                return true;
            }
        }
        return KEYS.stream().anyMatch(key -> !element.label(key).isBlank());
    }

    private boolean texts(Secret text, String name, boolean alone) throws TransferException {
        boolean[] any = {false};
        try (Content lines = Content.adopt(text.use(byte[]::clone))) {
            lines.lines(line -> {
                any[0] |= UriLines.takeAll(line, name, alone, harvest);
                return true;
            });
        }
        return any[0];
    }

    private static String name(Json json, String otherwise) {
        for (String member : NAMES) {
            String name = json.label(member);
            if (!name.isBlank() && !name.contains("://")) {
                return name;
            }
        }
        return otherwise;
    }
}
