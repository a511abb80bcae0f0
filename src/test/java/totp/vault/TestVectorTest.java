package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import totp.crypto.Argon2id;
import totp.crypto.Hash;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.Algorithm;
import totp.otp.Totp;

/**
 * The published test vector of format v1: its inputs are counting bytes, and the SHA-256 of the file was computed by a
 * reader in another language (Python's cryptography and the reference libargon2).
 */
class TestVectorTest {
    private static final String FILE_SHA256 = "7afc61f0658cf15a1a43ca7457548f51f2d60820b09ac0b143da1ebb5918a827";
    private static final String JSON = "{\"format\":1,\"entries\":[{\"id\":\"5d1f0c3e-0000-4000-8000-000000000001\","
            + "\"issuer\":\"Example\",\"account\":\"alice\",\"type\":\"totp\","
            + "\"secret\":\"MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=\",\"algorithm\":\"SHA1\",\"digits\":6,\"period\":30}]}";

    @Test
    void encodesToThePublishedBytes() throws VaultException {
        assertEquals(FILE_SHA256, HexFormat.of().formatHex(Hash.SHA256.digest(vector())));
    }

    @Test
    void opensWithPassphraseAndWithRecoveryKey() throws VaultException {
        SealedVault sealed = SealedVault.decode(vector());
        for (Credentials credentials : List.of(
                TestVaults.passphrase("correct horse battery staple"),
                Credentials.ofRecoveryKey(Secret.adopt(counting(0xa0, 20))))) {
            try (credentials;
                    Vault vault = sealed.open(credentials)) {
                Account account = vault.accounts().get(0);
                assertEquals("Example:alice", account.name());
                assertEquals(new Totp(Algorithm.SHA1, 6, 30), account.otp());
                assertEquals(1, vault.accounts().size());
                assertEquals(Account.State.ACTIVE, account.state());
                assertEquals(0, account.revision());
                assertEquals(20, account.secret().length());
            }
        }
    }

    private static byte[] vector() throws VaultException {
        Id vaultId = Id.of(counting(0x40, 16));
        try (Secret key = Secret.adopt(counting(0, 32));
                Secret json = Secret.adopt(TestVaults.ascii(JSON))) {
            Slot first = Slot.wrap(
                    1,
                    SlotType.PASSPHRASE,
                    new Argon2id.Cost(65536, 3, 1),
                    TestVaults.passphrase("correct horse battery staple"),
                    key,
                    vaultId,
                    new Salt(0x80));
            Slot second = Slot.wrap(
                    2,
                    SlotType.RECOVERY_KEY,
                    TestVaults.CHEAP,
                    Credentials.ofRecoveryKey(Secret.adopt(counting(0xa0, 20))),
                    key,
                    vaultId,
                    new Salt(0xa0));
            Header header = new Header(
                    vaultId,
                    1,
                    Id.of(counting(0x50, 16)),
                    List.of(),
                    counting(0x60, 32),
                    0,
                    List.of(first, second),
                    new TreeMap<>());
            return SealedVault.seal(header, key, json);
        }
    }

    private static byte[] counting(int from, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (int i = 0; i < length; i++) {
            bytes.put((byte) (from + i));
        }
        return bytes.array();
    }

    /** A source of salts that count. */
    private static final class Salt extends java.security.SecureRandom {
        private static final long serialVersionUID = 1L;

        private final int from;

        Salt(int from) {
            this.from = from;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(counting(from, bytes.length), 0, bytes, 0, bytes.length);
        }
    }
}
