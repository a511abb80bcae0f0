package totp.otp;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import totp.message.Message;

/**
 * The parameters of a key URI. What would change the codes is read, refused or told, and never dropped in silence: wrong codes
 * are found out at the login. What means nothing here (icons, colours, tags) is passed over, and never fetched.
 */
final class KeyUriQuery {
    /** No name that is known is longer; a longer one is not looked at. */
    private static final int NAME_BYTES_MAX = 32;

    private final boolean keeOtp;
    private final Map<UriParameter, UriText> values = new EnumMap<>(UriParameter.class);
    private final List<Message> warnings = new ArrayList<>();

    /** Where the same is said by another name, or only something that sounds like it. */
    private record Other(UriParameter parameter, String name, UriText value) {}

    private final List<Other> others = new ArrayList<>();

    private KeyUriQuery(boolean keeOtp) {
        this.keeOtp = keeOtp;
    }

    /**
     * Reads them.
     *
     * @param keeOtp whether they are what KeePass's plug-in KeeOtp keeps, which calls the secret {@code key} and the digits
     *     {@code size}
     * @throws KeyUriException if one stands there twice: programs disagree which of them counts
     */
    static KeyUriQuery of(UriText query, boolean keeOtp) throws KeyUriException {
        KeyUriQuery parameters = new KeyUriQuery(keeOtp);
        UriText rest = parameters.withoutFragment(query);
        for (int end = separator(rest); end >= 0; end = separator(rest)) {
            parameters.take(rest.head(end));
            rest = rest.tail(end + 1);
        }
        parameters.take(rest);
        for (Other other : parameters.others) {
            parameters.settle(other);
        }
        return parameters;
    }

    @Nullable
    UriText get(UriParameter parameter) {
        return values.get(parameter);
    }

    boolean has(UriParameter parameter) {
        return values.containsKey(parameter);
    }

    /** What people should know; nothing of the URI but names of parameters that are known here. */
    List<Message> warnings() {
        return warnings;
    }

    /** A number sign begins what browsers keep for themselves; but unescaped in an issuer it is a part of that, if parameters follow. */
    private UriText withoutFragment(UriText query) {
        for (int i = 0; i < query.length(); i++) {
            if (query.at(i) == '#' && !holdsParameter(query.tail(i + 1))) {
                UriText behind = query.tail(i + 1);
                for (UriParameter lost : UriParameter.values()) {
                    if (lost.changesCodes() && behind.mentions(lost.label() + "=")) {
                        warnings.add(Message.of("otp.what-stands-behind-number", lost.label()));
                    }
                }
                return query.head(i);
            }
        }
        return query;
    }

    private static boolean holdsParameter(UriText text) {
        UriText rest = text;
        for (int next = separator(rest); next >= 0; next = separator(rest)) {
            rest = rest.tail(next + 1);
            if (UriParameter.known(name(rest)) != null) {
                return true;
            }
        }
        return false;
    }

    /** The next ampersand, or a semicolon before the name of a parameter, as old rules for forms allow; -1 if there is none. */
    private static int separator(UriText text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.at(i) == '&' || (text.at(i) == ';' && beginsParameter(text.tail(i + 1)))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean beginsParameter(UriText text) {
        for (UriParameter parameter : UriParameter.values()) {
            if (text.trimmed().startsWith(parameter.label() + "=")) {
                return true;
            }
        }
        return false;
    }

    /** What stands before the equals sign: decoded, in lower case, without blanks, dashes and underscores; empty if there is none. */
    private static String name(UriText pair) {
        int equals = pair.indexOf('=');
        int next = pair.indexOf('&');
        if (equals < 0 || equals > NAME_BYTES_MAX || (next >= 0 && next < equals)) {
            return "";
        }
        return normalized(pair.head(equals).lossyText());
    }

    private static String normalized(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
    }

    private void take(UriText pair) throws KeyUriException {
        int equals = pair.indexOf('=');
        if (equals < 0) {
            for (UriParameter parameter : UriParameter.values()) {
                if (pair.trimmed().is(parameter.label())) {
                    put(parameter, pair.head(0));
                }
            }
            return;
        }
        if (equals > NAME_BYTES_MAX) {
            return;
        }
        UriText value = pair.tail(equals + 1);
        String name = normalized(pair.head(equals).lossyText());
        UriParameter parameter = keeOtp && name.equals("key") ? UriParameter.SECRET : UriParameter.known(name);
        if (parameter == null) {
            UriParameter alike = UriParameter.soundingLike(name);
            if (alike != null) {
                warnings.add(Message.of("otp.parameter-sounds-like-passed", alike.label()));
            }
        } else if (parameter.label().equals(name) || parameter == UriParameter.SECRET) {
            put(parameter, value);
        } else {
            others.add(new Other(parameter, UriParameter.withoutPrefix(name), value));
        }
    }

    private void put(UriParameter parameter, UriText value) throws KeyUriException {
        if (values.put(parameter, value) != null) {
            throw new KeyUriException(Message.of("otp.parameter-stands-twice"));
        }
    }

    /** Most programs do not know the other names, and whoever wrote one meant something by it: so it is read, and told. */
    private void settle(Other other) throws KeyUriException {
        String label = other.parameter.label();
        if (!fits(other.parameter, other.value)) {
            if (keeOtp) {
                throw new KeyUriException(Message.of("otp.value-not-usable", label));
            }
            warnings.add(Message.of("otp.parameter-sounds-like-passed-over", label, label));
            return;
        }
        UriText present = values.putIfAbsent(other.parameter, other.value);
        if (present == null && !keeOtp) {
            warnings.add(
                    other.name.equals(label)
                            ? Message.of("otp.parameter-read-as", label)
                            : Message.of("otp.name-read-as", other.name, label));
        } else if (present != null && !same(other.parameter, present, other.value)) {
            throw new KeyUriException(Message.of("otp.stands-twice-not-same", label));
        }
    }

    private static boolean fits(UriParameter parameter, UriText value) {
        String text = value.lossyText().strip();
        return switch (parameter) {
            case ALGORITHM -> Algorithm.lenient(text).isPresent();
            case DIGITS -> text.matches("[1-9]|10");
            case PERIOD, COUNTER -> text.matches("[0-9]{1,16}");
            default -> true;
        };
    }

    private static boolean same(UriParameter parameter, UriText one, UriText other) {
        String first = one.lossyText().strip();
        String second = other.lossyText().strip();
        return parameter == UriParameter.ALGORITHM
                ? Algorithm.lenient(first).equals(Algorithm.lenient(second))
                : first.equals(second);
    }

    /** Whether a text is what KeeOtp keeps. */
    static boolean isKeeOtp(UriText text) {
        UriText rest = text.indexOf(':') >= 0 ? text.head(0) : text;
        while (!rest.isEmpty()) {
            int end = rest.indexOf('&');
            UriText pair = end < 0 ? rest : rest.head(end);
            int equals = pair.indexOf('=');
            if (equals >= 0 && pair.head(equals).trimmed().is("key")) {
                return true;
            }
            rest = rest.tail(end < 0 ? rest.length() : end + 1);
        }
        return false;
    }

    /** Tells where a text names a parameter, as it does where a separator got lost. */
    static void warnOfLost(List<Message> warnings, String what, String text) {
        UriParameter lost = UriParameter.mentionedIn(text);
        if (lost != null) {
            warnings.add(Message.of("otp.holds-not-read-parameter", what, lost.label()));
        }
    }
}
