package totp.otp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.crypto.BadEncodingException;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.message.Message;

/**
 * What a key URI says: {@code otpauth://TYPE/LABEL?secret=…&issuer=…} and its relatives {@code steam://} and
 * {@code motp://}. The format is Google Authenticator's Key URI Format; how real programs bend it is written beside
 * each rule.
 *
 * @param issuer the service, or an empty text
 * @param account the login there, or an empty text
 * @param warnings what people should know of what was read otherwise than it stands there; nothing secret is in it
 * @param counterMissing an HOTP URI did not say where to count from; 0 was taken, which deserves a warning
 */
public record KeyUri(
        String issuer,
        String account,
        Otp otp,
        Secret secret,
        @Nullable Secret pin,
        boolean counterMissing,
        List<Message> warnings)
        implements AutoCloseable {
    /** Longest URI that is looked at; a label, an issuer and a secret of the longest sizes fit several times. */
    public static final int LENGTH_BYTES_MAX = 64 * 1024;

    private static final String HEX = "0123456789ABCDEF";

    /** Nothing but a secret, and whatever names it has. */
    public static KeyUri of(String issuer, String account, Otp otp, Secret secret) {
        return new KeyUri(issuer, account, otp, secret, null, false, List.of());
    }

    /** The same with another PIN. */
    public KeyUri withPin(Secret other) {
        return new KeyUri(issuer, account, otp, secret, other, counterMissing, warnings);
    }

    /** Whether {@code text} says how its codes are made: a key URI, or what KeePass's KeeOtp keeps in the place of one. */
    public static boolean saysParameters(Secret text) {
        return looksLike(text) || text.use(bytes -> KeyUriQuery.isKeeOtp(new UriText(bytes, 0, bytes.length)));
    }

    /** Whether {@code text} begins with a scheme that {@link #parse} reads, or tells from one that it reads. */
    public static boolean looksLike(Secret text) {
        return text.use(bytes -> {
            UriText uri = new UriText(bytes, 0, bytes.length);
            return uri.startsWith("otpauth:")
                    || uri.startsWith("otpauth-migration:")
                    || uri.startsWith("steam:")
                    || uri.startsWith("motp:");
        });
    }

    /**
     * Reads a key URI, or a string of KeeOtp.
     *
     * @param text as UTF-8, without blanks around it
     * @throws KeyUriException if it is not a key URI or any part of it is out of range; never with a part of the text
     */
    public static KeyUri parse(Secret text) throws KeyUriException {
        if (text.length() > LENGTH_BYTES_MAX) {
            throw new KeyUriException(Message.of("otp.longer-than-bytes", LENGTH_BYTES_MAX));
        }
        return text.use(KeyUriParser::parse);
    }

    /**
     * The canonical URI of an account: every parameter written out, RFC 3986 unreserved characters only, blanks as
     * {@code %20}, the secret without padding. {@link #parse} reads it back to the same values, but for the PIN of an mOTP
     * account, for which its scheme has no place.
     */
    public static Secret print(String issuer, String account, Otp otp, Secret secret, @Nullable Secret pin) {
        StringBuilder head = new StringBuilder();
        StringBuilder tail = new StringBuilder();
        if (otp instanceof Motp) {
            head.append("motp://").append(label(issuer, account)).append("?secret=");
            if (issuer.indexOf(':') >= 0) {
                tail.append("&issuer=").append(encode(issuer)); // else the label alone would be split within it
            }
        } else {
            String type = otp instanceof Yandex ? "yaotp" : otp.type();
            head.append("otpauth://")
                    .append(type)
                    .append('/')
                    .append(label(issuer, account))
                    .append("?secret=");
            if (!issuer.isEmpty()) {
                tail.append("&issuer=").append(encode(issuer));
            }
            if (isTakenForSteam(issuer, account, otp)) {
                tail.append("&encoder=default");
            }
            tail.append("&algorithm=").append(otp.algorithm().label());
        }
        tail.append("&digits=").append(otp.digits());
        if (otp instanceof TimeBased timeBased) {
            tail.append("&period=").append(timeBased.periodSeconds());
        } else if (otp instanceof Hotp hotp) {
            tail.append("&counter=").append(hotp.counter());
        }
        Encoding encoding = otp instanceof Motp ? Encoding.HEX : Encoding.BASE32;
        try (Secret start = ascii(head);
                Secret seed = encoding.encode(secret);
                Secret end = ascii(tail);
                Secret startAndSeed = start.followedBy(seed)) {
            return pin != null && pin.length() > 0 && otp instanceof Yandex
                    ? withPin(startAndSeed, end, pin)
                    : startAndSeed.followedBy(end);
        }
    }

    /** By its name, unless something is said against it. */
    private static boolean isTakenForSteam(String issuer, String account, Otp otp) {
        boolean named = SteamName.is(issuer) || (issuer.isEmpty() && SteamName.is(account));
        return otp instanceof Totp && otp.digits() == Steam.DEFAULT.digits() && named;
    }

    /** Erases the secrets. */
    @Override
    public void close() {
        secret.close();
        if (pin != null) {
            pin.close();
        }
    }

    /** The PIN as Aegis writes it: base32 of its text. */
    private static Secret withPin(Secret start, Secret end, Secret pin) {
        try (Secret middle = start.followedBy(end);
                Secret name = ascii("&pin=");
                Secret value = Encoding.BASE32.encode(pin);
                Secret parameter = name.followedBy(value)) {
            return middle.followedBy(parameter);
        }
    }

    /** {@code issuer:account}; an account that has a colon but no issuer gets an empty issuer before it. */
    private static String label(String issuer, String account) {
        if (issuer.isEmpty()) {
            return (account.indexOf(':') < 0 ? "" : ":") + encode(account);
        }
        return encode(issuer) + ":" + encode(account);
    }

    private static String encode(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }

    private static Secret ascii(CharSequence text) {
        return Secret.adopt(text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** A bare secret as people paste it, in base32. */
    public static Secret bareSecret(Secret text) throws KeyUriException {
        return decode(text, Encoding.BASE32, "secret");
    }

    static Secret decode(Secret text, Encoding encoding, String what) throws KeyUriException {
        try {
            Secret secret = encoding.decode(text);
            if (secret.length() > AccountLimits.SECRET_BYTES_MAX) {
                secret.close();
                throw new KeyUriException(Message.of("otp.longer-than-bytes-2", what, AccountLimits.SECRET_BYTES_MAX));
            }
            return secret;
        } catch (BadEncodingException e) {
            throw new KeyUriException(Message.of("otp.cannot-read", what, e.message()));
        }
    }

    /** What {@code pin=} holds, if it does: base32 as Aegis writes it. */
    static Optional<Secret> pin(@Nullable UriText value) throws KeyUriException {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        try (Secret text = value.decode(true)) {
            return Optional.of(decode(text, Encoding.BASE32, "PIN"));
        }
    }
}
