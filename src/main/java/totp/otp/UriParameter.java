package totp.otp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The parameters of a key URI that mean something, with other names that programs give them. */
enum UriParameter {
    SECRET,
    ISSUER,
    ALGORITHM("algo", "alg", "hash", "hashmode", "hashalgorithm", "hashalgo", "digest", "hashfunction"),
    DIGITS("digit", "length", "size", "codelength", "codesize", "numdigits"),
    PERIOD("step", "timestep", "interval", "timeperiod", "periodseconds", "timeinterval", "stepsize", "timestepsize"),
    COUNTER("count", "initialcounter", "movingfactor", "hotpcounter"),
    ENCODER,
    ENCODING,
    STEAM,
    TYPE,
    PIN;

    private final String others;

    UriParameter(String... others) {
        this.others = " " + String.join(" ", others) + " "; // an enum's fields are immutable
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private boolean isCalled(String name) {
        return !name.isEmpty() && (name.equals(label()) || others.contains(" " + name + " "));
    }

    /** Whether an account has other codes with another value. */
    boolean changesCodes() {
        return this != ISSUER && this != PIN && this != TYPE;
    }

    /** The parameter of this name, in lower case and without blanks and dashes; null if it means nothing here. */
    static @Nullable UriParameter known(String name) {
        String bare = withoutPrefix(name);
        for (UriParameter parameter : values()) {
            if (parameter.isCalled(name) || (parameter.changesCodes() && parameter.isCalled(bare))) {
                return parameter;
            }
        }
        return null;
    }

    /** {@code otpDigits}, {@code totp_period}; and {@code ampdigits}, which lost a semicolon. */
    static String withoutPrefix(String name) {
        for (String prefix : new String[] {"totp", "hotp", "otp", "amp"}) {
            if (name.startsWith(prefix)) {
                return name.substring(prefix.length());
            }
        }
        return name;
    }

    /** A parameter that changes codes and was misspelled by a letter, or by two where it is long. */
    static @Nullable UriParameter soundingLike(String name) {
        for (UriParameter parameter : values()) {
            String label = parameter.label();
            int allowed = label.length() >= 8 ? 2 : label.length() >= 6 ? 1 : 0;
            if (parameter.changesCodes() && allowed > 0 && distance(name, label) <= allowed) {
                return parameter;
            }
        }
        return null;
    }

    /** The parameter that changes codes and whose name stands in a text with an equals sign behind it, or null. */
    static @Nullable UriParameter mentionedIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (UriParameter parameter : values()) {
            if (parameter.changesCodes() && lower.contains(parameter.label() + "=")) {
                return parameter;
            }
        }
        return null;
    }

    /** Letters that are to be changed, put in, left out or exchanged with their neighbour (Damerau 1964). */
    private static int distance(String one, String other) {
        if (Math.abs(one.length() - other.length()) > 2) {
            return 3;
        }
        int[][] d = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + same, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean exchanged = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (exchanged) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[one.length()][other.length()];
    }
}
