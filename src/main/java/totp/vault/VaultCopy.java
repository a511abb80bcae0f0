package totp.vault;

import java.security.SecureRandom;
import java.util.List;
import totp.crypto.AesGcm;
import totp.crypto.Argon2id;
import totp.crypto.Secret;
import totp.otp.Account;

/** Some of a vault's accounts as a vault of their own, with an id and a key of its own, to be handed on. */
public final class VaultCopy {
    private VaultCopy() {}

    /**
     * The file of the new vault, which was opened once by each slot.
     *
     * @param accounts stay the caller's
     * @param slots one to sixteen
     */
    public static byte[] seal(List<Account> accounts, List<NewSlot> slots, Argon2id.Cost cost, SecureRandom random)
            throws VaultException {
        Payload payload = new Payload(); // not closed: its secrets are the caller's
        accounts.forEach(account -> payload.entries.add(Payload.Entry.of(account)));
        try (Secret key = Secret.random(AesGcm.KEY_BYTES, random)) {
            Header header = NextState.firstHeader(payload, key, slots, cost, random);
            try (Secret json = PayloadWriter.write(payload)) {
                byte[] file = SealedVault.seal(header, key, json);
                for (NewSlot slot : slots) {
                    SealedVault.decode(file).open(slot.credentials()).close();
                }
                return file;
            }
        }
    }
}
