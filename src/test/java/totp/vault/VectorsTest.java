package totp.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import totp.crypto.AesGcm;
import totp.crypto.Hash;
import totp.crypto.Hkdf;
import totp.crypto.Secret;
import totp.crypto.TagMismatchException;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * The test vectors of {@code vault/vectors}, which another program wrote from {@code vault/FORMAT.md}: each file is taken,
 * or refused at the layer that it names.
 */
class VectorsTest {
    private static final Path FOLDER = Path.of("vault", "vectors");

    private static final Map<String, Integer> COUNTS = new TreeMap<>(Map.ofEntries(
            Map.entry("success", 91),
            Map.entry("magic", 11),
            Map.entry("sizes", 17),
            Map.entry("version", 6),
            Map.entry("fields", 86),
            Map.entry("kdf-bounds", 17),
            Map.entry("secret", 48),
            Map.entry("slot", 6),
            Map.entry("header", 14),
            Map.entry("payload", 11),
            Map.entry("padding", 9),
            Map.entry("json", 248)));

    private static final Map<Reason, Set<String>> LAYERS = Map.ofEntries(
            Map.entry(Reason.NOT_A_VAULT, Set.of("magic")),
            Map.entry(Reason.SIZE, Set.of("sizes")),
            Map.entry(Reason.NEWER, Set.of("version", "fields", "json")),
            Map.entry(Reason.FIELD, Set.of("fields")),
            Map.entry(Reason.KDF_BOUNDS, Set.of("kdf-bounds")),
            Map.entry(Reason.NO_SUCH_SLOT, Set.of("secret")),
            Map.entry(Reason.WRONG_SECRET, Set.of("secret")),
            Map.entry(Reason.SLOT_DAMAGED, Set.of("slot")),
            Map.entry(Reason.HEADER_DAMAGED, Set.of("header")),
            Map.entry(Reason.PAYLOAD_DAMAGED, Set.of("payload")),
            Map.entry(Reason.PADDING, Set.of("padding")),
            Map.entry(Reason.CONTENT, Set.of("json")));

    /** Members that mean nothing for some types, so that a writer need not keep them there. */
    private static final Map<String, Set<String>> MEANINGFUL = Map.of(
            "algorithm", Set.of("totp", "hotp"),
            "counter", Set.of("hotp"),
            "period", Set.of("totp", "steam", "motp", "yandex"),
            "pin", Set.of("motp", "yandex"));

    /** A vector: what it says, and the bytes of the vault. */
    @SuppressWarnings("ArrayRecordComponent") // vectors are never compared
    private record Vector(String name, Map<String, String> header, byte[] vault) {
        String expect() {
            return header.getOrDefault("expect", "");
        }

        /** The secret to present that is called {@code key}, in text or in hex. */
        Optional<byte[]> secret(String key) {
            String hex = header.get(key + "-hex");
            String text = header.get(key);
            if (hex != null) {
                return Optional.of(HexFormat.of().parseHex(hex));
            }
            return Optional.ofNullable(text).map(t -> t.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Vector> vectors() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Vector> vectors = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                vectors.add(vector(file));
            }
            return vectors;
        }
    }

    @Test
    void thereAreAsManyOfEachLayerAsThereShouldBe() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        vectors().forEach(vector -> counts.merge(vector.expect(), 1, Integer::sum));
        assertEquals(COUNTS, counts);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void isTakenOrRefusedAsItSays(Vector vector) throws Exception {
        check(vector);
    }

    private static void check(Vector vector) throws Exception {
        if (vector.expect().equals("success")) {
            opensWithItsAccounts(vector);
            headerAndFileEncodeToTheSameBytes(vector);
            writingLosesNothing(vector);
        } else {
            isRefusedAtItsLayer(vector);
        }
    }

    private static void isRefusedAtItsLayer(Vector vector) {
        VaultException refusal = assertThrows(VaultException.class, () -> open(vector), vector.name());
        assertTrue(
                LAYERS.getOrDefault(refusal.reason(), Set.of()).contains(vector.expect()),
                vector.name() + ": " + refusal.reason() + ", " + refusal.getMessage());
        boolean later = vector.header().containsKey("later");
        assertEquals(later, refusal.reason() == Reason.NEWER, vector.name() + ": of a later version");
    }

    private static void opensWithItsAccounts(Vector vector) throws VaultException {
        try (Vault vault = open(vector)) {
            List<String> names = vault.accounts().stream()
                    .map(account -> oneLine(account.name()))
                    .toList();
            assertEquals(vector.header().get("accounts"), Integer.toString(names.size()), vector.name());
            assertEquals(vector.header().getOrDefault("names", ""), String.join(" | ", names), vector.name());
        }
    }

    private static void headerAndFileEncodeToTheSameBytes(Vector vector) throws Exception {
        byte[] file = vector.vault();
        try (Vault vault = open(vector)) {
            Header header = vault.sealed().header();
            byte[] head = header.encode();
            assertArrayEquals(Arrays.copyOf(file, head.length), head, vector.name());
            try (Secret json = Secret.adopt(json(vault))) {
                assertEquals(vector.header().get("json-sha256"), json.use(VectorsTest::sha256), vector.name());
                byte[] sealed = SealedVault.seal(header, vault.key(), json);
                if (vector.name().equals("valid-payload-larger-than-needed")) {
                    assertTrue(sealed.length < file.length);
                } else {
                    assertArrayEquals(file, sealed, vector.name());
                }
            }
        }
    }

    /** What is read, written and read again is the same, and nothing of the first JSON is missing in the second. */
    private static void writingLosesNothing(Vector vector) throws Exception {
        byte[] first;
        try (Vault vault = open(vector)) {
            first = json(vault);
        }
        byte[] second = rewritten(first);
        assertArrayEquals(second, rewritten(second), vector.name());
        assertKept(vector.name(), tree(first), tree(second));
    }

    @Test
    void aFileOfMoreThan20MiBIsRefused(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("vault.totp");
        Files.write(path, vector(FOLDER.resolve("valid-recovery-key")).vault());
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(VaultPath.FILE_BYTES_MAX + 1);
        }
        VaultException refusal =
                assertThrows(VaultException.class, () -> TestVaults.file(path).read());
        assertEquals(Reason.IO, refusal.reason());
        assertTrue(String.valueOf(refusal.getMessage()).contains("larger than 20 MiB"), refusal.getMessage());
    }

    private static Vector vector(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Map<String, String> header = new HashMap<>();
        int at = 0;
        while (content[at] != '\n') {
            int end = at;
            while (content[end] != '\n') {
                end++;
            }
            String[] pair = new String(content, at, end - at, StandardCharsets.UTF_8).split(": ", 2);
            header.put(pair[0], pair[1]);
            at = end + 1;
        }
        return new Vector(file.getFileName().toString(), header, Arrays.copyOfRange(content, at + 1, content.length));
    }

    private static Vault open(Vector vector) throws VaultException {
        SealedVault sealed = SealedVault.decode(vector.vault());
        try (Credentials credentials = credentials(vector)) {
            return sealed.open(credentials);
        }
    }

    private static Credentials credentials(Vector vector) throws VaultException {
        Optional<Secret> passphrase = Optional.empty();
        Optional<byte[]> typed = vector.secret("passphrase");
        if (typed.isPresent()) {
            passphrase = Optional.of(present(passphrase(typed.get())));
        }
        Optional<Secret> recoveryKey = Optional.empty();
        Optional<byte[]> written = vector.secret("recovery-key");
        if (written.isPresent()) {
            recoveryKey = Optional.of(present(RecoveryKey.parse(Secret.adopt(written.get()))));
        }
        Optional<Secret> keyFile = Optional.empty();
        Optional<byte[]> stored = vector.secret("key-file");
        if (stored.isPresent()) {
            keyFile = Optional.of(present(KeyFile.parse(Secret.adopt(stored.get()))));
        }
        return new Credentials(passphrase.orElse(null), recoveryKey.orElse(null), keyFile.orElse(null));
    }

    /** A secret that cannot be one is refused at the layer of secrets. */
    private static Secret present(Optional<Secret> parsed) throws VaultException {
        return parsed.orElseThrow(
                () -> new VaultException(Reason.WRONG_SECRET, Message.said("not a secret of this kind")));
    }

    /** The command line does this before the vault sees a passphrase. */
    private static Optional<Secret> passphrase(byte[] file) {
        int length = file.length;
        if (length > 0 && file[length - 1] == '\n') {
            length -= length > 1 && file[length - 2] == '\r' ? 2 : 1;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file, 0, length))
                    .toString();
            if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
                return Optional.empty();
            }
            String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
            return Optional.of(Secret.adopt(composed.getBytes(StandardCharsets.UTF_8)));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The JSON as it is stored, decrypted by the steps of section 4. */
    private static byte[] json(Vault vault) throws TagMismatchException {
        byte[] file = vault.sealed().bytes();
        Header header = vault.sealed().header();
        int start = file.length - header.payloadLength();
        byte[] title = TestVaults.ascii("totp-vault/1 payload");
        byte[] info = Arrays.copyOf(title, title.length + Id.BYTES);
        System.arraycopy(header.vaultId().toBytes(), 0, info, title.length, Id.BYTES);
        try (Secret key = Hkdf.derive(vault.key(), header.payloadSalt(), info, AesGcm.KEY_BYTES);
                Secret plain = AesGcm.open(
                        key,
                        new byte[AesGcm.NONCE_BYTES],
                        Arrays.copyOf(file, start),
                        Arrays.copyOfRange(file, start, file.length))) {
            return plain.use(bytes ->
                    Arrays.copyOfRange(bytes, 4, 4 + ByteBuffer.wrap(bytes).getInt()));
        }
    }

    private static byte[] rewritten(byte[] json) throws VaultException {
        try (Payload payload = PayloadReader.read(Secret.copyOf(json));
                Secret written = PayloadWriter.write(payload)) {
            return written.use(byte[]::clone);
        }
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Hash.SHA256.digest(bytes));
    }

    /** As vectors write names: what would break the line stands as an escape. */
    private static String oneLine(String name) {
        return name.codePoints()
                .mapToObj(c -> switch (Character.getType(c)) {
                    case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                        String.format(Locale.ROOT, "\\u%04x", c);
                    default -> Character.toString(c);
                })
                .collect(Collectors.joining());
    }

    /** Objects as maps, arrays as lists, and numbers as they are written, with a mark that tells them from texts. */
    private static @Nullable Object tree(byte[] json) throws IOException {
        try (JsonParser in = new JsonFactory().createParser(json)) {
            return tree(in, in.nextToken());
        }
    }

    private static @Nullable Object tree(JsonParser in, JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                members.put(name, tree(in, in.nextToken()));
            }
            return members;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
                elements.add(tree(in, next));
            }
            return elements;
        }
        return token == JsonToken.VALUE_STRING ? "text " + in.getText() : in.getText();
    }

    private static void assertKept(String where, @Nullable Object first, @Nullable Object second) {
        if (first instanceof Map<?, ?> members && second instanceof Map<?, ?> kept) {
            members.forEach((name, value) -> {
                if (meansSomething(members, name) && !(name.equals("favorite") && "false".equals(value))) {
                    assertTrue(kept.containsKey(name), where + "/" + name + " is lost");
                    assertKept(where + "/" + name, value, kept.get(name));
                }
            });
        } else if (first instanceof List<?> elements && second instanceof List<?> kept) {
            assertEquals(elements.size(), kept.size(), where);
            for (int i = 0; i < elements.size(); i++) {
                assertKept(where + "/" + i, elements.get(i), sameElement(elements.get(i), kept, i));
            }
        } else if (where.matches(".*/(created|modified|trashed|deleted)") && first instanceof String text) {
            assertEquals(instant(text), instant(String.valueOf(second)), where);
        } else if (where.matches(".*/history/\\d+") && first instanceof String text) {
            assertEquals(text.toLowerCase(Locale.ROOT), second, where);
        } else {
            assertEquals(first, second, where);
        }
    }

    private static boolean meansSomething(Map<?, ?> entry, Object member) {
        Set<String> types = MEANINGFUL.get(member);
        String type = entry.get("type") instanceof String text ? text.substring("text ".length()) : "totp";
        boolean known = Set.of("totp", "hotp", "steam", "motp", "yandex").contains(type);
        return types == null || !known || types.contains(type);
    }

    /** Entries are found by their ids: those that are not known may be written behind the others. */
    private static @Nullable Object sameElement(@Nullable Object element, List<?> kept, int place) {
        if (element instanceof Map<?, ?> members && members.get("id") != null) {
            for (Object candidate : kept) {
                if (candidate instanceof Map<?, ?> other && members.get("id").equals(other.get("id"))) {
                    return other;
                }
            }
        }
        return kept.get(place);
    }

    private static Object instant(String text) {
        return text.equals("null") ? text : Instant.parse(text.substring("text ".length()));
    }
}
