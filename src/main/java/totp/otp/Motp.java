package totp.otp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import totp.crypto.Encoding;
import totp.crypto.Hash;
import totp.crypto.Secret;

/**
 * Mobile-OTP: the first characters of {@code hex(MD5(T || hex(K) || PIN))}, T in decimal. MD5 is the scheme's own and
 * is used nowhere else.
 */
public record Motp(int digits, int periodSeconds) implements TimeBased {
    public static final Motp DEFAULT = new Motp(Scheme.MOTP.digits(), Scheme.MOTP.periodSeconds());

    public Motp {
        Otp.checkDigits(digits);
        TimeBased.checkPeriod(periodSeconds);
    }

    @Override
    public Scheme scheme() {
        return Scheme.MOTP;
    }

    @Override
    public Algorithm algorithm() {
        return Algorithm.SHA1;
    }

    @Override
    public String codeOfStep(long step, Secret secret, @Nullable Secret pin) {
        byte[] decimal = Long.toString(step).getBytes(StandardCharsets.US_ASCII);
        byte[] digest;
        try (Secret hex = Encoding.HEX.encode(secret);
                Secret head = Secret.copyOf(decimal).followedBy(hex);
                Secret message = pin == null ? head.copy() : head.followedBy(pin)) {
            digest = message.use(Hash.MD5::digest);
        }
        try (Secret hex = Encoding.HEX.encode(Secret.adopt(digest))) {
            return hex.use(text -> new String(text, 0, digits, StandardCharsets.US_ASCII));
        }
    }
}
