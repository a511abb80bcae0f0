package totp.otp;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import totp.crypto.Encoding;
import totp.crypto.Secret;

/** Reads one key URI from left to right: scheme, type, label, parameters. */
final class KeyUriParser {
    /** The parameters that mean something here; all others (icons, colours, images) are passed over, never fetched. */
    private enum Parameter {
        SECRET,
        ISSUER,
        ALGORITHM,
        DIGITS,
        PERIOD,
        COUNTER,
        ENCODER,
        STEAM,
        PIN
    }

    private final Map<Parameter, UriText> parameters = new EnumMap<>(Parameter.class);

    private KeyUriParser() {}

    static KeyUri parse(UriText uri) throws KeyUriException {
        KeyUriParser parser = new KeyUriParser();
        if (uri.startsWith("otpauth://")) {
            return parser.otpauth(uri.tail("otpauth://".length()));
        }
        if (uri.startsWith("steam://")) {
            return parser.steam(uri.tail("steam://".length()));
        }
        if (uri.startsWith("motp://")) {
            return parser.motp(uri.tail("motp://".length()));
        }
        if (uri.startsWith("otpauth-migration:")) {
            throw new KeyUriException("it is an export of many accounts, not a key URI");
        }
        throw new KeyUriException("it does not begin with otpauth://, steam:// or motp://");
    }

    private KeyUri otpauth(UriText rest) throws KeyUriException {
        UriText path = cutQuery(rest);
        int slash = path.indexOf('/');
        UriText type = slash < 0 ? path : path.head(slash);
        String label = slash < 0 ? "" : label(path.tail(slash + 1));
        String issuer = issuer();
        if (type.is("totp")) {
            return isSteam(issuer) ? build(issuer, label, steamOtp()) : build(issuer, label, totp());
        }
        if (type.is("hotp")) {
            return build(issuer, label, hotp());
        }
        if (type.is("steam")) {
            return build(issuer, label, steamOtp());
        }
        if (type.is("yaotp")) {
            return build(issuer, label, new Yandex(digits(Yandex.DEFAULT), period(Yandex.DEFAULT)));
        }
        if (type.is("motp")) {
            return build(issuer, label, motpOtp());
        }
        throw new KeyUriException("its type is none of totp, hotp, steam, yaotp and motp");
    }

    /** {@code steam://SECRET}, as Bitwarden and Proton write it. */
    private KeyUri steam(UriText rest) throws KeyUriException {
        try (Secret text = rest.decode(false)) {
            return new KeyUri("Steam", "", Steam.DEFAULT, KeyUri.decode(text, Encoding.BASE32, "secret"), null, false);
        }
    }

    /** {@code motp://ISSUER:ACCOUNT?secret=HEX}; some writers put a slash before the label. */
    private KeyUri motp(UriText rest) throws KeyUriException {
        UriText path = cutQuery(rest);
        UriText label = path.startsWith("/") ? path.tail(1) : path;
        return build(issuer(), label(label), motpOtp());
    }

    /** Takes the parameters and returns what stands before them. WinAuth and Ente leave a {@code #} in the path as it is. */
    private UriText cutQuery(UriText rest) throws KeyUriException {
        int question = rest.indexOf('?');
        if (question < 0) {
            throw new KeyUriException("it has no secret");
        }
        UriText query = rest.tail(question + 1);
        int fragment = query.indexOf('#');
        if (fragment >= 0) {
            query = query.head(fragment);
        }
        for (int end = query.indexOf('&'); end >= 0; end = query.indexOf('&')) {
            take(query.head(end));
            query = query.tail(end + 1);
        }
        take(query);
        return rest.head(question);
    }

    private void take(UriText pair) throws KeyUriException {
        int equals = pair.indexOf('=');
        UriText name = equals < 0 ? pair : pair.head(equals);
        for (Parameter parameter : Parameter.values()) {
            if (name.is(parameter.name().toLowerCase(Locale.ROOT))) {
                UriText value = equals < 0 ? pair.head(0) : pair.tail(equals + 1);
                // Programs disagree whether the first or the last of two counts, so neither may win here.
                if (parameters.put(parameter, value) != null) {
                    throw new KeyUriException("a parameter stands in it twice");
                }
            }
        }
    }

    private KeyUri build(String issuer, String label, Otp otp) throws KeyUriException {
        UriText value = parameters.get(Parameter.SECRET);
        if (value == null) {
            throw new KeyUriException("it has no secret");
        }
        String[] names = split(issuer, label);
        Optional<Secret> pin = otp.takesPin() ? KeyUri.pin(parameters.get(Parameter.PIN)) : Optional.empty();
        Secret secret = secret(otp, value);
        if (otp instanceof Yandex && !Yandex.accepts(secret)) {
            secret.close();
            throw new KeyUriException(
                    "its secret is not a Yandex secret of 16 bytes, or of 26 with a right check value");
        }
        boolean counterMissing = otp instanceof Hotp && parameters.get(Parameter.COUNTER) == null;
        return new KeyUri(names[0], names[1], otp, secret, pin.orElse(null), counterMissing);
    }

    /**
     * The label is {@code issuer:account}, split at its first colon. The {@code issuer} parameter wins over the label's
     * prefix, and where the label starts with just that text it ends there, colons within the issuer included.
     */
    private static String[] split(String issuer, String label) throws KeyUriException {
        int colon = endOfIssuer(issuer, label);
        String prefix = colon < 0 ? "" : label.substring(0, colon).strip();
        String account = colon < 0 ? label.strip() : label.substring(colon + 1).strip();
        for (String part : new String[] {prefix, account}) {
            if (part.getBytes(StandardCharsets.UTF_8).length > Account.TEXT_BYTES_MAX) {
                throw new KeyUriException("its label is longer than " + Account.TEXT_BYTES_MAX + " bytes");
            }
        }
        return new String[] {issuer.isEmpty() ? prefix : issuer, account};
    }

    private static int endOfIssuer(String issuer, String label) {
        if (!issuer.isEmpty() && label.startsWith(issuer)) {
            int end = issuer.length();
            while (end < label.length() && label.charAt(end) == ' ') {
                end++;
            }
            if (end < label.length() && label.charAt(end) == ':') {
                return end;
            }
        }
        return label.indexOf(':');
    }

    /** Issuer and account with a colon between them, each of its own greatest length. */
    private static String label(UriText path) throws KeyUriException {
        return path.text(false, "label", 2 * Account.TEXT_BYTES_MAX + 1);
    }

    private static Secret secret(Otp otp, UriText value) throws KeyUriException {
        try (Secret text = value.decode(true)) {
            if (!(otp instanceof Motp)) {
                return KeyUri.decode(text, Encoding.BASE32, "secret");
            }
            if (text.use(KeyUriParser::isHex)) {
                return KeyUri.decode(text, Encoding.HEX, "secret");
            }
            // andOTP writes base32 of the hexadecimal text, others base32 of the bytes.
            Secret decoded = KeyUri.decode(text, Encoding.BASE32, "secret");
            if (!decoded.use(KeyUriParser::isHex)) {
                return decoded;
            }
            try (decoded) {
                return KeyUri.decode(decoded, Encoding.HEX, "secret");
            }
        }
    }

    private static Boolean isHex(byte[] text) {
        for (byte b : text) {
            if (Character.digit(b, 16) < 0) {
                return false;
            }
        }
        return text.length > 0 && text.length % 2 == 0;
    }

    private String issuer() throws KeyUriException {
        UriText value = parameters.get(Parameter.ISSUER);
        return value == null
                ? ""
                : value.text(true, "issuer", Account.TEXT_BYTES_MAX).strip();
    }

    /** KeePassXC and gopass say {@code encoder=steam}, others a bare {@code steam}, WinAuth and FreeOTP only the issuer. */
    private boolean isSteam(String issuer) {
        UriText encoder = parameters.get(Parameter.ENCODER);
        UriText digits = parameters.get(Parameter.DIGITS);
        return (encoder != null && encoder.is("steam"))
                || parameters.containsKey(Parameter.STEAM)
                || (issuer.equals("Steam") && (digits == null || digits.is("5")));
    }

    private Totp totp() throws KeyUriException {
        return new Totp(algorithm(), digits(Totp.DEFAULT), period(Totp.DEFAULT));
    }

    private Hotp hotp() throws KeyUriException {
        UriText counter = parameters.get(Parameter.COUNTER);
        return new Hotp(
                algorithm(), digits(Totp.DEFAULT), counter == null ? 0 : counter.number("counter", Hotp.COUNTER_MAX));
    }

    private Steam steamOtp() throws KeyUriException {
        return new Steam(digits(Steam.DEFAULT), period(Steam.DEFAULT));
    }

    private Motp motpOtp() throws KeyUriException {
        return new Motp(digits(Motp.DEFAULT), period(Motp.DEFAULT));
    }

    private Algorithm algorithm() throws KeyUriException {
        UriText value = parameters.get(Parameter.ALGORITHM);
        if (value == null) {
            return Algorithm.SHA1;
        }
        return Algorithm.lenient(value.text(true, "algorithm", Account.TEXT_BYTES_MAX))
                .orElseThrow(() -> new KeyUriException("its algorithm is none of SHA1, SHA256 and SHA512"));
    }

    private int digits(Otp defaults) throws KeyUriException {
        return (int) number(Parameter.DIGITS, "digits", 10, defaults.digits());
    }

    private int period(TimeBased defaults) throws KeyUriException {
        return (int) number(Parameter.PERIOD, "period", TimeBased.PERIOD_SECONDS_MAX, defaults.periodSeconds());
    }

    private long number(Parameter parameter, String name, int max, int absent) throws KeyUriException {
        UriText value = parameters.get(parameter);
        if (value == null) {
            return absent;
        }
        long number = value.number(name, max);
        if (number == 0) {
            throw new KeyUriException(name + " must be 1 to " + max);
        }
        return number;
    }
}
