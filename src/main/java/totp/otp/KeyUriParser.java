package totp.otp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import totp.crypto.Encoding;
import totp.crypto.Secret;
import totp.message.Message;

/** Reads one key URI from left to right: scheme, type, label, parameters; and what KeeOtp has in the place of one. */
final class KeyUriParser {
    private final KeyUriQuery parameters;
    private final List<Message> warnings;

    private KeyUriParser(KeyUriQuery parameters) {
        this.parameters = parameters;
        this.warnings = parameters.warnings();
    }

    static KeyUri parse(byte[] text) throws KeyUriException {
        byte[] undone = UriEscapes.undone(text);
        try {
            UriText uri = new UriText(undone, 0, undone.length);
            return KeyUriQuery.isKeeOtp(uri) ? keeOtp(uri) : parse(uri);
        } finally {
            Arrays.fill(undone, (byte) 0);
        }
    }

    private static KeyUri parse(UriText uri) throws KeyUriException {
        if (uri.startsWith("otpauth://")) {
            UriText rest = uri.tail("otpauth://".length());
            return new KeyUriParser(query(rest)).otpauth(path(rest));
        }
        if (uri.startsWith("steam://")) {
            return steam(uri.tail("steam://".length()));
        }
        if (uri.startsWith("motp://")) {
            UriText rest = uri.tail("motp://".length());
            return new KeyUriParser(query(rest)).motp(path(rest));
        }
        if (uri.startsWith("otpauth-migration:")) {
            throw new KeyUriException(Message.of("otp.export-many-accounts-not"));
        }
        throw new KeyUriException(Message.of("otp.does-not-begin-otpauth"));
    }

    /** What stands before the parameters. WinAuth and Ente leave a {@code #} there as it is. */
    private static UriText path(UriText rest) {
        return rest.head(rest.indexOf('?'));
    }

    private static KeyUriQuery query(UriText rest) throws KeyUriException {
        int question = rest.indexOf('?');
        if (question < 0) {
            throw new KeyUriException(Message.of("otp.no-secret"));
        }
        return KeyUriQuery.of(rest.tail(question + 1), false);
    }

    private KeyUri otpauth(UriText path) throws KeyUriException {
        int slash = path.indexOf('/');
        UriText type = slash < 0 ? path : path.head(slash);
        String label = slash < 0 ? "" : label(path.tail(slash + 1));
        String issuer = issuer();
        checkType(type);
        if (type.is("totp")) {
            return build(issuer, label, otp(isSteam(issuer, label) ? Scheme.STEAM : Scheme.TOTP));
        }
        if (type.is("hotp")) {
            return build(issuer, label, otp(Scheme.HOTP));
        }
        if (type.is("steam")) {
            return build(issuer, label, otp(Scheme.STEAM));
        }
        if (type.is("yaotp")) {
            return build(issuer, label, otp(Scheme.YANDEX));
        }
        if (type.is("motp")) {
            return build(issuer, label, otp(Scheme.MOTP));
        }
        throw new KeyUriException(Message.of("otp.unsupported-type-use-one"));
    }

    /** A parameter that says another type than the URI: no program agrees with any other what that means. */
    private void checkType(UriText type) throws KeyUriException {
        UriText stated = parameters.get(UriParameter.TYPE);
        if (stated == null) {
            return;
        }
        for (String known : new String[] {"totp", "hotp", "steam"}) {
            if (stated.trimmed().is(known) && !type.is(known)) {
                throw new KeyUriException(Message.of("otp.type-stands-twice-not"));
            }
        }
    }

    /** {@code steam://SECRET}, as Bitwarden and Proton write it. */
    private static KeyUri steam(UriText rest) throws KeyUriException {
        try (Secret text = rest.decode(false)) {
            Secret secret = KeyUri.decode(text, Encoding.BASE32, KeySpelling.SECRET);
            return new KeyUri("Steam", "", Steam.DEFAULT, secret, null, false, List.of());
        }
    }

    /** {@code motp://ISSUER:ACCOUNT?secret=HEX}; some writers put a slash before the label. */
    private KeyUri motp(UriText path) throws KeyUriException {
        UriText label = path.startsWith("/") ? path.tail(1) : path;
        return build(issuer(), label(label), otp(Scheme.MOTP));
    }

    /**
     * {@code key=SECRET&size=8&step=60&otpHashMode=Sha256}, as KeePass's plug-ins KeeOtp and KeeOtp2 and KeePassXC keep it:
     * type Totp, six digits and 30 seconds where nothing else is said, and the key in base32.
     */
    private static KeyUri keeOtp(UriText text) throws KeyUriException {
        KeyUriParser parser = new KeyUriParser(KeyUriQuery.of(text, true));
        UriText type = parser.parameters.get(UriParameter.TYPE);
        boolean hotp = type != null && type.trimmed().is("hotp");
        boolean steam = type != null && type.trimmed().is("steam");
        if (type != null && !hotp && !steam && !type.trimmed().is("totp")) {
            throw new KeyUriException(Message.of("otp.type-none-totp-hotp"));
        }
        if (hotp) {
            return parser.build("", "", parser.otp(Scheme.HOTP));
        }
        return parser.build("", "", parser.otp(steam || parser.isSteam("", "") ? Scheme.STEAM : Scheme.TOTP));
    }

    private KeyUri build(String issuer, String label, Otp otp) throws KeyUriException {
        UriText value = parameters.get(UriParameter.SECRET);
        if (value == null) {
            throw new KeyUriException(Message.of("otp.no-secret"));
        }
        String[] names = KeyUriNames.split(issuer, label);
        KeyUriQuery.warnOfLost(warnings, "label", label);
        KeyUriQuery.warnOfLost(warnings, "issuer", issuer);
        Optional<Secret> pin = otp.takesPin() ? KeyUri.pin(parameters.get(UriParameter.PIN)) : Optional.empty();
        Secret secret = secret(otp, value);
        if (!otp.scheme().accepts(secret)) {
            secret.close();
            throw new KeyUriException(Message.of("otp.secret-not-yandex-secret"));
        }
        boolean counterMissing = otp instanceof Hotp && parameters.get(UriParameter.COUNTER) == null;
        return new KeyUri(names[0], names[1], otp, secret, pin.orElse(null), counterMissing, List.copyOf(warnings));
    }

    /** Issuer and account with a colon between them, each of its own greatest length. */
    private static String label(UriText path) throws KeyUriException {
        return path.text(false, "label", 2 * AccountLimits.TEXT_BYTES_MAX + 1);
    }

    private Secret secret(Otp otp, UriText value) throws KeyUriException {
        UriText encoding = parameters.get(UriParameter.ENCODING);
        try (Secret text = value.decode(encoding == null)) { // base64 has plus signs of its own
            if (encoding != null && !encoding.isEmpty()) {
                return KeySpelling.encoded(text, encoding.trimmed());
            }
            if (otp instanceof Motp) {
                return KeySpelling.motp(text);
            }
            // The Authenticator extension writes its hexadecimal secrets so, and what is base32 as well it takes for
            // that.
            boolean mayBeHex = otp instanceof Totp || otp instanceof Hotp;
            if (mayBeHex && !KeySpelling.isBase32(text) && Encoding.isLongHex(text)) {
                warnings.add(Message.of("otp.secret-no-base32-read"));
                return KeyUri.decode(text, Encoding.HEX, KeySpelling.SECRET);
            }
            return KeyUri.decode(text, Encoding.BASE32, KeySpelling.SECRET);
        }
    }

    private String issuer() throws KeyUriException {
        UriText value = parameters.get(UriParameter.ISSUER);
        return value == null
                ? ""
                : value.text(true, "issuer", AccountLimits.TEXT_BYTES_MAX).strip();
    }

    /**
     * KeePassXC and gopass say {@code encoder=steam}, others a bare {@code steam}, and most only the name: Steam itself,
     * WinAuth, FreeOTP. Whoever says that there are six digits, or another algorithm, means other codes.
     */
    private boolean isSteam(String issuer, String label) throws KeyUriException {
        UriText encoder = parameters.get(UriParameter.ENCODER);
        UriText steam = parameters.get(UriParameter.STEAM);
        if (encoder != null && encoder.trimmed().is("steam")) {
            return true;
        }
        if (steam != null && !steam.trimmed().is("false") && !steam.trimmed().is("0")) {
            return true;
        }
        if (encoder != null && !encoder.trimmed().isEmpty()) {
            if (!encoder.trimmed().is("default")) {
                warnings.add(Message.of("otp.encoder-not-known-passed"));
            }
            return false;
        }
        boolean open = digits(Scheme.STEAM) == Scheme.STEAM.digits() && algorithm() == Algorithm.SHA1;
        return open && isCalledSteam(issuer, label);
    }

    private boolean isCalledSteam(String issuer, String label) {
        int colon = KeyUriNames.endOfIssuer(issuer, label);
        if (SteamName.is(issuer) || (colon >= 0 && SteamName.is(label.substring(0, colon)))) {
            return true;
        }
        boolean only = issuer.isEmpty() && colon < 0 && SteamName.is(label);
        if (only && !parameters.has(UriParameter.DIGITS)) {
            warnings.add(Message.of("otp.read-steam-guard-name"));
        }
        return only;
    }

    private Otp otp(Scheme scheme) throws KeyUriException {
        Algorithm hash = algorithm();
        if (scheme == Scheme.STEAM && hash != Algorithm.SHA1) {
            warnings.add(Message.of("otp.steam-guard-works-sha1"));
        }
        UriText counter = scheme.takesCounter() ? parameters.get(UriParameter.COUNTER) : null;
        return new OtpParameters(
                        scheme,
                        hash,
                        digits(scheme),
                        scheme.takesPeriod() ? period(scheme) : 0,
                        counter == null ? 0 : counter.number("counter", Hotp.COUNTER_MAX))
                .otp();
    }

    private Algorithm algorithm() throws KeyUriException {
        UriText value = parameters.get(UriParameter.ALGORITHM);
        if (value == null) {
            return Algorithm.SHA1;
        }
        return Algorithm.lenient(value.text(true, "algorithm", AccountLimits.TEXT_BYTES_MAX)
                        .strip())
                .orElseThrow(() -> KeyUriException.ofParameter(Message.of("otp.algorithm-none-sha1-sha256")));
    }

    private int digits(Scheme scheme) throws KeyUriException {
        return (int) number(UriParameter.DIGITS, "digits", 10, scheme.digits());
    }

    private int period(Scheme scheme) throws KeyUriException {
        return (int) number(UriParameter.PERIOD, "period", TimeBased.PERIOD_SECONDS_MAX, scheme.periodSeconds());
    }

    private long number(UriParameter parameter, String name, int max, int absent) throws KeyUriException {
        UriText value = parameters.get(parameter);
        if (value == null) {
            return absent;
        }
        long number;
        try {
            number = value.number(name, max);
        } catch (KeyUriException e) {
            throw KeyUriException.ofParameter(e.message());
        }
        if (number == 0) {
            throw KeyUriException.ofParameter(Message.of("otp.must-1", name, max));
        }
        return number;
    }
}
