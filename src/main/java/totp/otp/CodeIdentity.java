package totp.otp;

import java.util.Base64;
import totp.crypto.Hash;

/** Tells accounts apart by the codes that they make; names, counters and PINs have no part in it. */
public final class CodeIdentity {
    private CodeIdentity() {}

    /** Equal for accounts that make the same codes; the secret is in it as a hash only. */
    public static String of(Account account) {
        Otp otp = account.otp();
        byte[] digest = account.secret().use(Hash.SHA256::digest);
        String period = otp instanceof TimeBased timeBased ? Integer.toString(timeBased.periodSeconds()) : "";
        return String.join(
                " ",
                Base64.getEncoder().encodeToString(digest),
                otp.type(),
                otp.algorithm().label(),
                Integer.toString(otp.digits()),
                period);
    }
}
