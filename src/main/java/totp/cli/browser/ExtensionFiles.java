package totp.cli.browser;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The extension, as the program carries it. */
final class ExtensionFiles {
    /** By which Firefox knows it. */
    static final String FIREFOX_ID = text(bytes("manifest.firefox.json"), "id");

    private static final String FOLDER = "/totp/browser/extension/";
    private static final String MANIFEST = "manifest.json";
    private static final List<String> SHARED = List.of(
            "fields.js",
            "icon-128.png",
            "icon-16.png",
            "icon-32.png",
            "icon-48.png",
            "popup.css",
            "popup.html",
            "popup.js");

    /** Half of a hash, in letters. */
    private static final int ID_BYTES = 16;

    private ExtensionFiles() {}

    /** By their names; of the manifests the one for this kind of browser. */
    static Map<String, byte[]> all(boolean forFirefox) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        SHARED.forEach(name -> files.put(name, bytes(name)));
        files.put(MANIFEST, bytes(forFirefox ? "manifest.firefox.json" : MANIFEST));
        return files;
    }

    static String version() {
        return text(bytes(MANIFEST), "version");
    }

    /** By which Chromium's kin know it: of the key in its manifest ("Manifest: key", Chrome for developers). */
    static String chromiumId() {
        byte[] key = Base64.getDecoder().decode(text(bytes(MANIFEST), "key"));
        byte[] hash;
        try {
            hash = MessageDigest.getInstance("SHA-256").digest(key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < ID_BYTES; i++) {
            id.append((char) ('a' + (hash[i] >> 4 & 0xf))).append((char) ('a' + (hash[i] & 0xf)));
        }
        return id.toString();
    }

    /** The first text of that name, wherever it stands. */
    private static String text(byte[] json, String name) {
        try (JsonParser in = new JsonFactory().createParser(json)) {
            while (in.nextToken() != null) {
                if (in.currentToken() == JsonToken.VALUE_STRING && name.equals(in.currentName())) {
                    return in.getText();
                }
            }
            throw new IllegalStateException("the manifest has no " + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String name) {
        try (InputStream in = ExtensionFiles.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
