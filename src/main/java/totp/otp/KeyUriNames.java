package totp.otp;

import java.nio.charset.StandardCharsets;
import totp.message.Message;

/** Issuer and account, as label and parameter tell them. */
final class KeyUriNames {
    private KeyUriNames() {}

    /**
     * The label is {@code issuer:account}, split at its first colon. The {@code issuer} parameter wins over the label's
     * prefix, and where the label starts with just that text it ends there, colons within the issuer included.
     */
    static String[] split(String issuer, String label) throws KeyUriException {
        int colon = endOfIssuer(issuer, label);
        String prefix = colon < 0 ? "" : label.substring(0, colon).strip();
        String account = colon < 0 ? label.strip() : label.substring(colon + 1).strip();
        for (String part : new String[] {prefix, account}) {
            if (part.getBytes(StandardCharsets.UTF_8).length > AccountLimits.TEXT_BYTES_MAX) {
                throw new KeyUriException(Message.of("otp.label-longer-than-bytes", AccountLimits.TEXT_BYTES_MAX));
            }
        }
        return new String[] {issuer.isEmpty() ? prefix : issuer, account};
    }

    /** Where the colon behind the issuer stands in the label; -1 if there is none. */
    static int endOfIssuer(String issuer, String label) {
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
}
