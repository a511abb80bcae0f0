package totp.otp;

import java.text.Normalizer;

/** What all texts of an account have in common: names, issuers, tags, notes. */
public final class Text {
    private Text() {}

    /** The text in normal form C. ASCII is that already, and loading the JDK's tables to find out costs start-up. */
    public static String normalize(String text) {
        return isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
