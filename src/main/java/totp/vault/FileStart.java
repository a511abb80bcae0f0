package totp.vault;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the first bytes of a file say, without a look at the rest: of which vault it is a state, and of which save.
 *
 * @param saveId empty if the file is cut before it or does not say
 */
record FileStart(Id vaultId, Optional<Id> saveId) {
    /** Where the save id ends: fields stand in the order of their tags, and the first three have fixed lengths. */
    static final int BYTES = Header.PREFIX_BYTES + 4 + Id.BYTES + 4 + 8 + 4 + Id.BYTES;

    /** Empty for a file that does not begin as vaults do. */
    static Optional<FileStart> of(byte[] start) {
        if (!Header.looksLike(start)) {
            return Optional.empty();
        }
        int saveId = BYTES - 4 - Id.BYTES;
        return id(start, Header.PREFIX_BYTES, Header.VAULT_ID)
                .map(vault -> new FileStart(vault, id(start, saveId, Header.SAVE_ID)));
    }

    private static Optional<Id> id(byte[] start, int at, int tag) {
        if (start.length < at + 4 + Id.BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(start).position(at);
        return in.getShort() == tag && in.getShort() == Id.BYTES
                ? Optional.of(Id.of(Arrays.copyOfRange(start, at + 4, at + 4 + Id.BYTES)))
                : Optional.empty();
    }
}
