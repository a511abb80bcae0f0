package totp.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import totp.crypto.Hash;
import totp.crypto.Secret;
import totp.vault.Payload.Foreign;

/** Gives an entry of a later version, of which nothing but its id is known, another id. */
final class ForeignId {
    private ForeignId() {}

    /** The same entry under an id that is a function of all its JSON, so that the next merge gives the same. */
    static Foreign moved(Foreign entry) {
        byte[] mac = Hash.SHA256.hmac(entry.json(), "totp-merge/1 entry".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer bytes = ByteBuffer.wrap(mac);
        UUID id = new UUID(bytes.getLong(), bytes.getLong());
        return new Foreign(id, entry.revision(), replaced(entry.json(), id));
    }

    private static Secret replaced(Secret json, UUID id) {
        return json.use(bytes -> {
            int[] place = place(bytes);
            byte[] value = ("\"" + id + "\"").getBytes(StandardCharsets.US_ASCII);
            byte[] moved = new byte[bytes.length - (place[1] - place[0]) + value.length];
            System.arraycopy(bytes, 0, moved, 0, place[0]);
            System.arraycopy(value, 0, moved, place[0], value.length);
            System.arraycopy(bytes, place[1], moved, place[0] + value.length, bytes.length - place[1]);
            return Secret.adopt(moved);
        });
    }

    /** From where to where the value of the entry's own {@code id} stands. */
    private static int[] place(byte[] json) {
        try {
            JsonCursor in = new JsonCursor(json);
            in.beginObject();
            for (String member = in.member(); member != null; member = in.member()) {
                int start = (int) in.start();
                try (Secret value = in.wholeValue()) {
                    if (member.equals("id")) {
                        return new int[] {start, start + value.length()};
                    }
                }
            }
        } catch (IOException e) {
            // Below: it was read with the vault, id and all.
        }
        throw new IllegalStateException("an entry without id");
    }
}
