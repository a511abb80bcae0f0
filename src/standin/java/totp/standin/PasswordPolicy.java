package totp.standin;

/**
 * What the account asks of its users' passwords.
 *
 * @param minimumLength 6 to 128 characters
 * @param maxAgeDays 1 to 1,095; 0: they do not expire
 * @param reusePrevention how many old ones may not come back, 1 to 24; 0: all may
 * @param changeAllowed whether users change their own
 */
public record PasswordPolicy(int minimumLength, int maxAgeDays, int reusePrevention, boolean changeAllowed) {
    void write(Xml xml) {
        xml.element("MinimumPasswordLength", String.valueOf(minimumLength));
        for (String kind : new String[] {"Symbols", "Numbers", "UppercaseCharacters", "LowercaseCharacters"}) {
            xml.element("Require" + kind, "true");
        }
        xml.element("AllowUsersToChangePassword", String.valueOf(changeAllowed))
                .element("ExpirePasswords", String.valueOf(maxAgeDays > 0));
        if (maxAgeDays > 0) {
            xml.element("MaxPasswordAge", String.valueOf(maxAgeDays));
        }
        if (reusePrevention > 0) {
            xml.element("PasswordReusePrevention", String.valueOf(reusePrevention));
        }
        xml.element("HardExpiry", "false");
    }
}
