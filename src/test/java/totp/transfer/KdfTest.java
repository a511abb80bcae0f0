package totp.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import totp.crypto.Bytes;
import totp.crypto.Hash;
import totp.crypto.Secret;

/** Costs out of range are refused without any work; what the work gives is tested where it is done. */
final class KdfTest {
    private static final Secret PASSWORD = Bytes.secret("password");
    private static final byte[] SALT = Bytes.utf8("somesalt");
    private static final byte[] LONG_SALT = new byte[1025];

    private static final byte[] LONGEST_SALT = new byte[1024];

    private static void refuses(List<Executable> derivations) {
        for (int i = 0; i < derivations.size(); i++) {
            TransferException e = assertThrows(TransferException.class, derivations.get(i), "case " + i);
            assertEquals("its key derivation asks for a cost or a salt out of range", e.getMessage());
        }
    }

    @Test
    void pbkdf2IsBounded() throws TransferException {
        new Kdf().pbkdf2(Hash.SHA1, PASSWORD, new byte[0], 1, 32).close();
        new Kdf().pbkdf2(Hash.SHA1, PASSWORD, LONGEST_SALT, 1, 32).close();
        refuses(List.of(
                () -> new Kdf().pbkdf2(Hash.SHA1, PASSWORD, SALT, 0, 32),
                () -> new Kdf().pbkdf2(Hash.SHA1, PASSWORD, SALT, -1, 32),
                () -> new Kdf().pbkdf2(Hash.SHA1, PASSWORD, SALT, 10_000_001, 32),
                () -> new Kdf().pbkdf2(Hash.SHA1, PASSWORD, SALT, (1L << 32) + 1, 32),
                () -> new Kdf().pbkdf2(Hash.SHA1, PASSWORD, LONG_SALT, 1, 32)));
    }

    @Test
    void scryptIsBounded() throws TransferException {
        new Kdf().scrypt(PASSWORD, SALT, 2, 1, 1, 32).close();
        new Kdf().scrypt(PASSWORD, LONGEST_SALT, 2, 32, 16, 32).close();
        new Kdf().scrypt(PASSWORD, SALT, 1 << 15, 1, 1, 32).close();
        refuses(List.of(
                () -> new Kdf().scrypt(PASSWORD, SALT, 0, 8, 1, 32),
                () -> new Kdf().scrypt(PASSWORD, SALT, 1, 8, 1, 32),
                () -> new Kdf().scrypt(PASSWORD, SALT, 1000, 8, 1, 32),
                () -> new Kdf().scrypt(PASSWORD, SALT, 1 << 21, 1, 1, 32),
                () -> new Kdf().scrypt(PASSWORD, SALT, 1 << 20, 5, 1, 32),
                () -> new Kdf().scrypt(PASSWORD, SALT, 1 << 16, 1, 1, 32),
                () -> new Kdf().scrypt(PASSWORD, SALT, Long.MIN_VALUE, 8, 1, 32),
                () -> new Kdf().scrypt(PASSWORD, SALT, 16, 0, 1, 32),
                () -> new Kdf().scrypt(PASSWORD, SALT, 16, 33, 1, 32),
                () -> new Kdf().scrypt(PASSWORD, SALT, 16, 1L << 61, 1, 32),
                () -> new Kdf().scrypt(PASSWORD, SALT, 16, 8, 0, 32),
                () -> new Kdf().scrypt(PASSWORD, SALT, 16, 8, 17, 32),
                () -> new Kdf().scrypt(PASSWORD, LONG_SALT, 16, 8, 1, 32)));
    }

    @Test
    void argon2idIsBounded() throws TransferException {
        new Kdf().argon2id(PASSWORD, SALT, 8, 1, 1, 32).close();
        new Kdf().argon2id(PASSWORD, LONGEST_SALT, 8 * 16, 16, 16, 32).close();
        refuses(List.of(
                () -> new Kdf().argon2id(PASSWORD, SALT, 7, 1, 1, 32),
                () -> new Kdf().argon2id(PASSWORD, SALT, 31, 1, 4, 32),
                () -> new Kdf().argon2id(PASSWORD, SALT, (1 << 20) + 1, 1, 1, 32),
                () -> new Kdf().argon2id(PASSWORD, SALT, (1L << 32) + 8, 1, 1, 32),
                () -> new Kdf().argon2id(PASSWORD, SALT, 8, 0, 1, 32),
                () -> new Kdf().argon2id(PASSWORD, SALT, 8, 17, 1, 32),
                () -> new Kdf().argon2id(PASSWORD, SALT, 8, 1, 0, 32),
                () -> new Kdf().argon2id(PASSWORD, SALT, 1024, 1, 17, 32),
                () -> new Kdf().argon2id(PASSWORD, new byte[7], 8, 1, 1, 32),
                () -> new Kdf().argon2id(PASSWORD, LONG_SALT, 8, 1, 1, 32)));
    }

    @Test
    void theSumOfAllSlotsIsBoundedBeforeTheFirstDerivation() throws TransferException {
        long most = Kdf.argon2idCost(1 << 20, 16, 1);
        new Kdf().plan(most);
        TransferException e = assertThrows(TransferException.class, () -> new Kdf().plan(most + 1));
        assertEquals("its key derivations together ask for more work than is allowed", e.getMessage());
        // What is allowed for one slot is not for two of them, whatever they are of.
        long half = Kdf.scryptCost(1 << 20, 4, 8);
        assertThrows(TransferException.class, () -> new Kdf().plan(2 * half));
    }

    @Test
    void everyPasswordThatIsTriedCounts() throws TransferException {
        Kdf kdf = new Kdf();
        long most = Kdf.argon2idCost(1 << 20, 16, 1);
        kdf.spend(most);
        kdf.spend(most);
        TransferException e = assertThrows(TransferException.class, () -> kdf.argon2id(PASSWORD, SALT, 8, 1, 1, 32));
        assertEquals("the passwords that were tried on it took more work than is allowed", e.getMessage());
    }
}
