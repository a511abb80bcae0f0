package totp.cli.aws;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.Finding;
import totp.aws.Identity;
import totp.aws.PasswordPolicy;
import totp.cli.session.ShellWords;

/**
 * What mends a finding, as a command for a shell. Of what cannot be taken back there is none where something milder does: a key is
 * put out of use before it is deleted, and one that is in use has a successor first.
 */
final class AuditRemedies {
    /** In the place of a group's name, which its owner knows. */
    private static final String REQUIRE = "totp aws require-mfa GROUP";

    private final @Nullable PasswordPolicy passwords;
    private final Identity caller;
    private final String profile;
    private final boolean rootKeys;

    /**
     * @param rootKeys whether root has a key, as far as that is known
     * @param passwords what the account asks of passwords, which a new policy must ask as well; null if nothing
     * @param profile the option that names the profile by which the caller spoke to AWS; empty if none was
     */
    AuditRemedies(boolean rootKeys, @Nullable PasswordPolicy passwords, Identity caller, String profile) {
        this.rootKeys = rootKeys;
        this.passwords = passwords;
        this.caller = caller;
        this.profile = profile;
    }

    String of(Finding finding) {
        String name = finding.subject().name();
        return switch (finding.check()) {
            case ROOT_KEY -> "totp aws root-keys --profile root";
            case ROOT_MFA -> "totp enroll aws-root --console";
            case ADMIN_NO_MFA, CONSOLE_NO_MFA, KEY_NO_MFA -> enrolment(finding) + profile;
            case ENFORCEMENT_NONE -> REQUIRE + option("--user", name) + profile;
            case ENFORCEMENT_HOLE, ENFORCEMENT_WEAK, ENFORCEMENT_TRAPS -> ofPolicy(finding) + profile;
            case KEY_OLD, KEY_UNUSED -> ofAgedKey(finding);
            case KEY_INACTIVE ->
                keyId(finding)
                        .map(id -> iam("delete-access-key", name) + " --access-key-id " + id)
                        .orElseGet(() -> iam("list-access-keys", name));
            case KEY_TWO -> iam("list-access-keys", name);
            case PASSWORD_UNUSED -> iam("delete-login-profile", name);
            case ROOT_USED ->
                finding.detail().containsKey("last_used") && rootKeys
                        ? "totp aws root-keys --profile root"
                        : "aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=root"
                                + profile;
            case DEVICE_UNASSIGNED ->
                "aws iam delete-virtual-mfa-device"
                        + option("--serial-number", finding.subject().arn())
                        + profile;
            case VAULT_STALE -> "totp rm " + ShellWords.quoted(name);
            case PASSWORD_POLICY -> passwordPolicy() + profile;
        };
    }

    /**
     * Whoever signs in to the console must have the code himself from then on: his device is made by himself, or handed over. A
     * program's is made for it.
     */
    private String enrolment(Finding finding) {
        String name = finding.subject().name();
        if (caller.isUser(name)) {
            return "totp enroll " + ShellWords.quoted("aws-" + name);
        }
        return Boolean.TRUE.equals(finding.detail().get("password"))
                ? "echo " + ShellWords.quoted(name) + " | totp enroll --users-from - --hand-over DIR --passphrases FILE"
                : "totp enroll " + ShellWords.quoted("aws-" + name) + option("--user", name);
    }

    /** What is in use has a successor before it goes, where there is room for one. */
    private String ofAgedKey(Finding finding) {
        String name = finding.subject().name();
        if (Boolean.TRUE.equals(finding.detail().get("in_use"))) {
            boolean room = Boolean.TRUE.equals(finding.detail().get("only_key"));
            return iam(room ? "create-access-key" : "list-access-keys", name);
        }
        return keyId(finding)
                .map(id -> iam("update-access-key", name) + " --access-key-id " + id + " --status Inactive")
                .orElseGet(() -> iam("list-access-keys", name));
    }

    private String iam(String command, String user) {
        return "aws iam " + command + option("--user-name", user) + profile;
    }

    /** A name that begins as an option does is attached. */
    private static String option(String option, String value) {
        return " " + option + (value.startsWith("-") ? "=" : " ") + ShellWords.quoted(value);
    }

    private static Optional<String> keyId(Finding finding) {
        return Optional.ofNullable(finding.detail().get("key_id")).map(id -> ShellWords.quoted(id.toString()));
    }

    /** A policy inside a group, or of AWS, is not brought up to date by its name. */
    private static String ofPolicy(Finding finding) {
        boolean own = finding.subject().arn().matches("arn:[^:]+:iam::[0-9]{12}:policy/[^/]+");
        return own ? REQUIRE + option("--policy-name", finding.subject().name()) + " --update" : REQUIRE;
    }

    /** All of it: what such a call does not say AWS sets back. */
    private String passwordPolicy() {
        StringBuilder command = new StringBuilder("aws iam update-account-password-policy");
        command.append(" --minimum-password-length ")
                .append(Math.max(14, passwords == null ? 0 : passwords.minimumLength()));
        command.append(" --password-reuse-prevention 24");
        if (passwords == null) {
            return command.append(" --allow-users-to-change-password").toString();
        }
        flag(command, passwords.symbols(), "--require-symbols");
        flag(command, passwords.numbers(), "--require-numbers");
        flag(command, passwords.upperCase(), "--require-uppercase-characters");
        flag(command, passwords.lowerCase(), "--require-lowercase-characters");
        flag(command, passwords.changeAllowed(), "--allow-users-to-change-password");
        flag(command, passwords.hardExpiry(), "--hard-expiry");
        if (passwords.maxAgeDays() > 0) {
            command.append(" --max-password-age ").append(passwords.maxAgeDays());
        }
        return command.toString();
    }

    private static void flag(StringBuilder command, boolean given, String flag) {
        if (given) {
            command.append(' ').append(flag);
        }
    }
}
