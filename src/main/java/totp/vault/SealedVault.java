package totp.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import totp.crypto.AesGcm;
import totp.crypto.Hash;
import totp.crypto.Hkdf;
import totp.crypto.Secret;
import totp.crypto.TagMismatchException;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/** The bytes of a vault file whose header was read and found well-formed; the payload is still closed. */
public final class SealedVault {
    private static final int TAG_BYTES = 16;
    private static final byte[] ZERO_NONCE = new byte[AesGcm.NONCE_BYTES];
    private static final byte[] MAC_INFO = ascii("totp-vault/1 header mac");
    private static final byte[] PAYLOAD_INFO = ascii("totp-vault/1 payload");

    private final byte[] file;
    private final Header header;
    private final int headerLength;

    private SealedVault(byte[] file, Header header, int headerLength) {
        this.file = file;
        this.header = header;
        this.headerLength = headerLength;
    }

    /** Whether a file begins as vaults do. */
    public static boolean looksLike(byte[] file) {
        return Header.looksLike(file);
    }

    /**
     * Reads the header.
     *
     * @throws VaultException if the bytes are not a vault of this version or its header is malformed
     */
    public static SealedVault decode(byte[] file) throws VaultException {
        Header header = Header.decode(file);
        return new SealedVault(file, header, file.length - header.payloadLength() - Header.MAC_BYTES);
    }

    /**
     * Encrypts {@code json} under keys that are derived for this header alone.
     *
     * @param header its payload length is set here
     * @throws VaultException {@code LIMIT}
     */
    static byte[] seal(Header header, Secret vaultKey, Secret json) throws VaultException {
        try (Secret padded = pad(json)) {
            Header complete = new Header(
                    header.vaultId(),
                    header.generation(),
                    header.saveId(),
                    header.parents(),
                    header.payloadSalt(),
                    padded.length() + TAG_BYTES,
                    header.slots(),
                    header.optional());
            byte[] head = complete.encode();
            if (head.length > Header.PREFIX_BYTES + Header.FIELDS_BYTES_MAX) {
                throw new VaultException(Reason.LIMIT, Message.of("vault.header-would-larger-than"));
            }
            byte[] mac = mac(complete, vaultKey, head);
            byte[] associated = concat(head, mac);
            try (Secret key = payloadKey(complete, vaultKey)) {
                return concat(associated, AesGcm.seal(key, ZERO_NONCE, associated, padded));
            }
        }
    }

    public Id vaultId() {
        return header.vaultId();
    }

    public Id saveId() {
        return header.saveId();
    }

    public long generation() {
        return header.generation();
    }

    public List<Slot> slots() {
        return header.slots();
    }

    /** The tags of fields that a later version wrote and this one passes over. */
    public Set<Integer> unknownFields() {
        return header.optional().keySet();
    }

    public int length() {
        return file.length;
    }

    public boolean hasSlot(SlotType type) {
        for (Slot slot : header.slots()) {
            if (slot.is(type)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the ways in are the same, byte for byte: then so is the vault key, for a new one is wrapped anew. */
    public boolean hasSameSlotsAs(SealedVault other) {
        List<Slot> theirs = other.slots();
        boolean same = slots().size() == theirs.size();
        for (int i = 0; same && i < theirs.size(); i++) {
            same = MessageDigest.isEqual(slots().get(i).encode(), theirs.get(i).encode());
        }
        return same;
    }

    Header header() {
        return header;
    }

    boolean hasSameBytesAs(byte[] other) {
        return MessageDigest.isEqual(file, other);
    }

    byte[] bytes() {
        return file;
    }

    /**
     * Opens the vault with the first slot that takes the credentials; slots without a key derivation are tried first.
     *
     * @throws VaultException at the first layer that does not hold
     */
    public Vault open(Credentials credentials) throws VaultException {
        boolean tried = false;
        for (boolean withKdf : new boolean[] {false, true}) {
            for (Slot slot : header.slots()) {
                if (slot.hasKdf() != withKdf || !slot.takes(credentials)) {
                    continue;
                }
                tried = true;
                Optional<Secret> vaultKey = slot.unwrap(credentials, header.vaultId());
                if (vaultKey.isPresent()) {
                    return open(vaultKey.get());
                }
            }
        }
        throw tried
                ? new VaultException(Reason.WRONG_SECRET, Message.of("vault.wrong-slot-damaged", words(credentials)))
                : new VaultException(Reason.NO_SUCH_SLOT, Message.of("vault.vault-does-not-open", words(credentials)));
    }

    /**
     * Whether these credentials are just what {@code slot} opens with.
     *
     * @throws VaultException {@code SLOT_DAMAGED} or {@code MEMORY}
     */
    public boolean opens(Slot slot, Credentials credentials) throws VaultException {
        Optional<Secret> vaultKey = slot.unwrap(credentials, header.vaultId());
        vaultKey.ifPresent(Secret::close);
        return vaultKey.isPresent();
    }

    /**
     * Opens a state of the same vault under the same vault key as one that is open.
     *
     * @throws VaultException {@code OTHER_KEYS} if it is from before or after a change of keys
     */
    public Vault openLike(Vault other) throws VaultException {
        try {
            return open(other.key().copy());
        } catch (VaultException e) {
            if (e.reason() == Reason.HEADER_DAMAGED && !hasSameSlotsAs(other.sealed())) {
                throw new VaultException(Reason.OTHER_KEYS, Message.of("vault.opens-secrets-time"), e);
            }
            throw e;
        }
    }

    /** Whether {@code other}, which is open, is a state of the same vault under the same vault key; nothing is decrypted. */
    boolean isUnderKeyOf(Vault other) {
        byte[] stated = Arrays.copyOfRange(file, headerLength, headerLength + Header.MAC_BYTES);
        return vaultId().equals(other.id())
                && MessageDigest.isEqual(stated, mac(header, other.key(), Arrays.copyOf(file, headerLength)));
    }

    /** Opens the vault with its key, which the result takes over and closes. */
    Vault open(Secret vaultKey) throws VaultException {
        byte[] head = Arrays.copyOf(file, headerLength);
        byte[] stated = Arrays.copyOfRange(file, headerLength, headerLength + Header.MAC_BYTES);
        try {
            if (!MessageDigest.isEqual(stated, mac(header, vaultKey, head))) {
                throw new VaultException(Reason.HEADER_DAMAGED, Message.of("vault.vault-damaged-header-changed"));
            }
            try (Secret padded = openPayload(vaultKey);
                    Secret json = unpad(padded)) {
                return new Vault(this, vaultKey, PayloadReader.read(json));
            }
        } catch (VaultException e) {
            vaultKey.close();
            throw e;
        }
    }

    private Secret openPayload(Secret vaultKey) throws VaultException {
        byte[] associated = Arrays.copyOf(file, headerLength + Header.MAC_BYTES);
        byte[] sealed = Arrays.copyOfRange(file, headerLength + Header.MAC_BYTES, file.length);
        try (Secret key = payloadKey(header, vaultKey)) {
            return AesGcm.open(key, ZERO_NONCE, associated, sealed);
        } catch (TagMismatchException e) {
            throw new VaultException(Reason.PAYLOAD_DAMAGED, Message.of("vault.vault-damaged-content-changed"));
        }
    }

    private static Secret pad(Secret json) throws VaultException {
        int max = Header.PAYLOAD_BYTES_MAX - TAG_BYTES;
        int size = Header.PAYLOAD_BYTES_MIN - TAG_BYTES;
        while (size < json.length() + 4 && size < max) {
            size *= 2;
        }
        if (size < json.length() + 4) {
            throw new VaultException(Reason.LIMIT, Message.of("vault.vault-would-larger-than"));
        }
        byte[] padded = new byte[size];
        ByteBuffer out = ByteBuffer.wrap(padded).putInt(json.length());
        json.use(out::put);
        return Secret.adopt(padded);
    }

    private static Secret unpad(Secret padded) throws VaultException {
        return padded.use(bytes -> {
            long length = ByteBuffer.wrap(bytes).getInt() & 0xffffffffL;
            if (length == 0 || length > bytes.length - 4) {
                throw new VaultException(Reason.PADDING, Message.of("vault.vault-damaged-content-length"));
            }
            int end = 4 + (int) length;
            for (int i = end; i < bytes.length; i++) {
                if (bytes[i] != 0) {
                    throw new VaultException(Reason.PADDING, Message.of("vault.vault-damaged-padding-not"));
                }
            }
            return Secret.copyOf(bytes, 4, end);
        });
    }

    private static byte[] mac(Header header, Secret vaultKey, byte[] head) {
        try (Secret key = Hkdf.derive(vaultKey, header.vaultId().toBytes(), MAC_INFO, 32)) {
            return Hash.SHA256.hmac(key, head);
        }
    }

    private static Secret payloadKey(Header header, Secret vaultKey) {
        byte[] info = concat(PAYLOAD_INFO, header.vaultId().toBytes());
        return Hkdf.derive(vaultKey, header.payloadSalt(), info, AesGcm.KEY_BYTES);
    }

    private static Message words(Credentials credentials) {
        if (credentials.recoveryKey() != null) {
            return Message.of("vault.recovery-key");
        }
        if (credentials.keyFile() != null) {
            return credentials.passphrase() == null
                    ? Message.of("vault.key-file")
                    : Message.of("vault.passphrase-key-file");
        }
        return Message.of("vault.passphrase");
    }

    private static byte[] concat(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
