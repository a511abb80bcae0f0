package totp.cli;

import java.util.List;
import java.util.Locale;

/**
 * Recognises seeds and URIs among the arguments, where they do not belong: every user of the machine can read them there,
 * and the shell has already put them into its history.
 */
final class SecretArguments {
    private static final List<String> SCHEMES = List.of("otpauth:", "otpauth-migration:", "motp://", "steam://");

    /** Issuers, too: an account at Steam is called {@code Steam:alice}, so what follows decides. */
    private static final List<String> ISSUERS = List.of("motp:", "steam:");

    private static final int BASE32_LENGTH_MIN = 16;
    private static final int HEX_LENGTH_MIN = 32;

    private SecretArguments() {}

    /** Refuses them without repeating them. */
    static void refuse(String[] arguments) throws Failure {
        for (String argument : arguments) {
            int equals = argument.startsWith("-") ? argument.indexOf('=') : -1;
            if (isSecret(argument.substring(equals + 1))) {
                throw Failure.usage(
                        "a secret or key URI must not be an argument: others can read it there",
                        "use --from - and standard input, --from FILE, or the prompt; and clear it from the shell's history");
            }
        }
    }

    static boolean isSecret(String argument) {
        String lower = argument.strip().toLowerCase(Locale.ROOT);
        for (String scheme : SCHEMES) {
            if (lower.startsWith(scheme) || lower.contains(" " + scheme + (scheme.endsWith("/") ? "" : "//"))) {
                return true;
            }
        }
        for (String issuer : ISSUERS) {
            if (lower.startsWith(issuer)) {
                String rest = argument.strip().substring(issuer.length());
                return isBase32(rest.toUpperCase(Locale.ROOT)) || isHex(rest);
            }
        }
        return isBase32(argument) || isHex(argument);
    }

    /** Whether {@code word} could be a seed in any spelling; such a one is not repeated in messages, though a name may be so. */
    static boolean mightBeSecret(String word) {
        return isSecret(word.toUpperCase(Locale.ROOT) + "2") || isHex(word);
    }

    /** Upper case and with a digit, since plenty of names are neither; blanks and dashes as people group seeds. */
    private static boolean isBase32(String argument) {
        int length = 0;
        boolean digit = false;
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (c == ' ' || c == '-') {
                continue;
            }
            if (!(c >= 'A' && c <= 'Z') && !(c >= '2' && c <= '7')) {
                return false;
            }
            digit |= c <= '7';
            length++;
        }
        return length >= BASE32_LENGTH_MIN && digit;
    }

    private static boolean isHex(String argument) {
        int length = 0;
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (c == ' ') {
                continue;
            }
            length++;
            if (c >= 128 || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return length >= HEX_LENGTH_MIN;
    }
}
