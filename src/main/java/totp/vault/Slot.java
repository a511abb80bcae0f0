package totp.vault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.crypto.AesGcm;
import totp.crypto.Argon2id;
import totp.crypto.Hkdf;
import totp.crypto.NotEnoughMemoryException;
import totp.crypto.Secret;
import totp.crypto.TagMismatchException;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * One way into a vault: the vault key, wrapped under a key that comes from a passphrase, a recovery key or a key file
 * ({@code vault/FORMAT.md}, slots). A slot read from a file keeps its bytes, so that a save copies them unchanged.
 */
public final class Slot {
    static final int ID_MAX = 65535;

    private static final int SALT_BYTES = 32;
    private static final int COMMIT_BYTES = 32;
    private static final int WRAPPED_BYTES = 48;
    private static final int PARAMS_BYTES_MAX = 4096;
    private static final int ARGON2_PARAMS_BYTES = 9;
    /** Every wrapping key comes from a fresh salt and wraps once, so that the nonce need not vary. */
    private static final byte[] ZERO_NONCE = new byte[AesGcm.NONCE_BYTES];

    private static final byte[] INFO = "totp-vault/1 slot".getBytes(StandardCharsets.US_ASCII);

    private final int id;
    private final int typeCode;
    private final int kdf;
    private final byte[] salt;
    private final Argon2id.@Nullable Cost cost;
    private final byte[] head;
    private final byte[] commit;
    private final byte[] wrapped;

    private Slot(int id, int typeCode, int kdf, byte[] salt, Argon2id.@Nullable Cost cost, byte[] head, byte[] sealed) {
        this.id = id;
        this.typeCode = typeCode;
        this.kdf = kdf;
        this.salt = salt;
        this.cost = cost;
        this.head = head;
        this.commit = Arrays.copyOf(sealed, COMMIT_BYTES);
        this.wrapped = Arrays.copyOfRange(sealed, COMMIT_BYTES, COMMIT_BYTES + WRAPPED_BYTES);
    }

    /** 1 to 65535, never used twice in a vault. */
    public int id() {
        return id;
    }

    /** The kind, unless it is one that this version does not know. */
    public Optional<SlotType> type() {
        return SlotType.ofCode(typeCode);
    }

    /** Whether it is of this type; one of a newer program is of none. */
    public boolean is(SlotType type) {
        return type().equals(Optional.of(type));
    }

    public int typeCode() {
        return typeCode;
    }

    /** What deriving its key costs; nothing for slots whose secret is uniform. */
    public Optional<Argon2id.Cost> cost() {
        return Optional.ofNullable(cost);
    }

    boolean hasKdf() {
        return kdf != 0;
    }

    /** @throws VaultException {@code FIELD} */
    static Slot decode(byte[] value) throws VaultException {
        FieldReader in = new FieldReader(value, 0, value.length);
        int id = in.u16();
        int typeCode = in.u8();
        int kdf = in.u8();
        byte[] salt = in.bytes(SALT_BYTES);
        int paramsLength = in.u16();
        if (id == 0 || paramsLength > PARAMS_BYTES_MAX) {
            throw new VaultException(Reason.FIELD, Message.of("vault.vault-damaged-slot-out", id));
        }
        byte[] params = in.bytes(paramsLength);
        byte[] head = Arrays.copyOf(value, value.length - in.remaining());
        byte[] sealed = in.bytes(COMMIT_BYTES + WRAPPED_BYTES);
        Optional<SlotType> type = SlotType.ofCode(typeCode);
        boolean fits =
                type.isEmpty() || (kdf == type.get().kdf && params.length == (kdf == 1 ? ARGON2_PARAMS_BYTES : 0));
        if (!in.atEnd() || !fits) {
            throw new VaultException(Reason.FIELD, Message.of("vault.vault-damaged-slot-not", id));
        }
        Argon2id.Cost cost = type.isPresent() && kdf == 1 ? cost(params) : null;
        return new Slot(id, typeCode, kdf, salt, cost, head, sealed);
    }

    /** The cost, unless it is out of bounds, which {@link #checkBounds} tells once the header is known to be well-formed. */
    private static Argon2id.@Nullable Cost cost(byte[] params) throws VaultException {
        FieldReader in = new FieldReader(params, 0, params.length);
        return KdfCost.of(in.u32(), in.u32(), in.u8()).orElse(null);
    }

    /** @throws VaultException {@code KDF_BOUNDS} if no reader may go through with this slot's derivation */
    void checkBounds() throws VaultException {
        if (type().isPresent() && kdf == 1 && cost == null) {
            throw new VaultException(Reason.KDF_BOUNDS, Message.of("vault.vault-refused-key-derivation", id));
        }
    }

    /**
     * Wraps {@code vaultKey} anew, under a new salt.
     *
     * @param cost for the types that take a passphrase
     * @throws VaultException {@code MEMORY}
     */
    static Slot wrap(
            int id,
            SlotType type,
            Argon2id.Cost cost,
            Credentials credentials,
            Secret vaultKey,
            Id vaultId,
            SecureRandom random)
            throws VaultException {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        boolean derived = type.kdf == 1;
        ByteBuffer head = ByteBuffer.allocate(38 + (derived ? ARGON2_PARAMS_BYTES : 0))
                .putShort((short) id)
                .put((byte) type.code)
                .put((byte) type.kdf)
                .put(salt)
                .putShort((short) (derived ? ARGON2_PARAMS_BYTES : 0));
        if (derived) {
            head.putInt(cost.memoryKib()).putInt(cost.passes()).put((byte) cost.lanes());
        }
        Slot blank = new Slot(
                id,
                type.code,
                type.kdf,
                salt,
                derived ? cost : null,
                head.array(),
                new byte[COMMIT_BYTES + WRAPPED_BYTES]);
        try (Secret keys = Objects.requireNonNull(blank.slotKeys(credentials, vaultId), "credentials of the type");
                Secret wrapKey = part(keys, 0)) {
            byte[] commit = keys.use(bytes -> Arrays.copyOfRange(bytes, 32, 64));
            byte[] wrapped = AesGcm.seal(wrapKey, ZERO_NONCE, blank.associated(vaultId, commit), vaultKey);
            byte[] sealed = Arrays.copyOf(commit, COMMIT_BYTES + WRAPPED_BYTES);
            System.arraycopy(wrapped, 0, sealed, COMMIT_BYTES, WRAPPED_BYTES);
            return new Slot(id, type.code, type.kdf, salt, blank.cost, blank.head, sealed);
        }
    }

    /** Whether {@code credentials} hold just what this kind of slot asks for. */
    boolean takes(Credentials credentials) {
        Optional<SlotType> type = type();
        return type.isPresent()
                && switch (type.get()) {
                    case PASSPHRASE -> credentials.passphrase() != null && credentials.keyFile() == null;
                    case RECOVERY_KEY -> credentials.recoveryKey() != null;
                    case KEY_FILE -> credentials.keyFile() != null && credentials.passphrase() == null;
                    case PASSPHRASE_AND_KEY_FILE -> credentials.passphrase() != null && credentials.keyFile() != null;
                };
    }

    /**
     * The vault key, if the credentials are this slot's.
     *
     * @throws VaultException {@code SLOT_DAMAGED} if they are but the wrapped key was changed; {@code MEMORY}
     */
    Optional<Secret> unwrap(Credentials credentials, Id vaultId) throws VaultException {
        try (Secret keys = slotKeys(credentials, vaultId)) {
            // AES-GCM does not commit to its key: without this comparison one crafted slot could open to several
            // passphrases and tell an attacker which half of his list to go on with.
            if (keys == null || !MessageDigest.isEqual(commit, keys.use(bytes -> Arrays.copyOfRange(bytes, 32, 64)))) {
                return Optional.empty();
            }
            try (Secret wrapKey = part(keys, 0)) {
                return Optional.of(AesGcm.open(wrapKey, ZERO_NONCE, associated(vaultId, commit), wrapped));
            }
        } catch (TagMismatchException e) {
            throw new VaultException(Reason.SLOT_DAMAGED, Message.of("vault.vault-damaged-key-slot", id));
        }
    }

    byte[] encode() {
        return concat(head, commit, wrapped);
    }

    /** {@code kk = HKDF(ikm, salt, "totp-vault/1 slot" || vault_id || head, 64)}: wrapping key and commitment. */
    private @Nullable Secret slotKeys(Credentials credentials, Id vaultId) throws VaultException {
        if (!takes(credentials)) {
            return null;
        }
        byte[] info = concat(INFO, vaultId.toBytes(), head);
        try (Secret ikm = keyingMaterial(credentials)) {
            return Hkdf.derive(ikm, salt, info, 64);
        }
    }

    private Secret keyingMaterial(Credentials credentials) throws VaultException {
        return switch (type().orElseThrow()) {
            case PASSPHRASE -> stretched(credentials);
            case RECOVERY_KEY ->
                Objects.requireNonNull(credentials.recoveryKey()).copy();
            case KEY_FILE -> Objects.requireNonNull(credentials.keyFile()).copy();
            case PASSPHRASE_AND_KEY_FILE -> {
                try (Secret stretched = stretched(credentials)) {
                    yield stretched.followedBy(Objects.requireNonNull(credentials.keyFile()));
                }
            }
        };
    }

    private Secret stretched(Credentials credentials) throws VaultException {
        try {
            return Argon2id.derive(
                    Objects.requireNonNull(credentials.passphrase()), salt, Objects.requireNonNull(cost), 32);
        } catch (NotEnoughMemoryException e) {
            throw new VaultException(Reason.MEMORY, Message.of("vault.not-enough-memory", e.message()));
        }
    }

    private byte[] associated(Id vaultId, byte[] commitment) {
        return concat(vaultId.toBytes(), head, commitment);
    }

    private static Secret part(Secret keys, int from) {
        return keys.use(bytes -> Secret.copyOf(bytes, from, from + 32));
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
